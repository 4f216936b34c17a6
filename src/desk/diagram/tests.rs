//! A small workflow, in each of the forms.

use super::Diagram;
use crate::desk::samples;

#[test]
fn as_a_table() {
    let expected = "\
STATUS       STAGE
new          open     new tickets
assigned     open
on-customer  waiting
resolved     done     asks for a rating; only agents set it, with #resolved
closed       done

FROM                        TO           CHANGED BY                             WHO AND WHEN                               NOTIFIES
resolved, closed            assigned     rule a comment reopens                 requester, participant
any                         (stays)      rule the first answer takes the ticket agent; public; nobody has it; assigns the author
new, assigned               on-customer  transition #to-customer                agent; assigns the author                 requester
new, assigned, on-customer  closed       transition #cancel                     requester                                  requester
resolved                    closed       timer resolved tickets close           after 7d
";
    let table = Diagram::new(&samples::workflow()).to_string();
    let squeezed =
        |text: &str| text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>();
    let (found, expected) = (squeezed(&table), squeezed(expected));
    assert_eq!(found[..expected.len()], expected, "{table}");
    let line = table.lines().find(|line| line.contains("#cancel")).unwrap();
    let column = table.lines().find(|line| line.starts_with("FROM")).unwrap().find("NOTIFIES").unwrap();
    assert_eq!(line.split_at(column).1, "requester", "columns stand below their heads");
}

#[test]
fn as_graphviz() {
    let dot = Diagram::new(&samples::workflow()).to_dot();
    let check = |line: &str| assert!(dot.lines().any(|found| found.trim() == line), "{line} in\n{dot}");
    check("digraph workflow {");
    check("\"*\" -> \"new\";");
    check("\"resolved\" [label=\"resolved\\ndone\\nasks for a rating\", fillcolor=\"#dff0d8\"];");
    check("\"closed\" -> \"assigned\" [label=\"a comment reopens\\nrequester, participant\", style=solid];");
    check("\"new\" -> \"on-customer\" [label=\"#to-customer\\nagent\\nnotifies requester\", style=bold];");
    check("\"resolved\" -> \"closed\" [label=\"resolved tickets close\\nafter 7d\", style=dashed];");
    assert!(dot.ends_with("}\n"));
}

#[test]
fn as_mermaid() {
    let mermaid = Diagram::new(&samples::workflow()).to_mermaid();
    let check = |line: &str| assert!(mermaid.lines().any(|found| found.trim() == line), "{line} in\n{mermaid}");
    assert!(mermaid.starts_with("stateDiagram-v2\n"));
    check("[*] --> s0");
    check("state \"on-customer (waiting)\" as s2");
    check("s4 --> s1 : a comment reopens (requester, participant)");
    check("s0 --> s2 : #35;to-customer (agent)");
    check("s3 --> s4 : resolved tickets close (after 7d)");
}

#[test]
fn moves_that_are_alike_are_one_arrow() {
    let diagram = Diagram::new(&samples::workflow_with_partners());
    let dot = diagram.to_dot();
    let arrows: Vec<&str> = dot.lines().filter(|line| line.contains("\"new\" -> \"on-partner\"")).collect();
    let label = "[label=\"#to-web-it\\n#to-it\\nagent, requester, member, partner\\nnotifies partner\", style=bold]";
    assert_eq!(arrows, [format!("  \"new\" -> \"on-partner\" {label};")]);
    let mermaid = diagram.to_mermaid();
    assert!(mermaid.contains(" : #35;to-web-it, #35;to-it (agent, requester, member, partner)\n"), "{mermaid}");
}

/// Names of rules are free text: whatever stands in them, each line stays what it is.
#[test]
fn no_name_breaks_the_languages() {
    let mut diagram = Diagram::new(&samples::workflow());
    "a \"b\" \\ ; --> c : d\nend <e>".clone_into(&mut diagram.moves[0].name);
    let (dot, mermaid) = (diagram.to_dot(), diagram.to_mermaid());
    assert!(
        dot.contains(r#"[label="a \"b\" \\ ; --> c : d\nend <e>\nrequester, participant", style=solid];"#),
        "{dot}"
    );
    for line in dot.lines() {
        let quotes = line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
        assert_eq!(quotes % 2, 0, "{line}");
    }
    let label = mermaid.lines().find_map(|line| line.strip_prefix("    s3 --> s1 : ")).unwrap();
    assert_eq!(label, "a #34;b#34; #92; #59; --#62; c #58; d#10;end #60;e#62; (requester, participant)");
}
