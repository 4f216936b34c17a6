//! Posts acts: a form's posting, with its files, into one transaction of the desk; and words for a refusal.

use std::sync::Arc;

use crate::desk::posting::PostingFault;
use crate::flow::posting::{NewPage, PageProof, Posted, PostingRefusal};
use crate::mail::compose::Enclosure;
use crate::pages::views::KeptFile;
use crate::store::{SessionKey, StoreError};

use super::form::Form;
use super::portal::Portal;
use super::upload::{UploadedFile, Uploads};
use super::visitor::{Asked, Visitor};

/// The files of a form: those that came with it and those that were kept before, without those that were taken away.
pub(super) fn kept_files(portal: &Portal, form: &Form, session: SessionKey) -> Vec<UploadedFile> {
    let removed = form.first("do").and_then(|wanted| wanted.strip_prefix("remove-file:")).unwrap_or_default();
    let before = form.all("kept").filter(|id| *id != removed).filter_map(|id| portal.uploads.find(&session, id));
    before.chain(portal.uploads.keep(&session, form.files.clone())).collect()
}

impl UploadedFile {
    /// As a form shows it.
    pub(super) fn shown(&self) -> KeptFile {
        KeptFile { id: self.id.clone(), name: self.name.clone(), size: crate::desk::quantity::print_size(self.size) }
    }
}

/// Posts an act. It is durable when this returns.
pub(super) async fn post(
    portal: &Arc<Portal>,
    mut page: NewPage,
    files: Vec<UploadedFile>,
) -> Result<Posted, StoreError> {
    let now = portal.clock.now();
    if let PageProof::Session(key) = page.proof {
        let asked = portal.store.read(move |reading| reading.session(&key, now)).await?;
        let Some(session) = asked else { return Ok(Posted::Refused(PostingRefusal::SignedOut)) };
        session.person.address.as_str().clone_into(&mut page.posting.address);
        session.person.name().clone_into(&mut page.posting.name);
        if page.posting.leaves.as_deref() == Some("") {
            page.posting.leaves = Some(session.person.address.to_string());
        }
    }
    if page.nonce.is_empty() {
        // A form without one is nobody's second click.
        page.nonce = super::secret::fresh();
    }
    for file in &files {
        match Uploads::bytes(file) {
            Ok(bytes) => page.files.push(Enclosure {
                name: file.name.clone(),
                content_type: file.content_type.clone(),
                bytes,
                picture: None,
            }),
            Err(error) => return Err(StoreError::Sql(format!("read the uploaded file {}: {error}", file.id))),
        }
    }
    let bytes = match page.compose(&portal.desk, now) {
        Ok(bytes) => bytes,
        Err(why) => return Ok(Posted::Refused(why)),
    };
    let desk = Arc::clone(&portal.desk);
    let posted = portal.store.write(move |tx| desk.post(tx, &page, &bytes, now)).await?;
    if matches!(posted, Posted::Done { .. }) {
        for file in &files {
            portal.uploads.remove(file);
        }
    }
    Ok(posted)
}

/// A refusal in the words of whoever asks.
pub(super) async fn refusal_words(portal: &Arc<Portal>, asked: &Asked, why: &PostingRefusal) -> String {
    // Whose session can't be looked up now reads the desk's own language.
    let language = Visitor::of_form(portal, asked).await.map(|visitor| visitor.language).unwrap_or_default();
    refusal_in(portal, &language, why)
}

/// A refusal in a language.
pub(super) fn refusal_in(portal: &Portal, language: &str, why: &PostingRefusal) -> String {
    let sentences: Vec<String> = match why {
        PostingRefusal::SignedOut | PostingRefusal::Meanwhile { .. } => Vec::new(),
        PostingRefusal::Fault(fault) => vec![fault_in(portal, language, fault)],
        PostingRefusal::Receipt(lines) => {
            lines.iter().filter_map(|line| Some(portal.reason(language, line.fault.as_ref()?))).collect()
        }
        PostingRefusal::Fields(labels) => vec![labels.join(", ")],
        PostingRefusal::NotPossible(reasons) => reasons.iter().map(|reason| portal.reason(language, reason)).collect(),
        PostingRefusal::Failed(why) => vec![portal.reason(language, why)],
    };
    sentences.join(" ")
}

fn fault_in(portal: &Portal, language: &str, fault: &PostingFault) -> String {
    let word =
        |key: &str, address: &str| portal.pages.filled(language, &format!("refusal.{key}"), &[("address", address)]);
    match fault {
        PostingFault::Author(address) => word("author", address),
        PostingFault::Address(address) => word("address", address),
        PostingFault::Command(_, fault) => portal.reason(language, fault),
        PostingFault::NotTheirs => word("not-theirs", ""),
        PostingFault::Score => word("score", ""),
    }
}
