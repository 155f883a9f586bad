//! PDF files: what a word processor, a browser and an old printer's driver write; and what is made
//! to do harm.

use std::{
    io::Write,
    time::{Duration, Instant},
};

use chancery_core::intake::Metadata;
use chancery_intake::{Code, Limits, Refusal, open};
use expect_test::expect;
use flate2::{Compression, write::ZlibEncoder};

fn read(bytes: &[u8]) -> Result<(String, Metadata), Refusal> {
    open("a.pdf", bytes, Limits::default()).next().unwrap().and_then(|piece| piece.read())
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A file of objects, in order from number 1; its table of places is right.
fn pdf(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n", n + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    out.extend(
        format!(
            "trailer\n<< /Size {} /Root 1 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n",
            objects.len() + 1
        )
        .bytes(),
    );
    out
}

fn stream(head: &str, bytes: &[u8]) -> Vec<u8> {
    let mut out = format!("<< {head} /Length {} >>\nstream\n", bytes.len()).into_bytes();
    out.extend(bytes);
    out.extend(b"\nendstream");
    out
}

/// A file of pages that draw these operators, with one font of plain letters.
fn pages(contents: &[&str], trailer: &str) -> Vec<u8> {
    let kids: Vec<String> = (0..contents.len()).map(|n| format!("{} 0 R", 4 + 2 * n)).collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Count {} /Kids [{}] >>", contents.len(), kids.join(" ")).into_bytes(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding << /BaseEncoding /WinAnsiEncoding /Differences [1 /fi /lslash] >> >>".to_vec(),
    ];
    for (n, content) in contents.iter().enumerate() {
        objects.push(
            format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> >> >>", 5 + 2 * n)
                .into_bytes(),
        );
        objects.push(stream("/Filter /FlateDecode", &deflated(content.as_bytes())));
    }
    pdf(&objects, trailer)
}

#[test]
fn what_a_browser_prints_is_read() {
    let (text, about) = read(include_bytes!("pdf/communique.pdf")).unwrap();
    expect![[r#"
        Joint Statement on the Visit to Đà Nẵng

        Đà Nẵng, 14 May 2024

        1. At the invitation of the Prime Minister of the Kingdom of Norway, the President of the Republic of Kenya paid an official visit to Norway from 12 to 14 May 2024. The two leaders held talks in an atmosphere of friendship and efficient cooperation, and reviewed the office arrangements.

        2. The sides signed a memorandum of understanding on fisheries, and agreed to establish a joint committee that will meet once a year, alternately in Oslo and Nairobi.

        The ministers of trade will meet in the first quarter of 2025.

        The ministers of education will exchange lists of scholarships.

        3. The two sides expressed concern about the situation and called on all parties to return to the negotiating table without delay.

        For the Kingdom of Norway For the Republic of Kenya"#]]
    .assert_eq(&text);
    assert_eq!(about.title.as_deref(), Some("Joint Statement on the Visit to Đà Nẵng"));
    assert_eq!(about.published, None, "the paper dates itself; the file tells the day of its printing");
    assert_eq!(about.language.as_deref(), Some("en"));
}

#[test]
fn lines_become_paragraphs_and_marks_of_pages_go() {
    let first = "BT /F1 9 Tf 70 800 Td (Ministry of Foreign Affairs) Tj ET
        BT /F1 12 Tf 70 740 Td 14 TL (The ministers of Norway and Poland, W\\002adys\\002aw aside, con\\001rmed on Tuesday that the coopera-) Tj
        T* (tion goes on, and they agreed to open a consulate in Malm\\366 before the end of the year, in) Tj ET
        BT /F1 9 Tf 290 30 Td (- 1 -) Tj ET";
    let second = "BT /F1 9 Tf 70 800 Td (Ministry of Foreign Affairs) Tj ET
        BT /F1 12 Tf 70 740 Td 14 TL [(line ) -20 (with) -300 (both)] TJ ( programmes.) Tj 0 -40 Td (The next meeting is planned for May.) Tj ET
        q 0.7 0.7 -0.7 0.7 200 200 cm BT /F1 60 Tf (DRAFT) Tj ET Q
        BT /F1 9 Tf 290 30 Td (- 2 -) Tj ET";
    let file = pages(
        &[first, second],
        "/Info << /Title (Microsoft Word - note.doc) /CreationDate (D:20240305100000Z) >>",
    );
    let (text, about) = read(&file).unwrap();
    expect![[r#"
        Ministry of Foreign Affairs

        The ministers of Norway and Poland, Władysław aside, confirmed on Tuesday that the cooperation goes on, and they agreed to open a consulate in Malmö before the end of the year, in line with both programmes.

        The next meeting is planned for May."#]]
    .assert_eq(&text);
    assert_eq!(about.title, None);
    assert_eq!(about.published.map(|day| day.to_string()).as_deref(), Some("2024-03-05"));
}

#[test]
fn a_file_with_a_wrong_table_is_mended() {
    let mut file =
        pages(&["BT /F1 12 Tf 70 700 Td (The ministers of Norway and Finland met in Oslo.) Tj ET"], "");
    file.splice(9..9, b"% moved by a mail program\n".iter().copied());
    assert_eq!(read(&file).unwrap().0, "The ministers of Norway and Finland met in Oslo.");
    let cut = file.len() * 2 / 3;
    let _ = read(&file[..cut]);
}

#[test]
fn what_has_no_text_or_does_harm_is_refused_in_time() {
    let start = Instant::now();
    let code = |bytes: &[u8]| read(bytes).unwrap_err().code;
    assert_eq!(code(&pages(&["0 0 m 100 100 l S"], "")), Code::Empty);
    assert_eq!(code(b"%PDF-1.7\nnothing of the kind"), Code::Damaged);
    // Three hundred megabytes of spaces.
    let bomb = " ".repeat(300 << 20);
    assert_eq!(code(&pages(&[&bomb], "")), Code::Bomb);
    let twice =
        stream("/Filter [/FlateDecode /FlateDecode]", &deflated(&deflated(&bomb.as_bytes()[..1 << 20])));
    let catalog = b"<< /Type /Catalog /Pages 3 0 R >>".to_vec();
    assert_eq!(code(&pdf(&[catalog.clone(), twice], "")), Code::Bomb);
    // Objects inside objects, pages that hold themselves, forms that draw themselves.
    for deep in ["[", "<<", "<< /A ["] {
        let object = deep.repeat(1_000_000).into_bytes();
        let _ = read(&pdf(&[catalog.clone(), object.clone(), object], ""));
        let _ = read(&pages(&[&deep.repeat(1_000_000)], ""));
    }
    let circle = b"<< /Type /Pages /Kids [2 0 R 2 0 R 3 0 R] /Count 9 >>".to_vec();
    let _ = read(&pdf(&[catalog, circle.clone(), circle], ""));
    let form = stream(
        "/Type /XObject /Subtype /Form /Resources << /XObject << /X 4 0 R >> >>",
        &b"/X Do ".repeat(1000),
    );
    let page = b"<< /Type /Page /Contents 5 0 R /Resources << /XObject << /X 4 0 R >> >> >>".to_vec();
    let file = pdf(
        &[
            b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
            page,
            form,
            stream("", &b"/X Do ".repeat(1000)),
        ],
        "",
    );
    let _ = read(&file);
    assert!(start.elapsed() < Duration::from_secs(90), "{:?}", start.elapsed());
    println!("{:?}", start.elapsed());
}
