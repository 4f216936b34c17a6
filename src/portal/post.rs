//! Posts acts: a form's posting, with its files, into one transaction of the desk; and words for a refusal.

use std::sync::Arc;

use crate::flow::posting::{NewPage, PageProof, Posted, PostingRefusal};
use crate::mail::compose::Enclosure;
use crate::pages::views::KeptFile;
use crate::store::{SessionKey, StoreError};

use super::form::Form;
use super::portal::Portal;
use super::upload::{UploadedFile, Uploads};

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

/// A refusal in words.
pub(super) fn refusal_words(why: &PostingRefusal) -> String {
    match why {
        PostingRefusal::SignedOut | PostingRefusal::Meanwhile { .. } => String::new(),
        PostingRefusal::Fault(fault) => fault.to_string(),
        PostingRefusal::Receipt(lines) => {
            let faults = lines.iter().filter_map(|line| line.fault.as_ref()).map(ToString::to_string);
            faults.collect::<Vec<_>>().join(" ")
        }
        PostingRefusal::Fields(labels) => labels.join(", "),
        PostingRefusal::NotPossible(reasons) => reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        PostingRefusal::Failed(why) => why.to_string(),
    }
}
