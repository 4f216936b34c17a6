-- Schema 1. Once released, it is never edited: a change is a new file, and its test runs it over sample rows.
-- Times are milliseconds since 1970 in UTC. Every table is STRICT, every state has a CHECK, and there are no triggers.
-- A CHECK lists its values with OR: for IN with three or more values, SQLite builds a table at every INSERT.
-- Kinds of events and letters have no CHECK, because there will be more of them: a newer program writes them without
-- another schema, and one that does not know them shows their names and leaves them alone.

-- Values that the desk makes for itself, such as its secret.
CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY, -- what it is
    value BLOB NOT NULL              -- its bytes, as they were made
) STRICT, WITHOUT ROWID;

-- How each configured mailbox is doing; one row per mailbox, written by the receive belt.
CREATE TABLE mailbox (
    name            TEXT    NOT NULL PRIMARY KEY, -- its name in the config
    last_try_at     INTEGER NOT NULL,             -- when it was last asked for mail
    last_success_at INTEGER,                      -- when it was last read without an error; NULL: never
    last_error      TEXT,                         -- what is wrong now; NULL: nothing
    error_since     INTEGER,                      -- since when; NULL: nothing is wrong
    after_error     TEXT,                         -- why mails that were taken are not marked, moved or deleted; NULL: nothing is wrong
    after_since     INTEGER,                      -- since when; NULL: nothing is wrong
    CHECK ((last_error IS NULL) = (error_since IS NULL) AND (after_error IS NULL) = (after_since IS NULL))
) STRICT, WITHOUT ROWID;

-- How far each IMAP mailbox was read. Moves in the transaction that stores the mails.
CREATE TABLE cursor (
    mailbox    TEXT    NOT NULL PRIMARY KEY, -- its name in the config
    generation INTEGER NOT NULL,             -- UIDVALIDITY that the UID belongs to
    uid        INTEGER NOT NULL,             -- all UIDs up to this one are in the ledger, or owed
    archive    INTEGER NOT NULL DEFAULT 0 CHECK (archive >= 0), -- messages up to this UID that are not in the ledger are left alone; 0: there are none
    since      INTEGER NOT NULL              -- when the mailbox was read for the very first time
) STRICT, WITHOUT ROWID;

-- The ledger: every mail that was taken, once, however often it was seen. Without an outcome it waits; with one it is done.
CREATE TABLE mail (
    id           INTEGER PRIMARY KEY AUTOINCREMENT, -- its number in the ledger, never used twice
    fingerprint  BLOB    NOT NULL UNIQUE CHECK (length(fingerprint) = 16), -- makes a mail that is seen again the same: the first half of a SHA-256
    mailbox      TEXT    NOT NULL,                  -- the mailbox that it first came in by
    received_at  INTEGER NOT NULL,                  -- when it became durable here
    size         INTEGER NOT NULL CHECK (size >= 0), -- its whole size in bytes, even when it was cut
    whole        INTEGER NOT NULL CHECK (whole IN (0, 1)), -- 0: cut at the limit, the rest is not here
    unread       INTEGER NOT NULL DEFAULT 0 CHECK (unread IN (0, 1)), -- 1: its server gave none of its bytes
    attempts     INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0), -- how often work on it began
    outcome      TEXT    CHECK (outcome = 'opened' OR outcome = 'commented' OR outcome = 'answered' OR outcome = 'held' OR outcome = 'suppressed' OR outcome = 'quarantined'), -- how it ended; NULL: not yet
    done_at      INTEGER,                           -- when it ended
    unsent       INTEGER NOT NULL DEFAULT 0 CHECK (unsent IN (0, 1)), -- 1: nothing of it was carried out, and it waits for #send of its author
    old_since    INTEGER,                           -- when it had come in, long before it was taken, so that no letters are written about it; NULL: it is like any other
    sent_at      INTEGER,                           -- when its author wrote #send, so that it is read as it was meant; NULL: never
    released_at  INTEGER,                           -- when a human last released or replayed it, so that it is not held again; NULL: never
    reasons      TEXT    CHECK (json_valid(reasons)), -- why it ended so: a JSON list of reasons, each a key with its data (an older row: a sentence)
    defects      TEXT    CHECK (json_valid(defects)), -- what was wrong with it, and the rules applied: a JSON list of sentences; NULL: nothing
    message_id   TEXT,                              -- its Message-ID without brackets; NULL: none
    from_name    TEXT,                              -- display name of its author
    from_address TEXT,                              -- address of its author; NULL: no usable From
    subject      TEXT,                              -- its subject, one line; NULL until it was read
    origin       TEXT,                              -- person, or the kind of machine; NULL until it was read
    CHECK ((outcome IS NULL) = (done_at IS NULL) AND (outcome IS NULL) = (reasons IS NULL))
) STRICT;

-- The mails that wait, by mailbox, the oldest first.
CREATE INDEX mail_waiting ON mail (mailbox) WHERE outcome IS NULL;

-- The outcomes that are looked for; the others are those of most mails.
CREATE INDEX mail_by_end ON mail (outcome) WHERE outcome = 'answered' OR outcome = 'held' OR outcome = 'suppressed' OR outcome = 'quarantined';

-- How often a sender asked or was held; only these two outcomes are counted.
CREATE INDEX mail_by_sender ON mail (from_address COLLATE NOCASE, done_at) WHERE outcome = 'answered' OR outcome = 'held';

-- What was set aside, by when; agents are told of it once a day.
CREATE INDEX mail_set_aside ON mail (done_at) WHERE outcome = 'held' OR outcome = 'suppressed' OR (outcome = 'commented' AND origin <> 'person');

-- Old mails that were taken quietly, by when; agents are told how many there are once a day.
CREATE INDEX mail_quiet ON mail (done_at) WHERE old_since IS NOT NULL;

-- The mails of which nothing came.
CREATE INDEX mail_unread ON mail (received_at) WHERE unread;

-- How many mails have each outcome. Kept whenever one gets or loses it, since counting them would read the whole ledger.
CREATE TABLE ended (
    outcome TEXT    NOT NULL PRIMARY KEY, -- as in mail
    mails   INTEGER NOT NULL              -- how many
) STRICT, WITHOUT ROWID;

-- The raw messages. They are apart from the ledger's rows, which are updated; these are not, but for what came later of an unread mail.
CREATE TABLE mail_raw (
    mail  INTEGER PRIMARY KEY REFERENCES mail (id), -- whose
    bytes BLOB    NOT NULL                          -- as fetched
) STRICT;

-- What somebody posted on a page, as values. Its mail only stands for it in the ledger, and nothing is read from those bytes.
CREATE TABLE posting (
    mail INTEGER PRIMARY KEY REFERENCES mail (id),   -- its mail
    act  TEXT    NOT NULL CHECK (json_valid(act))    -- the words, and what buttons and fields ask for: a JSON object
) STRICT;

-- Who is signed in on pages, one row for each browser.
CREATE TABLE session (
    key      BLOB    NOT NULL PRIMARY KEY CHECK (length(key) = 32), -- SHA-256 of the secret in the browser's cookie
    address  TEXT    NOT NULL CHECK (address <> ''), -- whose, in lower case
    name     TEXT    NOT NULL,                       -- their name when they signed in, perhaps empty
    agent    INTEGER NOT NULL CHECK (agent IN (0, 1)), -- 1: signed in as an agent, for a shorter time
    language TEXT    CHECK (language <> ''),         -- of the pages; NULL: what the desk knows of them
    browser  TEXT    NOT NULL,                       -- which browser, in words for its owner
    since    INTEGER NOT NULL,                       -- when it began
    seen_at  INTEGER NOT NULL                        -- when it was last used, to within a few minutes
) STRICT, WITHOUT ROWID;

CREATE INDEX session_by_address ON session (address);
CREATE INDEX session_by_seen ON session (seen_at);

-- Who asked for a letter to sign in and has not used it; one row for each browser that asked.
CREATE TABLE sign_in (
    browser  BLOB    NOT NULL PRIMARY KEY CHECK (length(browser) = 32), -- SHA-256 of the secret in the cookie of the browser that asked
    link     BLOB    NOT NULL CHECK (length(link) = 32), -- SHA-256 of the secret in the link
    code     BLOB    NOT NULL CHECK (length(code) = 32), -- SHA-256 of the code and the browser's secret
    address  TEXT    NOT NULL CHECK (address <> ''), -- who signs in, as the desk knows the address
    name     TEXT    NOT NULL,                       -- their name, perhaps empty
    tries    INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0), -- how often a code was typed
    asked_at INTEGER NOT NULL                        -- when
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_by_asked ON sign_in (asked_at);

-- Which browsers were sent to the provider of OpenID Connect to sign in, and are not back; one row for each.
CREATE TABLE provider_sign_in (
    browser BLOB    NOT NULL PRIMARY KEY CHECK (length(browser) = 32), -- SHA-256 of the secret in the browser's cookie
    place   TEXT    NOT NULL,                     -- the word of the page that comes next, perhaps empty
    left_at INTEGER NOT NULL                      -- when
) STRICT, WITHOUT ROWID;

CREATE INDEX provider_sign_in_by_left ON provider_sign_in (left_at);

-- What a mail says it is, so that a copy which a list or a gateway changed is known for the same message. One row for each mail
-- that was worked on or set aside; copies of it have none. Several may say the same: a Message-ID is only a claim.
CREATE TABLE claim (
    claim  BLOB    NOT NULL CHECK (length(claim) = 16), -- Message-ID, From and Date, hashed
    mail   INTEGER NOT NULL REFERENCES mail (id),       -- who says so
    proven INTEGER NOT NULL CHECK (proven IN (0, 1)),   -- 1: it was known to come from its From
    words  BLOB    NOT NULL,                            -- its words, files and subject, hashed one by one
    PRIMARY KEY (claim, mail)
) STRICT, WITHOUT ROWID;

CREATE INDEX claim_by_mail ON claim (mail);

-- Message-IDs that mails answered before they were here: a reply can overtake its original.
CREATE TABLE awaited (
    message_id TEXT    NOT NULL, -- which
    ticket     INTEGER NOT NULL REFERENCES ticket (number), -- the ticket that the reply opened
    PRIMARY KEY (message_id, ticket)
) STRICT, WITHOUT ROWID;

CREATE INDEX awaited_by_ticket ON awaited (ticket);

-- Where and when a mail was seen. If a server uses a UID again, two mails have the same place, and both rows stay.
CREATE TABLE arrival (
    mailbox    TEXT    NOT NULL,                     -- name in the config
    generation INTEGER NOT NULL,                     -- UIDVALIDITY, or 0
    name       TEXT    NOT NULL,                     -- UID in decimal, or the file's base name
    mail       INTEGER NOT NULL REFERENCES mail (id), -- what lies there
    at         INTEGER NOT NULL,                     -- when it was seen first
    PRIMARY KEY (mailbox, generation, name, mail)
) STRICT, WITHOUT ROWID;

CREATE INDEX arrival_by_mail ON arrival (mail);

-- Messages in the ledger whose server is still to be told: a crash or an outage came in between.
CREATE TABLE unsettled (
    mailbox    TEXT    NOT NULL, -- name in the config
    generation INTEGER NOT NULL, -- UIDVALIDITY
    name       TEXT    NOT NULL, -- UID in decimal
    PRIMARY KEY (mailbox, generation, name)
) STRICT, WITHOUT ROWID;

-- Messages at or below the cursor that the server still owes. They are looked for again; what does not show is forgotten after a day.
CREATE TABLE owed (
    mailbox    TEXT    NOT NULL, -- name in the config
    generation INTEGER NOT NULL, -- UIDVALIDITY
    first      INTEGER NOT NULL, -- the lowest UID
    last       INTEGER NOT NULL CHECK (last >= first), -- the highest UID
    since      INTEGER NOT NULL, -- since when
    words      TEXT,             -- what the server said when it was asked for the message; NULL: it does not show
    mail       INTEGER REFERENCES mail (id), -- the unread mail that a human asked for again; NULL: the ledger has none yet
    first_reading INTEGER NOT NULL CHECK (first_reading IN (0, 1)), -- 1: left out when the mailbox was read for the very first time, so old mail among it is quiet
    PRIMARY KEY (mailbox, generation, first)
) STRICT, WITHOUT ROWID;
CREATE INDEX owed_by_mail ON owed (mail) WHERE mail IS NOT NULL;

-- Everybody who ever opened or followed a ticket.
CREATE TABLE person (
    id      INTEGER PRIMARY KEY AUTOINCREMENT, -- internal
    key     TEXT    NOT NULL UNIQUE CHECK (key <> ''), -- the address in lower case: who is the same
    address TEXT    NOT NULL,                  -- the address as first written
    name    TEXT    NOT NULL,                  -- the display name, perhaps empty
    asked_at INTEGER,                          -- when they were last asked for feedback on any ticket; NULL: never
    known   INTEGER NOT NULL DEFAULT 0 CHECK (known IN (0, 1)) -- 1: a mail was proven to be theirs, or an agent wrote to them
) STRICT;

CREATE TABLE ticket (
    number     INTEGER PRIMARY KEY AUTOINCREMENT, -- the number in its reference; never used twice
    subject    TEXT    NOT NULL,                  -- as it was opened with
    status     TEXT    NOT NULL CHECK (status <> ''), -- the desk's word; the config knows its meaning
    requester  INTEGER REFERENCES person (id),    -- who asked; NULL: a mail that could not be read
    answers_to INTEGER REFERENCES person (id),    -- where the requester wants answers; NULL: at their own address
    organisation TEXT  CHECK (organisation <> ''), -- the requester's, by its name; NULL: none
    follows    INTEGER REFERENCES ticket (number), -- the ticket, done long ago, that it follows; NULL: none
    assignee   TEXT    CHECK (assignee <> ''),    -- short name of the agent; NULL: nobody
    team       TEXT    CHECK (team <> ''),        -- the team that works on it, by its name; NULL: none
    fields     TEXT    NOT NULL DEFAULT '{}' CHECK (json_valid(fields)), -- values of its fields: a JSON object
    choices_told TEXT  NOT NULL DEFAULT '[]' CHECK (json_valid(choices_told)), -- fields for which a customer was told the choices: a JSON list of names
    partners   TEXT    NOT NULL DEFAULT '[]' CHECK (json_valid(partners)), -- outside providers that it was handed to: a JSON list of names
    language   TEXT    CHECK (language <> ''),    -- of its letters to customers; NULL: the organisation's, the mailbox's, the desk's
    merged_into INTEGER REFERENCES ticket (number), -- the ticket that it was merged into; NULL: none
    by_machine INTEGER NOT NULL DEFAULT 0 CHECK (by_machine IN (0, 1)), -- 1: a program asked; nothing automatic is written to it
    spam       INTEGER NOT NULL DEFAULT 0 CHECK (spam IN (0, 1)), -- 1: an agent marked it as spam
    quiet      INTEGER NOT NULL DEFAULT 0 CHECK (quiet IN (0, 1)), -- 1: an old mail opened it, and nobody did anything on it since; time writes no letters about it
    mailbox    TEXT    NOT NULL,                  -- the mailbox that its letters are sent from
    opening_id TEXT,                              -- Message-ID of the mail that opened it
    latest_id  TEXT,                              -- Message-ID of the requester's newest mail on it
    customer_tag TEXT  CHECK (customer_tag <> ''), -- the tag that the requester's own ticket system put into the subject; NULL: none
    opened_at  INTEGER NOT NULL,                  -- when
    version    INTEGER NOT NULL DEFAULT 0,        -- how often it was written; a decision on an older version is made again
    status_at  INTEGER NOT NULL,                  -- since when it has its status
    changed_at INTEGER NOT NULL                   -- when something last happened on it
) STRICT;

CREATE INDEX ticket_by_status ON ticket (status);
CREATE INDEX ticket_by_opened ON ticket (opened_at);
CREATE INDEX ticket_by_requester ON ticket (requester, status) WHERE requester IS NOT NULL;
CREATE INDEX ticket_by_organisation ON ticket (organisation, status) WHERE organisation IS NOT NULL;
CREATE INDEX ticket_by_followed ON ticket (follows) WHERE follows IS NOT NULL;
CREATE INDEX ticket_by_assignee ON ticket (assignee, status);
CREATE INDEX ticket_by_team ON ticket (team, status) WHERE team IS NOT NULL;
CREATE INDEX ticket_by_answers_to ON ticket (answers_to) WHERE answers_to IS NOT NULL;
CREATE INDEX ticket_by_survivor ON ticket (merged_into) WHERE merged_into IS NOT NULL;

-- Which tickets were handed to which outside provider, for the provider's list.
CREATE TABLE handed (
    partner TEXT    NOT NULL CHECK (partner <> ''), -- its name
    ticket  INTEGER NOT NULL REFERENCES ticket (number), -- which
    PRIMARY KEY (partner, ticket)
) STRICT, WITHOUT ROWID;

CREATE INDEX handed_by_ticket ON handed (ticket);

-- What falls due on tickets by time alone. The scheduler looks at what is due, and at nothing else.
CREATE TABLE due (
    ticket INTEGER NOT NULL REFERENCES ticket (number), -- on which
    kind   TEXT    NOT NULL CHECK (kind = 'timer' OR kind = 'promise' OR kind = 'feedback'), -- what: a timer of the workflow, a promise to look at, the question for feedback
    name   TEXT    NOT NULL CHECK (name <> ''),         -- which: the timer by its name in the config, the promise by its measure
    at     INTEGER NOT NULL,                            -- when
    PRIMARY KEY (ticket, kind, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX due_by_time ON due (at);

-- The clocks of promises (SLA): how much of its time each measure of a ticket has used, and what came of it.
CREATE TABLE promise (
    ticket        INTEGER NOT NULL REFERENCES ticket (number), -- of which
    measure       TEXT    NOT NULL CHECK (measure = 'triage' OR measure = 'first-response' OR measure = 'resolution'), -- what is measured
    round         INTEGER NOT NULL CHECK (round >= 1), -- from 1; when another judgement is asked for, a new round begins
    promise       TEXT    CHECK (promise <> ''),       -- the promise that it is held to, by its name in the config; NULL: nothing is promised
    target        INTEGER CHECK (target > 0),          -- what is promised, in milliseconds of its calendar
    started_at    INTEGER NOT NULL,                    -- when the clock was started
    used          INTEGER NOT NULL CHECK (used >= 0),  -- what was used before it last began to run, in milliseconds of its calendar
    running_since INTEGER,                             -- since when it runs; NULL: it is stopped
    due_at        INTEGER,                             -- when the promise will be broken if it runs on; NULL: never
    met_at        INTEGER,                             -- when what it measures happened
    warned_at     INTEGER,                             -- when people were warned
    broken_at     INTEGER,                             -- when the promise was broken; if this is NULL and met_at is not, it was kept
    ended_at      INTEGER,                             -- when it was given up, because the ticket was merged or spam
    PRIMARY KEY (ticket, measure, round),
    CHECK ((promise IS NULL) = (target IS NULL)),
    CHECK (running_since IS NULL OR (met_at IS NULL AND ended_at IS NULL))
) STRICT, WITHOUT ROWID;

-- Promises that are broken and still to be met; there are few.
CREATE INDEX promise_breached ON promise (broken_at) WHERE broken_at IS NOT NULL AND running_since IS NOT NULL;

-- For reports: which promises were kept or broken in a period.
CREATE INDEX promise_kept ON promise (met_at) WHERE met_at IS NOT NULL AND broken_at IS NULL AND promise IS NOT NULL;
CREATE INDEX promise_broken ON promise (broken_at) WHERE broken_at IS NOT NULL AND promise IS NOT NULL;

-- Who follows a ticket besides its requester.
CREATE TABLE participant (
    ticket INTEGER NOT NULL REFERENCES ticket (number), -- which
    person INTEGER NOT NULL REFERENCES person (id),     -- who
    place  INTEGER NOT NULL,                            -- in the order of joining
    at     INTEGER NOT NULL,                            -- since when
    PRIMARY KEY (ticket, person)
) STRICT, WITHOUT ROWID;

CREATE INDEX participant_by_person ON participant (person);

CREATE TABLE comment (
    id             INTEGER PRIMARY KEY AUTOINCREMENT, -- internal
    ticket         INTEGER NOT NULL REFERENCES ticket (number), -- on which
    mail           INTEGER UNIQUE REFERENCES mail (id), -- the mail that it came as, which counts once; NULL: the desk wrote it
    message_id     TEXT,                              -- of that mail; a reply to it finds the ticket
    message_key    INTEGER,                           -- by which that is looked for: the first 8 bytes of its SHA-256
    copied         TEXT    CHECK (json_valid(copied)), -- who else that mail was addressed to: a JSON list of addresses; NULL: nobody, or too many
    at             INTEGER NOT NULL,                  -- when it was written here
    author_name    TEXT,                              -- display name as written
    author_address TEXT,                              -- address as written; NULL: the desk itself
    role           TEXT    NOT NULL CHECK (role = 'requester' OR role = 'participant' OR role = 'member' OR role = 'partner' OR role = 'outsider' OR role = 'agent' OR role = 'machine'), -- what the author is to the ticket
    visibility     TEXT    NOT NULL CHECK (visibility = 'public' OR visibility = 'internal' OR visibility = 'withheld'), -- whether customers see it; withheld: not until an agent adds its author
    text           TEXT    NOT NULL                   -- the words
) STRICT;

CREATE INDEX comment_by_ticket ON comment (ticket);
CREATE INDEX comment_by_message_key ON comment (message_key) WHERE message_key IS NOT NULL;

-- Files of a comment's mail; their bytes stay in the raw message.
CREATE TABLE attachment (
    comment      INTEGER NOT NULL REFERENCES comment (id), -- whose
    place        INTEGER NOT NULL,                         -- which of the message's attachments, from 0
    name         TEXT    NOT NULL,                         -- file name without path, perhaps empty
    content_type TEXT    NOT NULL,                         -- type/subtype
    size         INTEGER NOT NULL CHECK (size >= 0),       -- decoded bytes
    content_id   TEXT,                                     -- for pictures inside HTML
    inline       INTEGER NOT NULL CHECK (inline IN (0, 1)), -- shown inside the text
    refused      TEXT    CHECK (refused <> ''),            -- why nobody gets it; NULL: it is passed on
    PRIMARY KEY (comment, place)
) STRICT, WITHOUT ROWID;

-- What changed on a ticket, and why. When and why it was opened is with the ticket and its first mail.
CREATE TABLE event (
    id     INTEGER PRIMARY KEY AUTOINCREMENT, -- internal; the order of happening
    ticket INTEGER NOT NULL REFERENCES ticket (number), -- on which
    at     INTEGER NOT NULL,                  -- when
    kind   TEXT    NOT NULL,                  -- what: desk::event names it
    actor  TEXT,                              -- address of who caused it; NULL: the desk itself
    before TEXT,                              -- how it was
    after  TEXT,                              -- how it is now
    reason TEXT    NOT NULL,                  -- why, as JSON: a key with its data (an older row: a sentence)
    mail   INTEGER REFERENCES mail (id)       -- the mail that caused it
) STRICT;

CREATE INDEX event_by_ticket ON event (ticket);
CREATE INDEX event_by_mail ON event (mail) WHERE mail IS NOT NULL;

-- The moves of a period, for reports, which read nothing else of them.
CREATE INDEX event_of_status ON event (at, ticket, before, after) WHERE kind = 'status';

-- The question for feedback, asked once per ticket, and its newest answer.
CREATE TABLE feedback (
    ticket   INTEGER PRIMARY KEY REFERENCES ticket (number), -- which
    asked_at INTEGER,                                        -- when it was asked
    rated_at INTEGER,                                        -- when it was answered
    score    INTEGER CHECK (score BETWEEN 1 AND 5),          -- the answer
    comment  TEXT,                                           -- words beside it, perhaps empty
    CHECK ((rated_at IS NULL) = (score IS NULL) AND (score IS NULL) = (comment IS NULL))
) STRICT;

CREATE INDEX feedback_by_rating ON feedback (rated_at) WHERE rated_at IS NOT NULL;

-- Letters, frozen when they are enqueued; one row per recipient. Never updated.
CREATE TABLE letter (
    id            INTEGER PRIMARY KEY AUTOINCREMENT, -- its number, never used twice
    ticket        INTEGER REFERENCES ticket (number), -- what it is about; NULL: no ticket
    notice        TEXT    NOT NULL,                  -- which kind: desk::notice names it
    message_id    TEXT    NOT NULL UNIQUE,           -- made once, the same on every try; a reply to it finds the ticket
    enqueued_at   INTEGER NOT NULL,                  -- when
    date          INTEGER NOT NULL,                  -- its Date
    from_name     TEXT    NOT NULL,                  -- header From: display name, perhaps empty
    from_address  TEXT    NOT NULL,                  -- header From: address
    reply_to      TEXT,                              -- header Reply-To: our address with +token; NULL: none
    to_name       TEXT    NOT NULL,                  -- header To: display name, perhaps empty
    to_address    TEXT    NOT NULL,                  -- header To and envelope recipient
    envelope_from TEXT,                              -- envelope sender; NULL: the null sender <>
    subject       TEXT    NOT NULL,                  -- with the reference
    in_reply_to   TEXT,                              -- Message-ID that it answers
    refs          TEXT    NOT NULL,                  -- Message-IDs of the thread, oldest first, separated by blanks
    hand          TEXT    NOT NULL CHECK (hand = 'human' OR hand = 'auto-replied' OR hand = 'auto-generated'), -- whose words it carries
    loop_mark     TEXT    NOT NULL,                  -- value of the loop header
    encloses      INTEGER REFERENCES mail (id),      -- the mail whose attachments are added when it is sent
    text          TEXT    NOT NULL,                  -- the text part
    html          TEXT,                              -- the HTML part
    language      TEXT    NOT NULL,                  -- the language that it is written in
    instead_of    INTEGER REFERENCES letter (id),    -- the letter that it replaces, which was too large; NULL: none
    knows         INTEGER                            -- the newest comment, on any ticket, that there was when it was written; NULL: none
) STRICT;

CREATE INDEX letter_by_ticket ON letter (ticket) WHERE ticket IS NOT NULL;
CREATE INDEX letter_by_encloses ON letter (encloses) WHERE encloses IS NOT NULL;
CREATE INDEX letter_by_instead_of ON letter (instead_of) WHERE instead_of IS NOT NULL;

-- The bytes of letters that were tried and not accepted: the same ones go out at every further attempt.
CREATE TABLE composed (
    letter INTEGER PRIMARY KEY REFERENCES letter (id), -- which
    bytes  BLOB    NOT NULL                            -- the whole message
) STRICT;

-- The state of each letter's delivery. It is apart from the letters, so that a new state does not rewrite their text.
CREATE TABLE outbox (
    letter     INTEGER PRIMARY KEY REFERENCES letter (id), -- which
    lane       TEXT    NOT NULL CHECK (lane <> ''),        -- the address that it is sent from: lanes take turns
    state      TEXT    NOT NULL CHECK (state = 'queued' OR state = 'sending' OR state = 'unknown' OR state = 'accepted' OR state = 'failed'), -- docs/STATES.md
    attempts   INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0), -- how often sending began
    next_at    INTEGER,                                    -- when it is due; NULL: it is not sent again
    since      INTEGER NOT NULL,                           -- since when it is tried: it was enqueued, or sent again by an operator
    changed_at INTEGER NOT NULL,                           -- when the state last changed
    expired    INTEGER NOT NULL DEFAULT 0 CHECK (expired IN (0, 1)), -- 1: it failed because time ran out; it was not refused
    words      TEXT    NOT NULL DEFAULT '',                -- the next host's words on the last try
    CHECK ((state = 'queued' OR state = 'sending' OR state = 'unknown') = (next_at IS NOT NULL)),
    CHECK (expired = 0 OR state = 'failed')
) STRICT;

CREATE INDEX outbox_waiting ON outbox (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX outbox_by_lane ON outbox (lane, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX outbox_failed ON outbox (letter) WHERE state = 'failed';

-- What stands in the way of letters now, written by the deliver belt. No row: nothing.
CREATE TABLE obstacle (
    letters TEXT    NOT NULL PRIMARY KEY, -- which letters it concerns, in words
    words   TEXT    NOT NULL,             -- the next host's words, and what to mend
    since   INTEGER NOT NULL              -- since when
) STRICT, WITHOUT ROWID;

-- How often letters were written lately, for their limits. The scheduler deletes old rows.
CREATE TABLE tally (
    since INTEGER NOT NULL, -- when the window of this count began
    scope TEXT    NOT NULL CHECK (scope <> ''), -- what is counted: desk::limit names it
    count INTEGER NOT NULL CHECK (count > 0), -- how often
    PRIMARY KEY (since, scope)
) STRICT, WITHOUT ROWID;

-- The index of words, one row for each ticket. Only its words are here, in no order that could be read. Filled after the mail by
-- the belt that indexes; it may lag behind, and can be emptied at any time. The texts are folded before they come here.
CREATE VIRTUAL TABLE search USING fts5 (
    people,  -- whose lists the ticket is in: a word for each person, organisation and partner
    subject, -- the words of the subject
    said,    -- the words of public comments
    notes,   -- the words of other comments, for agents
    content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '2 3'
);

-- How far the index of words goes. No row: nothing is indexed.
CREATE TABLE indexed (
    only    INTEGER PRIMARY KEY CHECK (only = 1), -- there is one row
    comment INTEGER NOT NULL, -- the newest comment that was seen
    event   INTEGER NOT NULL, -- the newest event that was seen
    below   INTEGER NOT NULL CHECK (below >= 0)   -- tickets below this number are still to be indexed; 0: none
) STRICT;

-- Whether articles of the knowledge base helped, once for each reader and day.
CREATE TABLE helped (
    article TEXT    NOT NULL CHECK (article <> ''),  -- its name in addresses
    day     INTEGER NOT NULL,                        -- days since 1970
    reader  BLOB    NOT NULL CHECK (length(reader) = 32), -- who said so: a hash that nothing can be found by
    yes     INTEGER NOT NULL CHECK (yes IN (0, 1)),  -- 1: it helped
    PRIMARY KEY (article, day, reader)
) STRICT, WITHOUT ROWID;
