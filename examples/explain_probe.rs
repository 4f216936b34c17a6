//! Stands in for `maildesk explain` until the command line has it.

fn main() {
    let files: Vec<std::path::PathBuf> =
        std::env::args().skip(1).filter(|arg| arg != "explain" && arg != "--json").map(Into::into).collect();
    let _ = maildesk::cli::explain::explain(&files, true, &mut std::io::stdout().lock());
}
