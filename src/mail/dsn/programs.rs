//! What the mail systems of the world write when they cannot deliver: one row each, in the fixed words of the program
//! around invented addresses. Every row must be seen, with its recipient, status and end.

use super::super::Address;
use super::super::parse::parse;
use super::*;

/// A report: its author, subject and text, and what must be read out of it: recipient, status, action.
struct Row(&'static str, &'static str, &'static str, &'static str);

const DAEMON: &str = "MAILER-DAEMON@mx.x.example (Mail Delivery System)";
const POSTMASTER: &str = "System Administrator <postmaster@x.example>";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    Row(DAEMON, "failure notice", "Hi. This is the qmail-send program at mx.x.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<ada@x.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n", "5.1.1 failed"),
    Row(DAEMON, "failure notice", "Hi. This is the qmail-send program at mx.x.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<ada@x.example>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.2.1 <ada@x.example>: Mailbox disabled\nGiving up on 192.0.2.1.\n\n--- Below this line is a copy of the message.\n\n", "5.2.1 failed"),
    Row(DAEMON, "failure notice", "Hi. This is the deliver program at mx.x.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<ada@x.example>:\nCNAME lookup failed temporarily. (#4.4.3)\nI'm not going to try again; this message has been in the queue too long.\n\n--- Below this line is a copy of the message.\n\n", "4.4.3 failed"),
    Row(DAEMON, "failure notice", "Hi. This is the qmail-send program at mx.x.example.\n\n<ada@x.example>:\nuser is over quota\n\n--- Below this line is a copy of the message.\n\n", "5.2.2 failed"),
    Row("Mail Delivery Subsystem <MAILER-DAEMON@x.example>", "Returned mail: User unknown", "The original message was received at Mon, 5 Jan 2026 09:00:00 +0100\nfrom desk.example [192.0.2.9]\n\n   ----- The following addresses had permanent fatal errors -----\n<ada@x.example>\n    (reason: 550 5.1.1 User unknown)\n\n   ----- Transcript of session follows -----\n... while talking to mx.x.example.:\n>>> DATA\n<<< 550 5.1.1 <ada@x.example>... User unknown\n550 5.1.1 <ada@x.example>... User unknown\n<<< 503 5.0.0 Need RCPT (recipient)\n\n   ----- Message header follows -----\n", "5.1.1 failed"),
    Row("Mail Delivery Subsystem <MAILER-DAEMON@x.example>", "Warning: could not send message for past 4 hours", "    **********************************************\n    **      THIS IS A WARNING MESSAGE ONLY      **\n    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n    **********************************************\n\nThe original message was received at Mon, 5 Jan 2026 09:00:00 +0100\n\n   ----- The following addresses had transient non-fatal errors -----\n<ada@x.example>\n\n   ----- Transcript of session follows -----\n<ada@x.example>... Deferred: Connection timed out with x.example.\nWarning: message still undelivered after 4 hours\nWill keep trying until message is 5 days old\n", "delayed"),
    Row("Mail Delivery Subsystem <MAILER-DAEMON@x.example>", "Returned mail: User unknown", "   ----- Transcript of session follows -----\nWhile talking to x.example:\n>>> RCPT To:<ada@x.example>\n<<< 550 <ada@x.example>... User unknown\n550 <ada@x.example>... User unknown\n\n   ----- Unsent message follows -----\n", "5.1.1 failed"),
    Row(DAEMON, "Returned mail: see transcript for details", "   ----- The following addresses had permanent fatal errors -----\nada.new@inside.x.example\n    (expanded from: <ada@x.example>)\n\n   ----- Transcript of session follows -----\n550 ada.new@inside.x.example... User unknown\n\n", "5.1.1 failed"),
    Row("Mail Delivery System <Mailer-Daemon@x.example>", "Mail delivery failed: returning message to sender", "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  ada@x.example\n    SMTP error from remote mail server after RCPT TO:<ada@x.example>:\n    host mx.x.example [192.0.2.1]: 552 5.2.2 Over quota\n\n------ This is a copy of the message, including all the headers. ------\n\n", "5.2.2 failed"),
    Row("Mail Delivery System <Mailer-Daemon@x.example>", "Mail delivery failed: returning message to sender", "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  ada.new@inside.x.example\n    (generated from ada@x.example)\n    unrouteable mail domain \"inside.x.example\"\n\n------ This is a copy of the message, including all the headers. ------\n\n", "failed"),
    Row("Mail Delivery System <Mailer-Daemon@x.example>", "Warning: message 1Ab2Cd-0001ef-AB delayed 24 hours", "This message was created automatically by mail delivery software.\nA message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours on the queue on mx.x.example.\n\nThe message identifier is:     1Ab2Cd-0001ef-AB\nThe subject of the message is: press\n\nThe address to which the message has not yet been delivered is:\n\n  ada@x.example\n    Delay reason: Connection timed out\n\nNo action is required on your part. Delivery attempts will continue for\nsome time, and this warning may be repeated at intervals if the message\nremains undelivered.\n", "delayed"),
    Row(POSTMASTER, "Undeliverable: press", "Your message\n\n  To:      ada@x.example\n  Subject: press\n  Sent:    Mon, 5 Jan 2026 09:00:00 +0100\n\ndid not reach the following recipient(s):\n\nada@x.example on Mon, 5 Jan 2026 09:00:01 +0100\n    The recipient name is not recognized\n\tThe MTS-ID of the original message is: c=us;a= ;p=x;l=MX-060105-1\n    MSEXCH:IMS:X:MX:EXCH 0 (000C05A6) Unknown Recipient\n", "5.1.1 failed"),
    Row(POSTMASTER, "Undeliverable: press", "Your message did not reach some or all of the intended recipients.\n\n      Subject:\tpress\n      Sent:\t5/1/2026 9:00\n\nThe following recipient(s) could not be reached:\n\n      ada@x.example on 5/1/2026 9:00\n            The e-mail account does not exist at the organization this message was sent to.  Check the e-mail address, or contact the recipient directly to find out the correct address.\n            <mx.x.example #5.1.1>\n", "5.1.1 failed"),
    Row("Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@x.example>", "Undeliverable: press", "Delivery has failed to these recipients or groups:\n\nAda Byron (ada@x.example)\nThe e-mail address you entered couldn't be found. Please check the recipient's e-mail address and try to resend the message.\n\nDiagnostic information for administrators:\n\nGenerating server: mx.x.example\n\nada@x.example\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n\nOriginal message headers:\n\n", "5.1.1 failed"),
    Row(POSTMASTER, "Undeliverable: press", "Your message to ada@x.example couldn't be delivered.\n\nada wasn't found at x.example.\n\nhelp    Office 365    ada\nAction Required        Recipient\n\nUnknown To address\n\nHow to Fix It\nThe address may be misspelled or may not exist.\n\nStatus code: 550 5.1.10\n", "5.1.10 failed"),
    Row("Postmaster@x.example", "DELIVERY FAILURE: User ada (ada@x.example) not listed in Domino Directory", "Your message\n\n  Subject: press\n\nwas not delivered to:\n\n  ada@x.example\n\nbecause:\n\n  User ada (ada@x.example) not listed in Domino Directory\n\n", "5.1.1 failed"),
    Row("NOTES_GATE@x.example", "Delivery Failure", "------- Failure Reasons  --------\n\nUser not listed in public Name & Address Book\nada@x.example\n\n------- Returned Message --------\n\n", "failed"),
    Row("\"Courier mail server at mx.x.example\" <@mx.x.example>", "NOTICE: mail delivery status.", "This is a delivery status notification from mx.x.example,\nrunning the Courier mail server, version 0.65.\n\nThe original message was received on Mon, 5 Jan 2026 09:00:00 +0100\nfrom desk.example\n\n---------------------------------------------------------------------------\n\n                           UNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n<ada@x.example>:\n    mx.x.example [192.0.2.1]:\n>>> RCPT TO:<ada@x.example>\n<<< 550 5.1.1 <ada@x.example>... User Unknown\n\n---------------------------------------------------------------------------\n", "5.1.1 failed"),
    Row(DAEMON, "Undelivered Mail Returned to Sender", "This is the Postfix program at host mx.x.example.\n\nI'm sorry to have to inform you that the message returned\nbelow could not be delivered to one or more destinations.\n\nFor further assistance, please send mail to <postmaster>\n\n\t\t\tThe Postfix program\n\n<ada@x.example>: host mx.x.example[192.0.2.1] said: 550\n    5.7.1 Service unavailable; client host blocked (in reply to RCPT TO command)\n\n", "5.7.1 failed"),
    Row("MailMarshal@x.example", "Undeliverable Mail", "Your message:\n   From:    help@desk.example\n   Subject: press\n\nCould not be delivered because of\n\n550 5.1.1 User unknown\n\nThe following recipients were affected: \n    ada@x.example\n\nAdditional Information\n======================\n", "5.1.1 failed"),
    Row("MAILER-DAEMON@messagelabs.example", "Mail Delivery Failure", "This is the mail delivery agent at messagelabs.example.\nI was unable to deliver your message to the following addresses:\n\nada@x.example\n\nReason: 550 Requested action aborted; mailbox not available\n\nThe message subject was: press\n", "failed"),
    Row("Postmaster@x.example", "Undeliverable Mail", "User mailbox exceeds allowed size: ada@x.example\n\nOriginal message follows.\n\n", "5.2.2 failed"),
    Row("Postmaster@x.example", "Undeliverable Mail", "Unknown user: ada@x.example\n\nOriginal message follows.\n\n", "5.1.1 failed"),
    Row("Mailer-Daemon@x.example", "Message status - undeliverable", "The message that you sent was undeliverable to the following:\n\n\tada@x.example (user not found)\n\nPossibly truncated original message follows:\n\n", "5.1.1 failed"),
    Row("Internet Mail Delivery <postmaster@x.example>", "Delivery Notification: Delivery has failed", "This report relates to a message you sent with the following header fields:\n\n  Message-id: <l1@desk.example>\n  Date: Mon, 05 Jan 2026 09:00:00 +0100\n  From: Help <help@desk.example>\n  To: ada@x.example\n  Subject: press\n\nYour message cannot be delivered to the following recipients:\n\n  Recipient address: ada@x.example\n  Reason: Remote SMTP server has rejected address\n  Diagnostic code: smtp;550 5.1.1 unknown or illegal alias\n", "5.1.1 failed"),
    Row("MDaemon@x.example", "Permanent Delivery Failure", "The attached message had PERMANENT fatal delivery errors!\n\nAfter one or more unsuccessful delivery attempts the attached message has\nbeen removed from the mail queue on this server.  The number and frequency\nof delivery attempts are determined by local configuration.\n\nYOUR MESSAGE WAS NOT DELIVERED!\n\nFailed address: ada@x.example\n\n--- Session Transcript ---\n --> RCPT To:<ada@x.example>\n <-- 550 <ada@x.example>, Recipient unknown\n--- End Transcript ---\n", "5.1.1 failed"),
    Row("MAILER-DAEMON@yahoo.example", "failure notice", "Message from yahoo.example.\nUnable to deliver message to the following address(es).\n\n<ada@x.example>:\nThis user doesn't have a x.example account (ada@x.example) [0]\n\n--- Original message follows.\n\n", "5.1.1 failed"),
    Row("MAILER-DAEMON@yahoo.example", "Failure Notice", "Sorry, we were unable to deliver your message to the following address.\n\n<ada@x.example>:\n552: 5.2.2 This message is larger than the current system limit or the recipient's mailbox is full.\n\n--- Below this line is a copy of the message.\n\n", "5.2.2 failed"),
    Row("Mail Delivery Subsystem <mailer-daemon@googlemail.example>", "Delivery Status Notification (Failure)", "Delivery to the following recipient failed permanently:\n\n     ada@x.example\n\nTechnical details of permanent failure: \nGoogle tried to deliver your message, but it was rejected by the server for the recipient domain x.example by mx.x.example. [192.0.2.1].\n\nThe error that the other server returned was:\n550 5.1.1 <ada@x.example>: Recipient address rejected: User unknown\n\n----- Original message -----\n\n", "5.1.1 failed"),
    Row("Mail Delivery Subsystem <mailer-daemon@googlemail.example>", "Delivery Status Notification (Delay)", "This is an automatically generated Delivery Status Notification\n\nTHIS IS A WARNING MESSAGE ONLY.\n\nYOU DO NOT NEED TO RESEND YOUR MESSAGE.\n\nDelivery to the following recipient has been delayed:\n\n     ada@x.example\n\nMessage will be retried for 2 more day(s)\n\n----- Original message -----\n\n", "delayed"),
    Row("Mail Delivery Subsystem <mailer-daemon@googlemail.example>", "Delivery Status Notification (Failure)", "** Adresse nicht gefunden **\n\nIhre Nachricht wurde nicht an ada@x.example zugestellt, weil die Adresse nicht gefunden wurde oder keine E-Mails empfangen kann.\n\nDie Antwort vom Remote-Server lautet:\n\n550 5.1.1 <ada@x.example>: no such user\n", "5.1.1 failed"),
    Row("mailer-daemon@gmx.example", "Mail delivery failed: returning message to sender", "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of\nits recipients. This is a permanent error. The following address\nfailed:\n\n\"ada@x.example\":\nSMTP error from remote server after RCPT command:\nhost: mx.x.example\n5.1.1 <ada@x.example> recipient unknown\n\n--- The header of the original message is following. ---\n\n", "5.1.1 failed"),
    Row("Mailer-Daemon@1and1.example", "Mail delivery failed: returning message to sender", "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of\nits recipients. The following addresses failed:\n\nada@x.example:\nMail size limit exceeded. (#5.2.3)\n\n--- The header of the original message is following. ---\n\n", "5.2.3 failed"),
    Row("MAILER-DAEMON@x.example", "mail failed, returning to sender", "|------------------------- Message log follows: -------------------------|\n no valid recipients were found for this message\n|------------------------- Failed addresses follow: ---------------------|\n <ada@x.example> ... unknown host\n|------------------------- Message text follows: ------------------------|\n", "5.1.2 failed"),
    Row("mailer-daemon@corp.mail.example", "Mail failure.", "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  ada@x.example\n    mailbox is full\n\n**********************\n\nЭто письмо создано автоматически\nсервером, отвечать на него не\nнужно.\n\nК сожалению, Ваше письмо не может\nбыть доставлено одному или нескольким\nполучателям:\n\n**********************\n", "5.2.2 failed"),
    Row("mailer-daemon@yandex.example", "Недоставленное сообщение", "Это письмо отправлено почтовым сервером yandex.example.\n\nК сожалению, мы вынуждены сообщить Вам о том, что Ваше письмо не может\nбыть отправлено одному или нескольким адресатам. Технические подробности\nможно найти ниже.\n\n<ada@x.example>: host mx.x.example[192.0.2.1] said: 550 5.7.1 Policy rejection (in reply to RCPT TO command)\n", "5.7.1 failed"),
    Row("PostMaster@qq.example", "系统退信/Systems bounce", "抱歉，您的邮件被退回来了……\n\n原邮件信息：\n主　题：press\n收件人：ada@x.example\n退信原因：\n收件人邮箱地址不存在，无法送达。\n550 Mailbox not found\n", "5.1.1 failed"),
    Row("Postmaster@163.example", "系统退信", "抱歉，您的邮件被退回来了。\n\n收件人邮件地址（ada@x.example）不存在，邮件无法送达。\n", "failed"),
    Row("MAILER-DAEMON@x.example", "Mail Delivery Problem", "Your mail to the following recipients could not be delivered because they are not accepting mail from help@desk.example:\n\tada\n", "failed"),
    Row("post_master@x.example", "Undeliverable Message", "Error: Invalid user address\n\nError message below:\n550 - Requested action not taken: no such user here\n\nMessage details:\n  Subject: press\n  Sent date: Mon Jan 05 09:00:00 GMT 2026\n  MAIL FROM: help@desk.example\n  RCPT TO: ada@x.example\n  From: help@desk.example\n  Size (in bytes): 39\n", "5.1.1 failed"),
    Row("no-reply@ezweb.example", "Mail System Error - Returned Mail", "Could not be delivered to: <ada@x.example>\n  As their mailbox is full.\n\n", "5.2.2 failed"),
    Row("Postmaster@ezweb.example", "Mail System Error - Returned Mail", "Each of the following recipients was rejected by a remote mail server.\n\n    Recipient: <ada@x.example>\n    >>> RCPT TO:<ada@x.example>\n    <<< 550 <ada@x.example>: User unknown\n\n", "5.1.1 failed"),
    Row(DAEMON, "Returned mail: User unknown", "The user(s) account is temporarily over quota.\n\n   ----- The following addresses had delivery problems -----\nada@x.example\n\n   ----- Non-delivered information -----\nThe number of messages in recipient's mailbox exceeded the local limit.\n\n", "failed"),
    Row("MAILER-DAEMON@amazonses.example", "Delivery Status Notification (Failure)", "An error occurred while trying to deliver the mail to the following recipients:\nada@x.example\n", "failed"),
    Row("MAILER-DAEMON@sendgrid.example", "Undelivered Mail Returned to Sender", "Hello, this is the mail server on sendgrid.example.\n\nI am sending you this message to inform you on the delivery status of a\nmessage you previously sent.  Immediately below you will find a list of\nthe affected recipients;  also attached is a Delivery Status Notification\n(DSN) report in standard format, as well as the headers of the original\nmessage.\n\n  <ada@x.example>  delivery failed; will not continue trying\n", "failed"),
    Row("James <postmaster@x.example>", "Re: press", "Hi. This is the James mail server at mx.x.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.  Below\nI include the list of recipients and the reason why I was unable to deliver\nyour message.\n\nada@x.example\n  Error message below:\n550 user unknown\n\n", "5.1.1 failed"),
    Row("Mailer Daemon <MAILER-DAEMON@x.example>", "Delivery status notification: error", "    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\n    An error has occurred while attempting to deliver a message for\n    the following list of recipients:\n\nada@x.example: 550 5.2.2 <ada@x.example>: Recipient address rejected\n\n    Below is a copy of the original message:\n\n", "5.2.2 failed"),
    Row("Mailer Daemon <MAILER-DAEMON@x.example>", "Delivery status notification: delayed", "    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\n    A message is delayed for more than 4 hours for the following\n    list of recipients:\n\nada@x.example: 421 4.7.0 try later\n\n    Please note that this is only a temporary failure report.\n    The message is kept in the queue for up to 4 days.\n\n", "4.7.0 delayed"),
    Row("Haraka <MAILER-DAEMON@x.example>", "Failed Mail Delivery", "Hi. This is the Haraka Mailer program at mx.x.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\nIntended Recipients: <ada@x.example>\nFailure Reason: Some recipients failed: <ada@x.example> 550 5.1.1 unknown\n\n", "5.1.1 failed"),
    Row("Mail Administrator <Postmaster@x.example>", "Mail System Error - Returned Mail", "This Message was undeliverable due to the following reason:\n\nThe following destination addresses were unknown (please check\nthe addresses and re-mail the message):\n\nSMTP <ada@x.example>\n\nPlease reply to <Postmaster@x.example>\nif you feel this message to be in error.\n", "5.1.1 failed"),
    Row("Mail Administrator <Postmaster@x.example>", "Mail System Error - Returned Mail", "This Message was undeliverable due to the following reason:\n\nEach of the following recipients was rejected by a remote mail server.\nThe reasons given by the server are included to help you determine why\neach recipient was rejected.\n\n    Recipient: <ada@x.example>\n    Reason:    5.1.1 <ada@x.example>... User unknown\n\nPlease reply to Postmaster@x.example\nif you feel this message to be in error.\n", "5.1.1 failed"),
    Row("MAILER-DAEMON@cgp.x.example", "Undeliverable mail: press", "Failed to deliver to 'ada@x.example'\nSMTP module(domain x.example) reports:\n host mx.x.example says:\n 550 5.1.1 unknown user\n\n", "5.1.1 failed"),
    Row("mailer-daemon@x.example", "Message undeliverable: press", "Your message did not reach some or all of the intended recipients.\n\n   Sent: Mon, 5 Jan 2026 09:00:00 +0100\n   Subject: press\n\nThe following recipient(s) could not be reached:\n\nada@x.example\n   Error Type: SMTP\n   Remote server (192.0.2.1) issued an error.\n   hMailServer sent: RCPT TO:<ada@x.example>\n   Remote server replied: 550 no such user\n\nhMailServer\n", "5.1.1 failed"),
    Row("System Administrator <postmaster@x.example>", "Delivery Failure", "Could not deliver message to the following recipient(s):\n\nFailed Recipient: ada@x.example\nReason: Remote host said: 550 No such user here\n\n   -- The header and top 20 lines of the message follows --\n\n", "5.1.1 failed"),
    Row("Mail Delivery Subsystem <postmaster@x.example>", "Rejected: press", "Your message to <ada@x.example> was automatically rejected:\nQuota exceeded (mailbox for user is full)\n", "5.2.2 failed"),
    Row("Mail Sieve Subsystem <postmaster@x.example>", "Automatically rejected mail", "Your message was automatically rejected by Sieve, a mail\nfiltering language.\n\nThe following reason was given:\nI do not take mail from you.\n", "failed?"),
    Row("\"Barracuda Spam Firewall\" <postmaster@x.example>", "**Message you sent blocked by our bulk email filter**", "Your message to: ada@x.example\nwas blocked by our Spam Firewall. The email you sent with the following subject has NOT BEEN DELIVERED:\n\nSubject: press\n", "failed"),
    Row("MAILER-DAEMON@x.example", "Delivery Status Notification", " --- The following addresses had delivery problems ---\n\n<ada@x.example>   (User unknown ada@x.example)\n\n", "5.1.1 failed"),
    Row("Mail Deliver System <Mailer-Daemon@x.example>", "Returned Mail: User unknown", "The original message was received at Mon, 5 Jan 2026 09:00:00 +0900\nfrom desk.example (192.0.2.9)\n\n---The following addresses had delivery errors---\n\nada@x.example [User unknown]\n\n", "5.1.1 failed"),
    Row("Mail Delivery System <MAILER-DAEMON@x.example>", "There was an error sending your mail", "We had trouble delivering your message. Full details follow:\n\nSubject: 'press'\nDate: 'Mon, 5 Jan 2026 09:00:00 +0100'\n\n1 error(s):\n\nSMTP Server <mx.x.example> rejected recipient <ada@x.example> \n  (Error following RCPT command). It responded as follows: [550 5.1.1 User unknown]\n\n", "5.1.1 failed"),
    Row("Mail Delivery Subsystem <mailer-daemon@googlemail.example>", "Delivery Status Notification (Failure)", "Hello help@desk.example,\n\nWe're writing to let you know that the group you tried to contact (ada) may not exist, or you may not have permission to post messages to the group. A few more details on why you weren't able to post:\n\n * You might have spelled or formatted the group name incorrectly.\n\n----- Original message -----\n\n", "failed"),
    Row("InterScan MSS <postmaster@x.example>", "Mail could not be delivered", "****** Message from InterScan Messaging Security Suite ******\n\nSent <<< RCPT TO:<ada@x.example>\nReceived >>> 550 5.1.1 <ada@x.example>... user unknown\n\nUnable to deliver message to <ada@x.example>.\n\n************************     End of message     **********************\n", "5.1.1 failed"),
    Row("postmaster@x.example", "Mail could not be delivered", "The following mail message, or messages, could not be delivered:\n\nada@x.example\n\nReason: the connection timed out\n", "4.4.1? failed"),
    Row("Mercury <postmaster@x.example>", "Postmaster Notify: Delivery Failure.", "With reference to your message with the subject:\n   \"press\"\n\nThe local mail transport system has reported the following problems it\nencountered while trying to deliver your message:\n\n-------------------------------------------------------------------\n*** ada@x.example\nThe server at mx.x.example responded with: 553 5.3.0 no such address\n-------------------------------------------------------------------\n", "5.3.0 failed"),
    Row("<>", "", "You sent mail to ada@x.example. That's not a valid user here.\n", "failed"),
    Row("mail-gate@socgate.example", "RE: press : non remis (delivery failed)", "***********************************************\nVotre message n'a pas pu etre delivre a\nada@x.example\n\n***********************************************\nYour message could not be delivered to\nada@x.example\n\n***********************************************\n", "failed"),
    Row("admin@x.example", "Non-Delivery: press", "--- Non-Delivery Report ---\nThe email below could not be delivered to the following user:\n\n\"Ada\" <ada@x.example>\n\nOld message:\n\nHello.\n", "failed"),
];

/// How Exchange says it in other languages: subject, sentence, what stands above the recipients.
#[rustfmt::skip]
const EXCHANGE: &[(&str, &str)] = &[
    ("Unzustellbar: press", "Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Verteilerlisten:"),
    ("Unzustellbar: press", "Ihre Nachricht hat einige oder alle Empfänger nicht erreicht.\n\nFolgende(r) Empfänger kann/können nicht erreicht werden:"),
    ("Nicht zugestellt: press", "Die Nachricht konnte folgenden Empfängern nicht zugestellt werden:"),
    ("Non remis : press", "Échec de la remise pour ces destinataires ou groupes :"),
    ("Non remis : press", "Votre message n'est pas parvenu à certains ou à tous les destinataires prévus.\n\nImpossible de joindre le(s) destinataire(s) suivant(s) :"),
    ("Onbestelbaar: press", "Bezorging aan de volgende geadresseerden of groepen is mislukt:"),
    ("Onbestelbaar: press", "Uw bericht heeft sommige of alle geadresseerden niet bereikt.\n\nDe volgende geadresseerde(n) zijn niet bereikbaar:"),
    ("No se puede entregar: press", "Error de entrega a los siguientes destinatarios o grupos:"),
    ("No entregado: press", "No se pudo hacer llegar a los siguientes destinatarios:"),
    ("Non recapitabile: press", "Recapito non riuscito per questi destinatari o gruppi:"),
    ("Não entregue: press", "Falha na Entrega a Estes Destinatários ou Grupos:"),
    ("Não é possível entregar: press", "A entrega para estes destinatários ou grupos falhou:"),
    ("Kan ikke leveres: press", "Levering til følgende modtagere eller grupper mislykkedes:"),
    ("Kan ikke leveres: press", "Levering mislyktes til disse mottakerne eller gruppene:"),
    ("Olevererbart: press", "Det gick inte att leverera till följande mottagare eller grupper:"),
    ("Ei voi toimittaa: press", "Toimitus näille vastaanottajille tai ryhmille epäonnistui:"),
    ("Niedostarczone: press", "Dostarczenie do następujących adresatów lub grup nie powiodło się:"),
    ("Nedoručitelné: press", "Doručení těmto příjemcům nebo skupinám se nezdařilo:"),
    ("Nedoručiteľné: press", "Doručenie týmto príjemcom alebo skupinám zlyhalo:"),
    ("Kézbesíthetetlen: press", "Sikertelen kézbesítés a következő címzetteknek vagy csoportoknak:"),
    ("Не удается доставить: press", "Не удалось выполнить доставку следующим получателям или группам:"),
    ("Неможливо доставити: press", "Не вдалося доставити повідомлення таким одержувачам або групам:"),
    ("Teslim Edilemedi: press", "Şu alıcılara veya gruplara teslim başarısız oldu:"),
    ("Nelivrabil: press", "Livrarea către acești destinatari sau grupuri nu a reușit:"),
    ("Δεν παραδόθηκε: press", "Η παράδοση απέτυχε σε αυτούς τους παραλήπτες ή τις ομάδες:"),
    ("לא נמסר: press", "המסירה לנמענים או לקבוצות אלה נכשלה:"),
    ("配信不能: press", "次の受信者またはグループへの配信に失敗しました:"),
    ("未送达: press", "未能向这些收件人或组传递邮件:"),
    ("無法傳遞: press", "無法傳遞至下列收件者或群組:"),
    ("배달되지 않음: press", "다음 받는 사람 또는 그룹에 배달하지 못했습니다:"),
];

/// The head of the letter that came back.
const RETURNED: &str = "Received: from desk.example by mx.x.example\nMessage-ID: <l1@desk.example>\nFrom: help@desk.example\nTo: ada@x.example\nSubject: press\n\nIt runs.\n";

/// What was read of a report: `ada@x.example 5.1.1 failed`, or what is missing.
fn read(from: &str, subject: &str, body: &str) -> Vec<Bounce> {
    find_bounces(&parse(
        format!(
            "From: {from}\nTo: help@desk.example\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{body}"
        )
        .as_bytes(),
    ))
}

fn failures(from: &str, subject: &str, body: &str, expected: &str) -> Vec<String> {
    let found = read(from, subject, body);
    let mut wrong = Vec::new();
    let Some(bounce) = found.first() else { return vec!["not seen".to_owned()] };
    let whom = bounce.recipient.as_ref().map_or("nobody", Address::as_str);
    if (whom != "ada@x.example" || found.len() > 1) && !expected.ends_with('?') {
        wrong.push(format!("for {whom} and {} more", found.len() - 1));
    }
    for word in expected.split(' ').filter(|word| !word.ends_with('?')) {
        let is_status = word.starts_with(|c: char| c.is_ascii_digit());
        let got = if is_status { bounce.status.as_deref().unwrap_or("none") } else { bounce.action.as_str() };
        if got != word {
            wrong.push(format!("{got} is not {word}"));
        }
    }
    wrong
}

#[test]
fn every_system_is_read() {
    let mut wrong = Vec::new();
    for Row(from, subject, body, expected) in ROWS {
        let whole = if body.ends_with("\n\n") { format!("{body}{RETURNED}") } else { (*body).to_owned() };
        for text in [whole.clone(), whole.replace('\n', "\r\n")] {
            let failed = failures(from, subject, &text, expected);
            wrong.extend(
                failed.into_iter().map(|why| format!("{subject:?} {:?}: {why}", body.get(..60.min(body.len())))),
            );
        }
        let id = read(from, subject, &whole).into_iter().find_map(|bounce| bounce.message_id);
        if body.ends_with("\n\n") && id.as_ref().map(MessageId::as_str) != Some("l1@desk.example") {
            wrong.push(format!("{subject:?} {:?}: returned {id:?}", body.get(..60)));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn exchange_speaks_many_languages() {
    let mut wrong = Vec::new();
    for (subject, sentence) in EXCHANGE {
        let new = format!(
            "{sentence}\n\nAda Byron (ada@x.example)\n\nmx.x.example #550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n"
        );
        let old = format!("{sentence}\n\n      ada@x.example 05.01.2026 09:00\n            <mx.x.example #5.1.1>\n");
        let mailbox = format!("{sentence}\n\nada@x.example<mailto:ada@x.example>\n");
        for (from, body) in
            [(POSTMASTER, new), (POSTMASTER, old), ("Microsoft Outlook <postmaster@x.example>", mailbox)]
        {
            let failed = failures(from, subject, &body, "failed");
            wrong.extend(failed.into_iter().map(|why| format!("{subject:?} {sentence:?}: {why}")));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// What speaks of bounces and is none: head and text.
#[rustfmt::skip]
const NONE: &[(&str, &str)] = &[
    ("From: ada@x.example\nSubject: Undeliverable: press", "Hi,\n\nI tried to write to bob@y.example and got this. What is wrong?\n\nDelivery has failed to these recipients or groups:\n\nbob@y.example\nThe address couldn't be found.\n\n550 5.1.1 RESOLVER.ADR.RecipNotFound\n\nMessage-ID: <1@x.example>\n"),
    ("From: ada@x.example\nSubject: Fwd: Undelivered Mail Returned to Sender", "See below.\n\n---------- Forwarded message ---------\nFrom: MAILER-DAEMON@mx.example\nDate: Mon, 5 Jan 2026\nSubject: Undelivered Mail Returned to Sender\nTo: <ada@x.example>\n\nI'm sorry to have to inform you that your message could not\nbe delivered.\n\n<bob@y.example>: host mx said: 550 5.1.1 User unknown\n\nMessage-ID: <1@x.example>\n"),
    ("From: ada@x.example\nSubject: Re: failure notice", "This came back:\n\n> <bob@y.example>:\n> Sorry, no mailbox here by that name. (#5.1.1)\n> Message-ID: <1@x.example>\n"),
    ("From: ada@x.example\nSubject: AW: Unzustellbar: Presse", "Guten Tag, die Adresse bob@y.example wurde abgelehnt, 550 5.1.1 User unknown.\n"),
    ("From: ada@x.example\nSubject: [mailman-users] bounce: user unknown", "Hello all,\n\nhow do I read this?\n\n<bob@y.example>: 550 5.1.1 User unknown\n\nReceived: from a by b\nMessage-ID: <1@x.example>\n"),
    ("From: news@x.example\nSubject: Why mails are not delivered\nList-Unsubscribe: <https://x.example/u>", "Your message could not be delivered to the following recipient:\n\nbob@y.example\n\n550 5.1.1 user unknown: who has not seen that? Message-ID: and more are explained.\n"),
    ("From: ada@x.example\nReturn-Path: <>\nSubject: Automatic reply: press", "I am away until Monday. Mails are not forwarded. My old address does not exist any more and is disabled.\n"),
    ("From: ada@x.example\nReturn-Path: <>\nAuto-Submitted: auto-replied\nSubject: Ada has left", "Ada no longer works here. This mailbox is inactive and your mail was rejected. Please write to bob@x.example.\n"),
    ("From: \"ada+confirm\" <ada-confirm@x.example>\nReturn-Path: <>\nSubject: Please confirm your message", "This message was created automatically by mail delivery software (TMDA).\n\nYour message attached below is being held because the address\n<help@desk.example> has not been verified.\n\nTo release your message for delivery, please send an empty message\nto the following address.\n"),
    ("From: postmaster@y.example\nSubject: Invoice", "Hello, the last one was rejected by our accountant, it is too large. Regards, Jim\n"),
    ("From: ada@x.example\nSubject: Parcel could not be delivered", "The driver was unable to deliver the parcel 5501 to me. Can you send it again?\n"),
    ("From: shop@x.example\nSubject: Delivery failed: your order 550123", "We could not deliver your order. Please call us.\n"),
    ("From: ada@x.example\nSubject: warning: user unknown in our form", "The form on your page says: user unknown. Why?\n"),
    ("From: list-bounces@y.example\nSubject: Your message to List awaits moderator approval\nPrecedence: bulk", "Your mail to 'List' with the subject\n\n    press\n\nIs being held until the list moderator can review it for approval.\n"),
    ("From: ada@x.example\nSubject: Read: press", "Your message\n\n   To: ada@x.example\n   Subject: press\n\nwas read on 5/1/2026 9:00.\n"),
];

#[test]
fn what_only_speaks_of_bounces() {
    for (head, body) in NONE {
        let raw = format!("{head}\nTo: help@desk.example\nContent-Type: text/plain; charset=utf-8\n\n{body}");
        assert_eq!(find_bounces(&parse(raw.as_bytes())), [], "{head:?}");
    }
}

#[test]
fn what_arrived() {
    let body = "The original message was received at Mon, 5 Jan 2026 09:00:00 +0100\n\n   ----- The following addresses had successful delivery notifications -----\n<ada@x.example>  (successfully delivered to mailbox)\n";
    let found = read(DAEMON, "Return receipt", body);
    assert!(found.iter().all(|bounce| bounce.action == Action::Delivered), "{found:?}");
}
