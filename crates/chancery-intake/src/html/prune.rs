//! What is no part of the article by the way the page is built: taken out of the tree before the
//! article is looked for. What is taken out is still among what is kept beside the text.
//!
//! Each rule goes by structure, not by names that a site gives its classes, but for the elements
//! that other sites tell theirs to embed.

use dom_query::{Document, NodeRef};

/// Posts of other sites and places for advertisements, as those who deliver them prescribe.
const EMBEDDED: &str = "blockquote.twitter-tweet, blockquote.instagram-media, blockquote.tiktok-embed, div.fb-post, ins.adsbygoogle, amp-ad, [data-ad]";
/// A list of at least so many is one of teasers.
const TEASERS: usize = 3;
/// The longest teaser, in bytes: a headline and a sentence or two.
const TEASER: usize = 250;
/// What must be left of paragraphs when teasers go, in bytes: else the page is a list of teasers.
const LEFT: usize = 140;
/// The longest box that asks for an address, in bytes.
const BOX: usize = 300;
/// The longest list of facts about an article (author, section, clicks), in bytes.
const FACTS: usize = 200;
/// Elements of a kind that are looked at: a page with more is no article.
const MOST: usize = 400;

/// Takes out what is no part of the article that `title` heads.
pub(super) fn prune(tree: &Document, title: Option<&str>) {
    tree.select(EMBEDDED).remove();
    other_articles(tree, title);
    teasers(tree);
    for facts in tree.select("dl").nodes().iter().take(MOST) {
        if length(facts, FACTS) < FACTS {
            facts.remove_from_parent();
        }
    }
    boxes(tree);
}

/// The bytes of text in an element, counted no further than a little over `most`.
fn length(node: &NodeRef<'_>, most: usize) -> usize {
    let mut all = 0;
    for text in node.descendants_it().filter(NodeRef::is_text) {
        all += text.text().trim().len();
        if all > most {
            break;
        }
    }
    all
}

fn said(node: &NodeRef<'_>) -> String {
    super::tidy(&node.text()).replace('\n', " ")
}

fn article_of<'t>(head: &NodeRef<'t>) -> Option<NodeRef<'t>> {
    head.ancestors_it(None).find(|node| node.node_name().is_some_and(|name| &*name == "article"))
}

/// Of several articles, each with a headline of the first order, only one is the page's: a site that
/// never ends puts the next story under it.
fn other_articles(tree: &Document, title: Option<&str>) {
    let heads = tree.select("article h1");
    let heads = heads.nodes();
    let is_ours = |head: &NodeRef<'_>| Some(said(head).as_str()) == title;
    if heads.len() < 2 || heads.len() > MOST || !heads.iter().any(is_ours) {
        return;
    }
    let ours: Vec<_> =
        heads.iter().filter(|head| is_ours(head)).filter_map(article_of).map(|it| it.id).collect();
    for head in heads.iter().filter(|head| !is_ours(head)) {
        if let Some(other) = article_of(head)
            && !ours.contains(&other.id)
            && !other.ancestors_it(None).any(|node| ours.contains(&node.id))
        {
            other.remove_from_parent();
        }
    }
}

/// Several short elements of one kind side by side, each headed by a link to another page.
fn teasers(tree: &Document) {
    let mut found: Vec<NodeRef<'_>> = Vec::new();
    for link in tree
        .select(
            "h2 a[href], h3 a[href], h4 a[href], h5 a[href], a[href] h2, a[href] h3, a[href] h4, a[href] h5",
        )
        .nodes()
        .iter()
        .take(MOST)
    {
        let teaser = link.ancestors_it(Some(4)).find(|node| {
            let name = node.node_name();
            let is_box =
                name.as_deref().is_some_and(|name| matches!(name, "article" | "div" | "li" | "section"));
            is_box && alike(node) >= TEASERS
        });
        if let Some(teaser) = teaser
            && length(&teaser, TEASER) <= TEASER
            && !found.iter().any(|other| other.id == teaser.id)
        {
            found.push(teaser);
        }
    }
    if found.len() < TEASERS {
        return;
    }
    let long = |paragraph: &&NodeRef<'_>| {
        paragraph.text().trim().len() > 60
            && !paragraph.ancestors_it(None).any(|node| found.iter().any(|teaser| teaser.id == node.id))
    };
    let paragraphs = tree.select("p");
    let left: usize =
        paragraphs.nodes().iter().take(MOST).filter(long).map(|paragraph| paragraph.text().len()).sum();
    if left >= LEFT {
        found.iter().for_each(NodeRef::remove_from_parent);
    }
}

/// How many elements beside one have its name and class; itself too.
fn alike(node: &NodeRef<'_>) -> usize {
    let (name, class) = (node.node_name(), node.attr("class"));
    let Some(parent) = node.parent() else { return 0 };
    let children = parent.children_it(false).take(MOST);
    children.filter(|other| other.node_name() == name && other.attr("class") == class).count()
}

/// Boxes that ask for the reader's address.
fn boxes(tree: &Document) {
    for input in tree.select("input[type=email]").nodes().iter().take(MOST) {
        let is_small = |node: &NodeRef<'_>| {
            length(node, BOX) <= BOX
                && node
                    .node_name()
                    .is_some_and(|name| !matches!(&*name, "body" | "main" | "article" | "html"))
        };
        let outer = input.ancestors_it(Some(4)).take_while(is_small).last();
        if let Some(outer) = outer
            && !outer.descendants_it().any(|node| node.node_name().is_some_and(|name| &*name == "h1"))
        {
            outer.remove_from_parent();
        }
    }
}
