//! Every page in every language: complete, small and harmless.

use super::*;

fn tags() -> Vec<String> {
    Pages::languages().iter().map(|tag| (*tag).to_owned()).collect()
}

fn pages() -> Pages {
    let told = |faults: Vec<PageFault>| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    Pages::compile(&tags(), None, &Look::default(), "Acme Help Desk").map_err(told).unwrap()
}

/// Writes all samples into the directory that `MAILDESK_PAGES` names, to look at them in a browser.
#[test]
fn samples_can_be_looked_at() {
    #[expect(clippy::disallowed_methods, reason = "a test that a person starts")]
    let Ok(directory) = std::env::var("MAILDESK_PAGES") else { return };
    let (directory, pages) = (Path::new(&directory), pages());
    std::fs::create_dir_all(directory.join("assets")).unwrap();
    for asset in [&pages.assets.css, &pages.assets.js, &pages.assets.icon] {
        std::fs::write(directory.join(asset.path.trim_start_matches('/')), &asset.bytes).unwrap();
    }
    for tag in tags() {
        std::fs::create_dir_all(directory.join(&tag)).unwrap();
        for Sample { name, frame, page } in samples() {
            let html = pages.render(&Frame { language: tag.clone(), ..frame }, &page);
            let html = html.replace("=\"/assets/", "=\"../assets/");
            std::fs::write(directory.join(&tag).join(format!("{name}.html")), html).unwrap();
        }
    }
}
