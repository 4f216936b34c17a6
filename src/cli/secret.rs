//! `maildesk secret replace`: replaces the secret of tokens. The program makes it and never shows it.

use std::io::Write;
use std::time::Duration;

use anyhow::Context;
use jiff::SignedDuration;
use serde_json::json;

use crate::clock::Clock;
use crate::desk::quantity::parse_duration;
use crate::store::{Reader, Store};

use super::print::json_line;
use super::{Ended, Exit, Global, OrExit as _, read_config, start_log};

/// What is to be done with the secret.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What is to be done
    #[command(subcommand)]
    pub activity: SecretActivity,
}

/// What can be done with the secret.
#[derive(Debug, clap::Subcommand)]
pub enum SecretActivity {
    /// Create a new key
    #[command(after_help = "Example:\n  maildesk secret replace --grace 90d")]
    Replace {
        /// How long codes already sent stay valid; 0s: not at all
        #[arg(long, value_name = "TIME", default_value = "90d", value_parser = read_time)]
        grace: Duration,
    },
}

fn read_time(text: &str) -> Result<Duration, String> {
    let longest = Duration::from_hours(24 * 3660);
    parse_duration(text)
        .filter(|time| *time <= longest)
        .ok_or_else(|| "write a time of up to ten years, such as 90d".to_owned())
}

/// Replaces the secret.
pub fn run(args: &Args, global: &Global, output: &mut dyn Write) -> Ended {
    let SecretActivity::Replace { grace } = args.activity;
    let config = read_config(global)?;
    start_log(&config)?;
    let path = config.database();
    // Fails without a database instead of creating one.
    drop(Reader::open(&path)?);
    let grace = SignedDuration::try_from(grace).context("the time is too long").or_exit(Exit::Usage)?;
    let until = Clock::system().now().saturating_add(grace).context("the time is too long").or_exit(Exit::Usage)?;
    let runtime = tokio::runtime::Runtime::new().or_exit(Exit::TryAgain)?;
    let work = async {
        // Not beside a daemon, which would keep the old one.
        let store = Store::open(&path).with_context(|| format!("open the database {}", path.display()))?;
        store.replace_secret(until).await.context("keep the new secret")?;
        store.close().await;
        anyhow::Ok(())
    };
    runtime.block_on(work).or_exit(Exit::TryAgain)?;
    if global.json {
        json_line(&json!({"replaced": true, "believed_until": until.to_string()}), output)?;
    } else {
        writeln!(
            output,
            "Key replaced. Codes already sent stay valid until {}.",
            config.policy.zone.print_time(until)
        )?;
    }
    Ok(Exit::Ok)
}
