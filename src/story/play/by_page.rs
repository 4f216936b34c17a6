//! A story whose mails become postings, as far as a page can say them; and what can be seen after each scene.

use std::sync::Arc;

use super::super::comparison::{Kept, KeptMail, SceneView};
use super::super::fate::{fate, newest};
use super::super::observe;
use super::super::script::{Destination, StoryScene};
use super::super::turned::{ArrivedMail, turn};
use super::{Arrived, Play, Way};

impl Play<'_> {
    /// A mail of this scene becomes a posting, or comes in as it is.
    pub(super) async fn post_or_deliver(&mut self, scene: &StoryScene) -> Result<(), String> {
        let Some(Arrived { bytes, to, age }) = self.arrived.take() else { return Ok(()) };
        let Way::ByPage(fates) = &self.way else { return Ok(()) };
        let fate = fates.get(self.scenes.len().saturating_sub(1)).cloned().unwrap_or_default();
        let first = to.first().ok_or("the mail goes nowhere")?;
        let found = self.world.find(first)?;
        let mailbox = found.name.clone();
        let is_other = matches!(first, Destination::Address(address) if *address != found.address);
        let shown = |error: &dyn std::fmt::Display| error.to_string();
        let ticket = match fate.ticket {
            Some(number) => {
                let store = self.house.store(&self.world).await.map_err(|error| format!("{error:#}"))?;
                let story = store.read(move |reading| reading.story(number)).await.map_err(|error| shown(&error))?;
                story.map(|story| story.ticket)
            }
            None => None,
        };
        let desk = Arc::clone(&self.house.plan().desk);
        let mail = ArrivedMail { bytes: &bytes, mailbox: &mailbox, at: self.world.clock.now() };
        let page = match turn(&desk.policy, mail, &fate, ticket.as_ref()) {
            _ if !age.is_zero() => return Err("a page can't have lain anywhere".to_owned()),
            Ok(_) if is_other => Err(Kept::OtherAddress),
            turned => turned,
        };
        let why = match page {
            Ok(page) => {
                self.post_page(page).await?;
                if self.browser.refused.take().is_none() {
                    self.turned += 1;
                    return Ok(());
                }
                Kept::Refused
            }
            Err(why) => why,
        };
        self.kept.push(KeptMail { line: scene.line, why });
        self.deliver(&bytes, &to, age)
    }

    /// Notes what can be seen after a scene, and what became of its mail.
    pub(super) async fn watch(&mut self, scene: &StoryScene) -> anyhow::Result<()> {
        let store = self.house.store(&self.world).await?;
        let lines = observe::seen(&store, &self.house.plan().desk.policy, &self.world.postman.all()).await?;
        self.fates.push(fate(&store, self.newest).await?);
        self.newest = newest(&store).await?;
        drop(store);
        self.house.after_look().await;
        self.views.push(SceneView { line: scene.line, lines });
        Ok(())
    }
}
