//! `chancery follow FEED…`: the new pages of feeds into the database.

use serde::Serialize;

use super::{Context, Exit, add};
use crate::{
    clock,
    follow::{Follower, Manners},
    store::Store,
    take::Input,
};

/// Take the new pages of feeds into the database.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery follow https://example.org/news.rss
  chancery follow saved/feed.xml           a saved feed with its pages beside it
  chancery follow $(cat feeds.txt) -q      for a timetable: each page is fetched once

Each feed is looked at once; one that has not changed is not sent again. One request at a time, a
second or more between two to one site, robots.txt obeyed, at most 8 MiB and 30 seconds a page. This
is the one command that opens connections.")]
pub(crate) struct Args {
    /// Addresses of RSS, Atom or JSON feeds, or files
    #[arg(required = true, value_name = "FEED")]
    feeds: Vec<String>,
    /// Fetch at most so many new pages of each feed
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
    /// Allow addresses inside your own network as well
    #[arg(long)]
    internal: bool,
}

/// What came of it.
#[derive(Serialize)]
struct Answer {
    /// Feeds that had nothing new to send.
    unchanged: usize,
    #[serde(flatten)]
    summary: add::Summary,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let mut store = Store::create(&context.db)?;
    let mut follower = Follower::new(Manners { internal: args.internal });
    let mut answer = Answer { unchanged: 0, summary: add::Summary::default() };
    for feed in &args.feeds {
        let followed = follower.follow(feed, &store, args.limit)?;
        if followed.unchanged {
            answer.unchanged += 1;
            continue;
        }
        let inputs = followed.pages.into_iter().map(|page| Input::Page(Box::new(page))).collect();
        let summary = add::add(&mut store, inputs, followed.refused, u64::MAX, context)?;
        let interrupted = summary.is_interrupted();
        answer.summary.join(summary);
        if interrupted {
            break;
        }
        // Only now that they are in: a program that was ended before this fetches them again.
        store.note_pages(feed, &followed.done, &clock::now())?;
        if followed.whole {
            store.note_feed(feed, &followed.mark, &clock::now())?;
        }
    }
    if context.json {
        context.print_json(&answer)?;
    }
    if answer.unchanged > 0 && !context.quiet {
        eprintln!("{} of {} feeds have not changed", answer.unchanged, args.feeds.len());
    }
    answer.summary.report(&context.db, false, context);
    let exit = super::report_refused(answer.summary.refused(), context);
    Ok(if answer.summary.is_interrupted() { Exit::Interrupted } else { exit })
}
