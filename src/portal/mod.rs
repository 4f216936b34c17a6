//! The portal: pages beside the mail, in the same daemon (P9).
//!
//! Comes in: HTTP requests from anybody. Goes out: pages, and acts that take the way of every mail. It decides nothing: who
//! may do what is looked up in the database for each request, and an act is decided as a mail would be.

mod agents;
mod answer;
mod client;
mod cookie;
mod files;
mod form;
mod guard;
mod knowledge;
mod list;
mod live;
mod me;
mod new;
mod oidc;
mod pace;
mod place;
mod post;
mod preview;
mod rating;
mod routes;
mod search;
mod secret;
mod server;
mod session;
mod sign_in;
mod ticket;
mod upload;
mod user_agent;
mod view;
mod visitor;

#[expect(clippy::module_inception, reason = "the portal of a desk, which all its pages need")]
mod portal;

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

pub use knowledge::Library;
pub use live::listeners::Live;
pub use portal::{LastRefusal, Portal};
pub use server::{Bound, ServeError, bind};
pub use upload::Uploads;

impl Portal {
    /// Answers on a socket until it is stopped.
    pub async fn serve(self, bound: Bound, stop: CancellationToken) {
        let portal = Arc::new(Self { live: self.live.until(stop.clone()), ..self });
        let routes = guard::guard(routes::routes(&portal), Arc::clone(&portal));
        if let Err(error) = bound.serve(routes, stop).await {
            tracing::error!(%error, "the portal can't answer");
        }
    }
}
