//! Every example that `--help` and the README print is run as a user types it, in a folder that has
//! the files it speaks of.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use crate::support::{chancery, root};

/// The commands of the overview.
fn commands() -> Vec<String> {
    let overview = said(&["--help"]);
    let listed = overview.split("Commands:").nth(1).unwrap().split("\n\n").next().unwrap().to_owned();
    let names = listed.lines().filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

fn said(arguments: &[&str]) -> String {
    let output = chancery().args(arguments).env("COLUMNS", "100").env("NO_COLOR", "1").output().unwrap();
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The lines of a help text that show the program at work; what is said about them stands behind
/// several blanks.
fn of_help(help: &str) -> Vec<String> {
    let Some((_, examples)) = help.split_once("\nExample") else { return Vec::new() };
    let lines = examples.lines().skip(1).take_while(|line| line.starts_with("  "));
    // A remark may go on in a line of its own.
    let shown = lines.filter(|line| line.contains("chancery "));
    shown.map(|line| line.trim().split("   ").next().unwrap().trim().to_owned()).collect()
}

/// What stands between backticks in the README and calls a command with something to do.
fn of_readme(commands: &[String]) -> Vec<String> {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let quoted = readme.split('`').skip(1).step_by(2);
    quoted
        .filter(|code| {
            let mut words = code.split_whitespace();
            words.next() == Some("chancery")
                && words.next().is_some_and(|word| commands.iter().any(|command| command == word))
        })
        .map(str::to_owned)
        .collect()
}

/// A folder with everything that the examples name.
fn prepare(folder: &Path) {
    let copy = |from: &str, to: &str| {
        let to = folder.join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(root().join("examples").join(from), to).unwrap();
    };
    for file in fs::read_dir(root().join("examples/vietnam-russia")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        copy(&format!("vietnam-russia/{name}"), &format!("reports/{name}"));
    }
    copy("vietnam-russia/2024-08-to-2024-09.jsonl", "feed.jsonl");
    copy("vietnam-russia/2024-06-20-state-visit.html", "page.html");
    copy("vietnam-russia/2025-05-11-joint-statement.html", "archive/2025/statement.html");
    copy("norway-finland/2024-03-13-meeting.txt", "report.txt");
    let page = "<html><head><title>Ministers meet in Turku</title></head><body><article><h1>Ministers meet in Turku</h1><p>Norwegian Foreign Minister Kari Nordmann held talks with her Finnish counterpart Matti Virtanen in Turku on Tuesday.</p><p>The two ministers agreed to expand cooperation in fisheries, and to set up a joint committee.</p></article></body></html>";
    let feed = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Harbour News</title><link>https://example.org/</link><item><title>Ministers meet in Turku</title><link>page.html</link></item></channel></rss>";
    fs::create_dir_all(folder.join("saved")).unwrap();
    fs::write(folder.join("saved/page.html"), page).unwrap();
    fs::write(folder.join("saved/feed.xml"), feed).unwrap();
    fs::write(folder.join("feeds.txt"), "saved/feed.xml\n").unwrap();
    fs::write(folder.join("secret"), "correct horse battery staple").unwrap();
    fs::write(folder.join("facts.jsonl"), "").unwrap();
    fs::create_dir_all(folder.join("gold")).unwrap();
    fs::create_dir_all(folder.join(".local/share/bash-completion/completions")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(root().join("lexicon"), folder.join("lexicon")).unwrap();
}

/// Runs a line in a shell; its exit code and what it said.
fn run(line: &str, folder: &Path) -> (Option<i32>, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_chancery"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let done = Command::new("bash")
        .args(["-o", "pipefail", "-c", line])
        .current_dir(folder)
        .env("PATH", path)
        .env("HOME", folder)
        .env("USER", "reader")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = [done.stdout, done.stderr].concat();
    (done.status.code(), String::from_utf8_lossy(&said).into_owned())
}

/// The first ids of a list.
fn ids(list: &str, folder: &Path) -> Vec<String> {
    let (code, said) = run(&format!("chancery --quiet {list} --json"), folder);
    assert_eq!(code, Some(0), "{said}");
    let rows: serde_json::Value = serde_json::from_str(&said).unwrap();
    rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_example_runs() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    prepare(folder);
    let preparing = [
        "chancery add reports/",
        "chancery dates report.txt --published 2024-03-13 --format timeml > gold/report.tml",
        "chancery brief VNM RUS --format pdf > communique.pdf",
    ];
    for line in preparing {
        let (code, said) = run(line, folder);
        assert_eq!(code, Some(0), "{line}: {said}");
    }
    let events = ids("timeline VNM RUS", folder);
    let commitments = ids("commitments VNM RUS", folder);
    let (_, found) = run("chancery --quiet search energy --json", folder);
    let found: serde_json::Value = serde_json::from_str(&found).unwrap();
    let report = found["paragraphs"][0]["doc"].as_str().unwrap();
    let (_, people) = run("chancery --quiet people --json", folder);
    let people: serde_json::Value = serde_json::from_str(&people).unwrap();
    let chinh = people.as_array().unwrap().iter().find(|row| row["name"] == "Phạm Minh Chính").unwrap();
    let commands = commands();
    let mut lines = of_help(&said(&["--help"]));
    for command in &commands {
        lines.extend(of_help(&said(&[command, "--help"])));
    }
    assert!(lines.len() > 50, "the examples of the help texts are found");
    lines.extend(of_readme(&commands));
    let mut failed = Vec::new();
    for line in &lines {
        // What an example only stands for: ids, addresses, pagers.
        let mut real = line
            .replace("77ab0912 stage", &format!("{} stage", commitments[0]))
            .replace("77ab0912 by", &format!("{} by", commitments[0]))
            .replace("ID field value", &format!("{} place Hanoi", events[0]))
            .replace("3f9a12c4", &events[0])
            .replace("77ab0912", &events[1])
            .replace("same A B", &format!("same {} {}", commitments[1], commitments[2]))
            .replace(" REPORT", &format!(" {}", report))
            .replace("@REPORT", &format!("@{}", chinh["doc"].as_str().unwrap()))
            .replace("reject ID", &format!("reject {}", commitments[3]))
            .replace(" ID", &format!(" {}", events[0]))
            .replace("https://example.org/news.rss", "saved/feed.xml")
            .replace("less -R", "cat")
            .replace("man -l -", "cat");
        for page in ["https://example.org/a.html", "https://example.org/news.html"] {
            real = real.replace(&format!("curl -s {page}"), "cat page.html");
        }
        let serves = real.starts_with("chancery serve") && !real.contains("--set-password");
        if serves {
            let port = if real.contains("--port") { "" } else { " --port 0" };
            real = format!("timeout 3 {real}{port}");
        }
        let (code, said) = run(&real, folder);
        // A server goes on until it is stopped.
        let expected = if serves { [Some(124), Some(124)] } else { [Some(0), Some(0)] };
        if !expected.contains(&code) {
            failed.push(format!("{line}\n  as {real}\n  gave {code:?}: {said}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn manual_and_completions_know_every_command() {
    let commands = commands();
    let manual = said(&["man"]);
    for shell in ["bash", "zsh", "fish"] {
        let script = said(&["completions", shell]);
        for command in &commands {
            assert!(script.contains(command.as_str()), "{command} is not completed in {shell}");
        }
    }
    for command in &commands {
        assert!(manual.contains(&command.replace('-', "\\-")), "{command} is not in the manual");
        let page = said(&["man", command]);
        for option in said(&[command, "--help"])
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("--")?.split([' ', '=']).next())
        {
            assert!(page.contains(&option.replace('-', "\\-")), "{command} --{option} is not in its manual");
        }
    }
}
