//! The portal: pages beside the mail, in the same daemon (P9).
//!
//! Comes in: HTTP requests from anybody. Goes out: pages, and acts that take the way of every mail. It decides nothing: who
//! may do what is looked up in the database for each request, and an act is decided as a mail would be.
