//! Layout: columns of plain text, what HTML and LaTeX escape, and numbers as readers see them.

use schelling::equilibrium::{Kind, Search};
use schelling::model::{Answer, Line};
use schelling::report::{self, Block, Document};
use schelling::scenario::nato::{self, Parameters, Threshold};
use schelling::scenario::{CrisisReport, EquilibriumReport, Measures, RungReport, Span, Standing};
use schelling::{Game, Q};

use crate::common::q;

/// A heading, a line and a table whose rows begin with these cells and end with `no`.
fn document(heading: &str, line: &str, rows: &[[&str; 3]]) -> Document {
    let claim = serde_json::json!({"claim": heading, "by": line, "derived": false});
    let claim = serde_json::from_value(claim).expect("a claim");
    let line = |[what, published, computed]: &[&str; 3]| Line {
        what: what.to_string(),
        published: published.to_string(),
        computed: computed.to_string(),
    };
    report::answers(&[Answer { claim, lines: rows.iter().map(line).collect() }])
}

#[test]
fn text_aligns_numbers_right_and_words_left() {
    let rows = [["wimp", "-1/10", "x"], ["a", "2", "x"]];
    let text = "1. héad\n-------\n\nHand.\n\n        published  computed  agrees\n  \
                wimp      -1/10  x         no\n  a             2  x         no\n";
    let shown = document("héad", "Hand", &rows).to_string();
    assert!(shown.starts_with(text), "{shown}");
}

#[test]
fn html_escapes_labels() {
    let html = document("a < b & \"c\"", "b", &[["<i>", "1", "a"]]).html();
    let start = "<h4>1. a &lt; b &amp; &quot;c&quot;</h4><p>b.</p><table><thead><tr>\
                 <th style=\"text-align:left\"></th><th>published</th>";
    assert!(html.starts_with(start), "{html}");
    let body = "<tbody><tr><td style=\"text-align:left\">&lt;i&gt;</td><td>1</td>\
                <td style=\"text-align:left\">a</td>\
                <td style=\"text-align:left\">no</td></tr></tbody>";
    assert!(html.contains(body), "{html}");
}

#[test]
fn latex_escapes_labels_and_sets_numbers_right() {
    let rows = [["[x] <y>", "-1/10", "z"], ["z-1", "2", "z"]];
    let latex = document("100% {sure} of A_1 & \\B, \"so\"", "b", &rows).latex();
    let start = "\\noindent\\textbf{1. 100\\% \\{sure\\} of A\\_1 \\& \\textbackslash{}B, ``so''}\n\
                 \n\\smallskip\n\\noindent b.\n\n\
                 \\smallskip\n\\noindent\\begin{tabular}{lrll}\n\\hline\n \
                 & published & computed & agrees \\\\\n\\hline\n\
                 {[}x{]} $<$y$>$ & $-$1/10 & z & no \\\\\nz-1 & 2 & z & no \\\\\n\\hline\n\
                 \\end{tabular}\n";
    assert!(latex.starts_with(start), "{latex}");
}

/// A crisis with one rung and one equilibrium.
fn crisis() -> CrisisReport {
    let rung = RungReport {
        message: "é".into(),
        sinking: q("1/2"),
        exposure: q("3"),
        aid: q("4"),
        last_moves: vec!["stands".into()],
        hands_tied_from: vec![q("6")],
        belief_needed: q("17/41"),
        believed_if_all: q("1"),
        deters_if_all: true,
    };
    let standing = Standing {
        message: "é".into(),
        sent: q("1"),
        credibility: Span { low: q("1/3"), high: q("2/3") },
        called: Span { low: q("1/3"), high: q("333/1000") },
    };
    let measures = Measures {
        messages: vec![standing],
        bluff: q("0"),
        bluff_rate: q("0"),
        bluff_called: q("0"),
        called: q("0"),
        honoured: q("0"),
    };
    let equilibrium = EquilibriumReport {
        kind: Kind::Pooling,
        component: 0,
        sender: vec![vec![q("1")]],
        payoffs: vec![q("2")],
        defender: q("2"),
        challenger: q("3"),
        measures,
    };
    CrisisReport {
        name: "strait".into(),
        players: ["we", "they"].map(String::from),
        types: vec!["firm".into()],
        prior: vec![q("1")],
        ladder: vec![rung],
        ties: Vec::new(),
        equilibria: vec![equilibrium],
        complete: true,
    }
}

#[test]
fn close_tables_have_their_own_text_and_the_usual_html() {
    let document = report::crisis(&crisis());
    let text = "The ladder  sinking  exposure    aid  belief needed  \
                all hands tied from  when probed\n\
                é               0.5         3      4  17/41 (0.415)  \
                \x20                 6  firm stands\n\
                \n\
                Equilibria: 1 extreme outcomes (all of them)\n\
                \n\
                1. pooling: firm sends é; worth 2 to we, 3 to they\n   \
                é           sent      1  believed 0.333 to 0.667  probed 0.333\n";
    let shown = document.to_string();
    assert!(shown.starts_with(text), "{shown}");
    let html = document.html();
    assert!(html.contains("<td>0.5</td>"), "{html}");
    assert!(html.contains("<th>sent</th>"), "{html}");
}

#[test]
fn decimals_keep_apart_from_certainty() {
    let told = nato::claim("C12", &Parameters::default()).expect("a claim");
    for (value, shown) in [
        ("-17", "-17"),
        ("0", "0"),
        ("1/2", "0.5"),
        ("17/41", "0.415"),
        ("1/10000", "1.0e-4"),
        ("9999/10000", ">0.999"),
    ] {
        let told = nato::Claim { value: q(value), thresholds: Vec::new(), ..told.clone() };
        assert!(told.flips().ends_with(&format!("(here {shown})")), "{}", told.flips());
    }
    for (value, shown) in
        [("17/41", "17/41 (0.415)"), ("12345/67891", "0.182"), ("1/2", "1/2 (0.5)")]
    {
        let flip = Threshold { value: q(value), bracket: None, holds_above: true, in_range: true };
        let told = nato::Claim { thresholds: vec![flip], ..told.clone() };
        assert!(told.flips().contains(&format!("holds from {shown} (here")), "{}", told.flips());
    }
}

#[test]
fn short_numbers_are_exact_and_long_ones_are_near() {
    for (payoff, shown) in [
        ("29/10", "29/10"),
        ("-123457/6543211", "≈-0.01887"),
        ("2000000000/3", "2000000000/3"),
        ("10000000000001/10", "≈1.000e12"),
        ("1/10000000000000000", "≈1.000e-16"),
    ] {
        let payoffs = vec![vec![q(payoff)]];
        let game = Game::cheap_talk(payoffs.clone(), payoffs, [Q::ONE], ["hello"]).expect("a game");
        let all = game.equilibria(&Search::default()).expect("a tiny game");
        let outline = report::outline(&all, 1);
        let table = outline.blocks().iter().find_map(|block| match block {
            Block::Table(rows) => Some(rows),
            _ => None,
        });
        assert_eq!(table.expect("a table")[1][4], shown);
    }
}

#[test]
fn columns_of_numbers_are_told_from_words() {
    let html = |cell: &str| document("a", "b", &[["x", cell, "y"]]).html();
    for cell in ["29/10", "≈-0.1887", "≈1.000e-16", "7", ""] {
        assert!(html(cell).contains(&format!("<td>{cell}</td>")), "{cell}");
    }
    for cell in ["e", "a 1/2", "-"] {
        let words = format!("<td style=\"text-align:left\">{cell}</td>");
        assert!(html(cell).contains(&words), "{cell}");
    }
}
