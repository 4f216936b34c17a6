//! The routes: which address is answered by whom.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::portal::Portal;
use super::{agents, files, knowledge, list, live, me, new, oidc, rating, sign_in, ticket};

/// All routes of the portal.
pub(super) fn routes(portal: &Arc<Portal>) -> Router {
    Router::new()
        .route("/", get(list::get))
        .route("/in", get(sign_in::get).post(sign_in::submit))
        .route("/in/oidc", post(oidc::start))
        .route("/in/oidc/back", get(oidc::back))
        .route("/in/{token}", get(sign_in::get_link).post(sign_in::submit_link))
        .route("/out", post(sign_in::out))
        .route("/new", get(new::get).post(new::submit))
        .route("/new/suggest", get(knowledge::suggest))
        .route("/kb", get(knowledge::list))
        .route("/kb/{slug}", get(knowledge::get).post(knowledge::vote))
        .route("/me", get(me::get).post(me::submit))
        .route("/r/{token}/{score}", get(rating::get).post(rating::submit))
        .route("/t/{reference}", get(ticket::get).post(ticket::submit))
        .route("/t/{reference}/files", get(files::list))
        .route("/t/{reference}/f/{comment}/{place}", get(files::get))
        .route("/desk", get(agents::queue::get))
        .route("/desk/t/{reference}", get(agents::ticket::get).post(agents::ticket::submit))
        .route("/desk/t/{reference}/f/{comment}/{place}", get(files::get))
        .route("/desk/new", get(agents::new::get).post(agents::new::submit))
        .route("/desk/mail/{number}", get(agents::held::get).post(agents::held::submit))
        .route("/desk/mail/{number}/raw", get(agents::held::raw))
        .route("/desk/mail/{number}/html", get(agents::held::html))
        .route("/desk/house", get(agents::house::get).post(agents::house::submit))
        .route("/assets/{name}", get(asset))
        .route("/live", get(live::stream::get))
        .route("/robots.txt", get(robots))
        .fallback(not_found)
        .with_state(Arc::clone(portal))
}

/// Style, script and wordmark. Their names change with their bytes, so browsers may keep them.
async fn asset(State(portal): State<Arc<Portal>>, Path(name): Path<String>) -> Response {
    let Some(asset) = portal.pages.asset(&format!("/assets/{name}")) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = HeaderValue::from_str(asset.content_type).unwrap_or(HeaderValue::from_static("text/plain"));
    let keep = HeaderValue::from_static("public, max-age=31536000, immutable");
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep)], asset.bytes.clone()).into_response()
}

/// Nothing here is for search engines.
async fn robots() -> Response {
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    ([(header::CONTENT_TYPE, text)], "User-agent: *\nDisallow: /\n").into_response()
}

async fn not_found() -> StatusCode {
    StatusCode::NOT_FOUND
}
