use wengu::ingest::{Context, parse};
fn main() {
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path).unwrap();
        let note = parse(&text, &Context { file_name: std::path::Path::new(&path).file_name().and_then(|n| n.to_str()) });
        println!("=== {path}\ntitle {:?} date {:?} {:?} days {:?} tags {:?} defs {}", note.title, note.date, note.date_source, note.days.len(), note.tags, note.definitions());
        println!("preamble: {:?}", note.preamble.chars().take(80).collect::<String>());
        for s in &note.sections {
            println!("{}{} | {} | L{}-{} | {:?}", "  ".repeat(s.depth as usize - 1), s.number, s.title, s.line, s.end_line, s.body.chars().take(30).collect::<String>());
        }
        for c in &note.concepts {
            println!("* {} {:?}", c.name, c.aliases);
            for m in &c.mentions { println!("     {:?} {}:{} {:?}", m.stance, m.at.line, m.at.column, m.definition.as_ref().map(|d| d.chars().take(60).collect::<String>())); }
        }
        for f in &note.formulas { println!("F {} {} own {:?} {:?}", f.tex, f.display, f.owner, f.at); }
        for i in &note.images { println!("I {} {:?}", i.name, i.at); }
        for d in &note.diagnostics { println!("D {}:{} {} {} {}", d.line, d.column, d.code, d.subject, d.message); }
    }
}
