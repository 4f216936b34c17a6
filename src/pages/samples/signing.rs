//! Signing in and out, and pages that only say something.

use super::sample::{Sample, ada, anna, mark, nobody};
use super::values::{fault, text};
use crate::pages::page::Page;
use crate::pages::views::{
    Fault, FaultKind, FaultPage, Message, MessageLink, ProviderButton, ProviderStep, RatingForm, SignIn, SignInLink,
    SignInProvider, SignInStep, SignedOut,
};

pub(super) fn samples() -> Vec<Sample> {
    let page = |name, page| Sample { name, frame: nobody(), page };
    let ask = SignIn {
        form: mark(),
        step: SignInStep::Ask,
        address: String::new(),
        newcomers: false,
        provider: None,
        to: text("list"),
        faults: Vec::new(),
    };
    let address = text("ada@acme.example");
    let wrong = |field: &str, kind| vec![fault(field, kind)];
    let sent = SignIn { step: SignInStep::Sent, address: address.clone(), ..ask.clone() };
    let no_address =
        SignIn { address: text("ada@acme"), faults: wrong("address", FaultKind::NotAnAddress), ..ask.clone() };
    let link = SignInLink {
        form: mark(),
        href: text("/in/k7qm2xrd"),
        address: text("a•••@acme.example"),
        same_browser: true,
        dead: false,
    };
    let mut samples = vec![
        page(
            "sign-in-often",
            Page::SignIn(SignIn { faults: wrong("address", FaultKind::TooOften), ..no_address.clone() }),
        ),
        page("sign-in-code-dead", Page::SignIn(SignIn { faults: wrong("code", FaultKind::CodeDead), ..sent.clone() })),
        page(
            "sign-in-wrong-code",
            Page::SignIn(SignIn { faults: wrong("code", FaultKind::WrongCode), ..sent.clone() }),
        ),
        page("sign-in-both", Page::SignIn(SignIn { provider: Some(button(false)), ..ask.clone() })),
        page("sign-in-only", Page::SignIn(SignIn { provider: Some(button(true)), ..ask.clone() })),
        page("sign-in", Page::SignIn(ask)),
        page("sign-in-no-address", Page::SignIn(no_address)),
        page("sign-in-sent", Page::SignIn(sent)),
        page("sign-in-link-dead", Page::SignInLink(SignInLink { dead: true, ..link.clone() })),
        page("sign-in-link-elsewhere", Page::SignInLink(SignInLink { same_browser: false, ..link.clone() })),
        page("sign-in-link", Page::SignInLink(link)),
        page("signed-out", Page::SignedOut(SignedOut { everywhere: false })),
        page("signed-out-everywhere", Page::SignedOut(SignedOut { everywhere: true })),
    ];
    samples.extend(at_provider());
    samples.extend(ratings());
    samples.extend(faults());
    samples
}

fn button(only: bool) -> ProviderButton {
    ProviderButton { title: text("Acme ID"), only }
}

fn at_provider() -> Vec<Sample> {
    let steps = [
        ("sign-in-provider", ProviderStep::Go),
        ("sign-in-provider-again", ProviderStep::Again),
        ("sign-in-provider-cancelled", ProviderStep::Cancelled),
        ("sign-in-provider-unreachable", ProviderStep::Unreachable),
        ("sign-in-provider-refused", ProviderStep::Refused),
    ];
    let page = |(name, step)| {
        let href = if step == ProviderStep::Go { text("https://id.acme.example/auth?state=1") } else { String::new() };
        let page = SignInProvider { form: mark(), step, title: text("Acme ID"), href, to: text("list") };
        Sample { name, frame: nobody(), page: Page::SignInProvider(page) }
    };
    steps.into_iter().map(page).collect()
}

fn ratings() -> Vec<Sample> {
    let rating = RatingForm {
        form: mark(),
        href: text("/r/k2zq7mfa3xnhv5yc/4"),
        reference: text("HD-00042"),
        score: 4,
        comment: String::new(),
        done: false,
        faults: Vec::new(),
    };
    let page = |name, page| Sample { name, frame: nobody(), page };
    let none = RatingForm { score: 0, faults: vec![fault("score", FaultKind::Missing)], ..rating.clone() };
    vec![
        page("rating", Page::Rating(rating.clone())),
        page("rating-none", Page::Rating(none)),
        page("rating-done", Page::Rating(RatingForm { done: true, ..rating })),
    ]
}

fn faults() -> Vec<Sample> {
    let all = [
        ("fault-400", Fault::BadRequest),
        ("fault-403", Fault::Forbidden),
        ("fault-404", Fault::NotFound),
        ("fault-405", Fault::Method),
        ("fault-409", Fault::Conflict),
        ("fault-413", Fault::TooLarge),
        ("fault-415", Fault::NotAForm),
        ("fault-429", Fault::TooMany),
        ("fault-500", Fault::Broken),
        ("fault-503", Fault::Busy),
    ];
    let words =
        |fault| if fault == Fault::Conflict { text("Ben Berger replied in the meantime.") } else { String::new() };
    let page = |(name, fault)| {
        let kept = if fault == Fault::Conflict { text("The fuse is F3.\nWe changed it.") } else { String::new() };
        let id = if fault == Fault::Broken { text("7f3a") } else { String::new() };
        let frame = if fault == Fault::NotFound { ada() } else { nobody() };
        Sample { name, frame, page: Page::Fault(FaultPage { fault, words: words(fault), kept, id }) }
    };
    let message = Message {
        title: text("You no longer follow HD-00042"),
        paragraphs: vec![text("We won't email you about this ticket any more.")],
        links: vec![MessageLink { label: text("My tickets"), href: text("/") }],
    };
    let message = Sample { name: "message", frame: ada(), page: Page::Message(message) };
    let agents = FaultPage { fault: Fault::NotFound, words: String::new(), kept: String::new(), id: String::new() };
    let agents = Sample { name: "fault-404-agent", frame: anna(), page: Page::Fault(agents) };
    all.into_iter().map(page).chain([message, agents]).collect()
}
