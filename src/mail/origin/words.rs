//! The words of machines: how absence notices, confirmations and challenges begin and what they say, by language.
//!
//! Comes in: a subject or a text in lower case. Goes out: the phrase that was found. Each is weak alone, since people use
//! the same words; `weighing` puts them together. Everything here is lower case.

use std::sync::LazyLock;

use super::super::wordlist::Wordlist;

/// What programs put before the subject that they answer: words for *automatic*. No person begins a subject so.
#[rustfmt::skip]
pub(super) static AUTOMATIC: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(&[
    "automatic reply", "automated reply", "automatic response", "automated response", "auto reply", "autoreply",
    "auto-reply", "auto response", "auto-response", "autoresponse", "autoresponder", "auto-responder", "auto: ",
    "[auto-reply]", "[autoreply]", "(auto-reply)", "automatische antwort", "automatische antwortnachricht",
    "automatisierte antwort", "automatische rückantwort", "autom. antwort", "auto-antwort", "automatisch antwoord",
    "automatisch beantwoord", "automatische beantwoording", "automatisch bericht", "réponse automatique",
    "respuesta automática", "respuesta automatica", "contestación automática", "risposta automatica",
    "resposta automática", "resposta automatica", "resposta automàtica", "autosvar", "automatisk svar",
    "automatiskt svar", "automatisk besvarelse", "automaattinen vastaus", "autom. vastaus", "automatyczna odpowiedź",
    "odpowiedź automatyczna", "autoodpowiedź", "automatická odpověď", "automatická odpoveď", "automatikus válasz",
    "автоматический ответ", "автоответ", "автоматична відповідь", "автовідповідь", "автоматичен отговор",
    "otomatik yanıt", "otomatik cevap", "răspuns automat", "automatski odgovor", "samodejni odgovor",
    "samodejno sporočilo", "automaatne vastus", "automātiskā atbilde", "automatinis atsakymas", "sjálfvirkt svar",
    "αυτόματη απάντηση", "תשובה אוטומטית", "מענה אוטומטי", "رد تلقائي", "پاسخ خودکار", "自動応答", "自動返信", "自动答复",
    "自动回复", "自動回覆", "自動答覆", "자동 회신", "자동회신", "자동 응답", "자동응답", "trả lời tự động", "ตอบกลับอัตโนมัติ", "balasan otomatis",
]));

/// What absence notices are called. People write these words above mails of their own, too.
#[rustfmt::skip]
pub(super) static ABSENT: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(&[
    "out of office", "out-of-office", "out of the office", "ooo:", "vacation:", "away from", "away:", "on vacation",
    "on holiday", "annual leave", "on leave", "abwesenheit", "abwesend", "nicht im büro", "nicht im hause",
    "im urlaub", "urlaub:", "afwezig", "niet aanwezig", "met vakantie", "op vakantie", "absence du bureau",
    "absent du bureau", "message d'absence", "absence :", "absence:", "absent:", "absent :", "en congés", "en vacances", "fuera de la oficina",
    "fuera de oficina", "ausente", "ausencia", "de vacaciones", "fuori ufficio", "fuori sede", "assente", "in ferie",
    "fora do escritório", "ausência", "de férias", "ikke på kontoret", "ikke til stede", "fravær", "på ferie",
    "frånvaro", "frånvarande", "inte på kontoret", "på semester", "poissa", "lomalla", "poza biurem", "nieobecność",
    "na urlopie", "mimo kancelář", "nepřítomnost", "mimo kanceláriu", "neprítomnosť", "házon kívül", "szabadságon",
    "нет на месте", "отсутствую", "в отпуске", "відсутній", "у відпустці", "ofis dışı", "izinde", "în afara biroului",
    "în concediu", "εκτός γραφείου", "απουσία", "מחוץ למשרד", "בחופשה", "不在通知", "不在のお知らせ", "外出中", "不在办公室", "休假", "不在辦公室",
    "부재 중", "부재중", "휴가",
]));

/// How somebody says of themselves that they are away, or when they will be back.
#[rustfmt::skip]
pub(super) static AWAY: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(&[
    "i am out of", "i'm out of", "i am currently out", "i'm currently out", "i will be out of", "i'll be out of",
    "i am away", "i'm away", "i am currently away", "i'm currently away", "i will be away", "i'll be away",
    "i am on vacation", "i'm on vacation", "i am on holiday", "i'm on holiday", "i am on leave", "i am on annual leave",
    "i am on maternity", "i am on parental", "i will be back", "i'll be back", "i am back", "i'm back", "i will return", "i shall return", "i am travelling",
    "i am traveling", "i am not in the office", "i'm not in the office", "i am out until", "out of the office until",
    "will be out of the office", "is out of the office", "is currently out of", "currently unavailable",
    "limited access to", "no access to my", "not have access to", "upon my return", "when i return",
    "not checking email", "am unable to respond", "no longer with the company", "no longer works", "no longer employed",
    "ich bin nicht", "ich bin derzeit", "ich bin momentan", "ich bin zur zeit", "ich bin zurzeit", "ich bin bis", "ich bin vom", "ich bin ab",
    "ich bin im urlaub", "ich bin außer haus", "ich bin wieder", "bin ich wieder", "nicht im büro", "nicht im haus",
    "außer haus", "nicht erreichbar", "wieder erreichbar", "nicht persönlich", "wird nicht weitergeleitet",
    "werden nicht weitergeleitet", "in dringenden fällen", "ik ben niet", "ik ben afwezig", "ik ben momenteel",
    "ik ben met vakantie", "ik ben op vakantie", "ben ik weer", "weer aanwezig", "niet bereikbaar", "niet aanwezig",
    "je suis absent", "je suis actuellement", "je suis en congé", "je suis en vacances", "je serai absent",
    "je serai de retour", "de retour le", "absent du bureau", "absente du bureau", "estoy fuera", "estaré fuera", "me encuentro fuera",
    "estoy de vacaciones", "estaré de vuelta", "estaré ausente", "no estaré", "regresaré", "sono fuori", "sarò fuori",
    "sono assente", "sarò assente", "sono in ferie", "sarò in ferie", "rientrerò", "tornerò", "estou fora", "estarei fora", "estou ausente",
    "estarei ausente", "estou de férias", "estarei de volta", "regresso", "jeg er ikke", "jeg er på", "jeg er ude", "jeg er bortreist", "jeg er fraværende",
    "jeg er tilbage", "jeg er tilbake", "er ikke på kontoret", "jag är inte", "jag är på", "jag är borta", "jag är ledig", "jag är frånvarande",
    "jag är tillbaka", "olen poissa", "olen lomalla", "en ole", "palaan", "tavoitettavissa", "jestem nieobecn", "jestem poza",
    "jestem na urlopie", "będę nieobecn", "wracam", "wrócę", "nie ma mnie", "nejsem", "jsem mimo", "budu mimo", "nebudu", "vrátím se",
    "nie som", "som mimo", "budem mimo", "vrátim sa", "nem vagyok", "házon kívül vagyok", "szabadságon vagyok", "nem leszek", "меня нет", "я отсутствую",
    "я буду отсутствовать", "я в отпуске", "нахожусь в отпуске", "буду отсутствовать", "вернусь", "мене немає", "я у відпустці", "повернуся", "ofiste değilim",
    "ofis dışındayım", "izindeyim", "izinde olacağım", "döneceğim", "nu sunt", "sunt în concediu", "sunt plecat",
    "mă întorc", "voi reveni", "απουσιάζω", "θα λείπω", "λείπω", "εκτός γραφείου", "επιστρέφω", "אני לא נמצא", "אני בחופש", "אני מחוץ", "אחזור",
    "不在にして", "休暇をいただいて", "休暇中", "外出して", "我不在", "我正在休假", "我在休假", "我目前不在", "我將不在", "我将于", "我現在不在",
    "부재중입니다", "부재 중입니다", "휴가 중", "휴가중",
]));

/// How a text says that a program wrote it.
#[rustfmt::skip]
pub(super) static WRITTEN_BY_PROGRAM: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::with_stems(&[
    "this is an automatic", "this is an automated", "this is an auto-", "this is an autoresponse", "this is an autoreply",
    "automatically generated", "automatically-generated", "auto-generated", "autogenerated", "system generated",
    "system-generated", "generated automatically", "sent automatically", "this message was created automatically",
    "this email was sent automatically", "do not reply to this", "please do not reply", "do not respond to this",
    "replies to this message are not", "this mailbox is not monitored", "mailbox is not monitored",
    "is an unmonitored", "unattended mailbox", "from an automated", "automated system",
    "automatisch generiert", "automatisch erstellt", "automatisch erzeugt", "automatisch versandt",
    "automatisch versendet", "automatische antwort", "automatisch verschickt", "bitte antworten sie nicht auf diese",
    "nicht auf diese e-mail", "nicht auf diese mail", "automatisch gegenereerd", "automatisch verzonden",
    "niet op deze e-mail", "niet te beantwoorden", "message automatique", "généré automatiquement",
    "envoyé automatiquement", "merci de ne pas répondre", "ne pas répondre à ce", "ne répondez pas à ce",
    "mensaje automático", "generado automáticamente", "enviado automáticamente", "no responda a este",
    "por favor no responda", "messaggio automatico", "generato automaticamente", "inviato automaticamente",
    "non rispondere a questo", "non rispondere a questa", "mensagem automática", "gerada automaticamente",
    "enviada automaticamente", "gerado automaticamente", "não responda a este", "não responda a esta",
    "automatisk genereret", "automatisk generert", "genereret automatisk", "svar ikke på denne", "ikke besvares",
    "automatiskt genererat", "automatiskt meddelande", "skickats automatiskt", "svara inte på detta",
    "går inte att svara på", "automaattinen viesti", "automaattisesti", "älä vastaa tähän",
    "wygenerowana automatycznie", "wiadomość automatyczna", "automatycznie wygenerowan", "nie odpowiadaj na",
    "prosimy nie odpowiadać", "vygenerován automaticky", "automaticky generovan", "neodpovídejte na",
    "automaticky generovan", "neodpovedajte na", "automatikusan generált", "automatikus üzenet", "ne válaszoljon erre",
    "сформировано автоматически", "автоматически сгенерирован", "создано автоматически", "отправлено автоматически",
    "не отвечайте на это", "отвечать на него не", "згенеровано автоматично", "створено автоматично",
    "не відповідайте на це", "otomatik olarak", "bu e-postayı yanıtlamayın", "yanıtlamayınız", "generat automat",
    "nu răspundeți la acest", "αυτοματοποιημένο μήνυμα", "αυτόματα", "μην απαντήσετε", "נשלחה אוטומטית", "הודעה אוטומטית",
    "נא לא להשיב", "自動送信", "自動返信", "自動配信", "自動的に", "返信しないで", "返信はご遠慮", "返信いただいても", "自动发送", "自动回复", "自动生成", "系统自动",
    "请勿回复", "請勿回覆", "請勿直接回", "系統自動", "自動發送", "자동으로 발송", "자동 발송", "자동발송", "발신 전용", "발신전용", "회신하지 마",
], &[
    "auto", "generated", "repl", "spond", "mailbox", "monitored", "antworten", "auf diese", "op deze", "antwoorden", "répond", "besvares", "svara", "svar ikke",
    "älä vastaa", "odpow", "odpov", "válaszol", "автомат", "отвеча", "не відповідайте", "otomatik", "yanıt", "răspunde", "αυτό", "αυτοματ", "απαντ", "אוטומטית",
    "להשיב", "自動", "自动", "返信", "请勿", "請勿", "자동", "발신", "회신",
]));

/// What ticket systems write when a mail of ours has come in: subjects.
#[rustfmt::skip]
pub(super) static RECEIVED: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(&[
    "your request has been received", "your message has been received", "we have received your", "we received your",
    "request received", "ticket received", "message received", "ticket created", "new ticket created", "case created", "has been created",
    "thank you for contacting", "thanks for contacting", "thank you for your email", "thank you for your e-mail",
    "thank you for your message", "thank you for your inquiry", "thank you for your request", "support request confirmation", "confirmation of receipt", "acknowledgement",
    "acknowledgment", "eingangsbestätigung", "empfangsbestätigung", "ihre anfrage", "ihre nachricht an", "ihre e-mail an",
    "ontvangstbevestiging", "bevestiging van ontvangst", "wij hebben uw", "accusé de réception", "accusé réception",
    "votre demande", "nous avons bien reçu", "acuse de recibo", "hemos recibido", "su solicitud", "conferma di ricezione",
    "abbiamo ricevuto", "la tua richiesta", "recebemos", "confirmação de recebimento", "confirmação de receção",
    "vi har modtaget", "vi har mottatt", "vi har mottagit", "kvittering", "bekräftelse", "olemme vastaanottaneet",
    "potwierdzenie otrzymania", "potwierdzenie odbioru", "otrzymaliśmy", "potvrzení přijetí", "přijali jsme", "potvrdenie prijatia",
    "visszaigazolás", "megkaptuk", "получено ваше", "ваше обращение", "ваша заявка", "ваше письмо получено", "ваш запит", "talebiniz",
    "alındı", "am primit", "confirmare de primire", "λάβαμε", "קיבלנו את", "פנייתך", "受付", "受け付け", "お問い合わせありがとう", "已收到", "收到您的", "접수",
]));

/// What a challenge says is the matter with our mail.
#[rustfmt::skip]
pub(super) static HELD: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(&[
    "is being held", "has been held", "was held", "is protected by", "protected by", "has not been delivered yet",
    "will be delivered once", "will be delivered as soon", "will be delivered after", "before it is delivered", "until you confirm", "only accepts mail from",
    "only accept email from", "only accept mail from", "waiting for your", "awaiting your", "awaiting verification",
    "requires verification", "not on my list", "not on my approved", "not in my", "approved senders", "approved sender list", "guest list",
    "wait list", "waiting list", "allowed list", "whitelist", "quarantine", "to ensure delivery", "has not been verified",
    "first time you have", "unsolicited", "reduce spam", "fight spam", "stop spam", "anti-spam", "antispam", "spam filter", "junk mail", "spam-schutz",
    "spamschutz", "wurde zurückgehalten", "noch nicht zugestellt", "contre le spam", "antispam",
]));

/// What a challenge wants us to do.
#[rustfmt::skip]
pub(super) static CONFIRM: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(&[
    "click the link", "click on the link", "click on the following", "click the following", "click here to", "clicking the link",
    "clicking on the link", "click below", "follow this link", "follow the link", "visit the following", "please visit", "by replying to",
    "reply to this message", "reply to this email", "reply to this e-mail", "just reply", "simply reply", "send an empty message", "to release your message",
    "to confirm", "confirm that you", "confirm your", "please confirm", "verify that you", "verify your", "verify yourself", "prove that you",
    "authenticate yourself", "complete this verification", "fill out", "request to be added", "to be added to",
    "klicken sie", "bestätigen sie", "antworten sie auf diese", "cliquez", "confirmez", "haga clic", "fai clic", "clicca", "clique", "klik op",
]));

/// What waits, in a challenge: our message.
#[rustfmt::skip]
pub(super) static OURS: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(&[
    "your message", "your email", "your e-mail", "your mail", "ihre nachricht", "ihre e-mail", "votre message",
    "su mensaje", "il tuo messaggio", "sua mensagem", "uw bericht",
]));

/// What became of it, or will.
#[rustfmt::skip]
pub(super) static DELIVERY: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(&[
    "delivered", "delivery", "held", "release", "zugestellt", "remis", "entreg", "consegna", "bezorg",
]));

/// What absence notices say beside the absence: thanks, who answers instead, until when.
#[rustfmt::skip]
pub(super) static DEPUTY: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(&[
    "thank you for your mail", "thank you for your email", "thank you for your e-mail", "thank you for your message", "thanks for your mail",
    "thanks for your email", "thanks for your e-mail", "thanks for your message", "thank you for contacting", "in urgent cases", "urgent matters", "for urgent",
    "if urgent", "if it is urgent", "if this is urgent", "if it's urgent", "emergenc", "please contact", "please call", "please reach out", "please turn to",
    "please write to", "kindly contact", "can be reached", "when i am back", "when i'm back", "when i return", "upon my return", "after my return", "on my return",
    "will reply", "will respond", "will answer", "get back to you", "will not be read", "not be forwarded", "stands in for me", "is my deputy",
    "vielen dank für ihre", "danke für ihre", "vielen dank für deine", "danke für deine", "in dringenden", "dringende", "bei dringend", "im notfall",
    "notfällen", "wenden sie sich", "wende dich", "kontaktieren sie", "rufen sie bitte", "rufen sie in", "vertritt mich", "vertretung", "nach meiner rückkehr",
    "sobald ich", "melde mich", "antworte ihnen", "beantworte ich", "beantworte ihre", "nicht weitergeleitet", "nicht gelesen",
    "bedankt voor uw", "bedankt voor je", "dank voor uw", "dank voor je", "in dringende", "voor dringende", "bij spoed", "spoedeisend", "neem contact", "contact opnemen",
    "bij terugkomst", "na terugkomst", "bij mijn terugkeer", "na mijn terugkeer", "zodra ik terug",
    "merci pour votre", "merci de votre", "en cas d'urgence", "toute urgence", "veuillez contacter", "vous pouvez contacter", "merci de contacter", "à mon retour",
    "dès mon retour", "je vous répondrai", "gracias por su", "gracias por tu", "en caso de urgencia", "asuntos urgentes", "póngase en contacto", "contacte con",
    "a mi regreso", "a mi vuelta", "le responderé", "grazie per la", "grazie per il", "grazie per aver", "in caso di urgenza", "per urgenze", "urgenti", "contattare",
    "al mio rientro", "al mio ritorno", "risponderò", "obrigado pel", "obrigada pel", "em caso de urgência", "em caso de emergência", "contacte", "contate",
    "entre em contato", "entre em contacto", "no meu regresso", "no meu retorno", "tak for din", "takk for din", "tack för ditt", "tack för din", "hastetilfælde", "hastesaker", "hasteärende",
    "brådskande", "kontakt venligst", "vennligst kontakt", "kontakta ", "når jeg er tilbage", "når jeg er tilbake", "när jag är tillbaka",
    "kiitos viestistä", "kiireellis", "ota yhteyttä", "ottakaa yhteyttä", "dziękuję za", "w pilnych", "sprawach pilnych", "proszę o kontakt", "prosimy o kontakt",
    "po powrocie", "děkuji za", "v naléhavých", "v urgentních", "kontaktujte", "obraťte se", "po návratu", "po mém návratu", "ďakujem za", "v súrnych", "köszönöm", "sürgős",
    "visszatérésem", "спасибо за", "в срочных", "срочным", "обращайтесь", "свяжитесь", "после возвращения", "дякую за", "термінових", "звертайтеся", "acil", "iletişime geç",
    "dönüşümde", "mulțumesc pentru", "urgență", "urgente", "σας ευχαριστώ", "επείγον", "επικοινωνήστε", "תודה על", "במקרים דחופים", "お急ぎ", "緊急", "ご連絡ください",
    "ご連絡いたします", "戻り次第", "お問い合わせありがとう", "紧急", "急事", "请联系", "請聯絡", "回来后", "回來後", "感谢您", "謝謝您", "긴급", "급한", "연락 주", "연락주", "복귀",
]));

/// What mail programs write where somebody reacts with a picture.
#[rustfmt::skip]
pub(super) static REACTED: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(&[
    "reacted via gmail", "reacted to your message", "reacted to your email", "reacted to your e-mail", "reacted to this message", "liked your message", "loved your message",
    "über gmail reagiert", "via gmail reagiert", "mit gmail reagiert", "auf ihre nachricht reagiert", "auf deine nachricht reagiert", "via gmail gereageerd", "gereageerd via gmail", "heeft gereageerd op",
    "a réagi via gmail", "a réagi à votre message", "a réagi par", "reaccionó a través de gmail", "ha reaccionado a través de gmail", "reaccionó mediante gmail", "ha reaccionado a tu mensaje",
    "reaccionó a tu mensaje", "ha reagito tramite gmail", "ha reagito con gmail", "ha reagito al tuo messaggio", "reagiu pelo gmail", "reagiu através do gmail", "reagiu via gmail", "reagiu à sua mensagem",
    "reagerade via gmail", "reagerede via gmail", "reagerte via gmail", "reagoi gmailissa", "reagoi gmailin", "zareagował", "reagoval", "reagált a gmail", "отреагировал", "відреагува", "gmail üzerinden tepki",
    "gmail aracılığıyla tepki", "a reacționat prin gmail", "gmail でリアクション", "gmailでリアクション", "gmail を使用してリアクション", "通过 gmail", "透過 gmail", "gmail을 통해", "gmail 을 통해",
]));

/// How phones write a reaction: before the message in quotes.
#[rustfmt::skip]
pub(super) static TAPBACK: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(&[
    "liked “", "liked \"", "loved “", "loved \"", "disliked “", "disliked \"", "laughed at “", "laughed at \"", "emphasized “", "emphasized \"", "emphasised “", "emphasised \"",
    "questioned “", "questioned \"", "reacted ", "removed a like from", "removed a heart from", "removed a dislike from", "removed a laugh from", "removed an exclamation from", "removed a question mark from",
    "gefällt mir: „", "gefällt mir „", "gefällt mir nicht: „", "mag „", "hat ein herz für „", "lachte über „", "betonte „", "a mis l'accent sur «", "a ri de “", "n'a pas aimé «", "le gusta “", "le ha gustado “", "le encanta “", "se ha reído de “", "piace “", "adora “", "ha riso per “", "ha enfatizzato “", "lachte om “", "benadrukte “", "is dol op “",
    "gefällt „", "gefällt “", "liebt „", "lacht über „", "betont „", "hinterfragt „", "reagierte ", "vindt “", "a aimé «", "a aimé “", "a adoré «", "a adoré “", "a ri de «", "a réagi ",
    "le gustó “", "le encantó “", "se rio de “", "ha messo mi piace a “", "ha adorato “", "curtiu “", "amou “", "gillade ”", "älskade ”", "synes godt om “", "elskede “",
]));

/// What recalls are called in front of the subject.
#[rustfmt::skip]
pub(super) static RECALL: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(&[
    "recall", "message recall", "rückruf", "zurückrufen", "nachrichtenrückruf", "rappel", "rappeler", "annulation", "intrekken", "ingetrokken", "bericht intrekken", "terugroepen", "terughalen",
    "recuperar", "recuperación", "retirar", "anular", "richiamo", "richiama", "richiamare", "revogar", "recolher", "rechamar", "cancelar", "återkalla", "återkallelse", "återta", "tilbagekald", "træk tilbage",
    "tilbakekall", "tilbakekalling", "peruuta", "peruutus", "viestin peruutus", "odwołaj", "odwołanie", "wycofaj", "cofnij", "odvolání", "odvolat", "stáhnout", "odvolanie", "stiahnut", "visszahívás",
    "visszavonás", "отзыв", "отозвать", "відкликання", "відкликати", "geri çağır", "geri çek", "rechemare", "retragere", "ανάκληση", "ביטול", "リコール", "取り消し", "回収", "撤回", "召回", "收回", "회수", "취소",
]));

/// How a text says that its author wants a message back.
#[rustfmt::skip]
pub(super) static RECALLS: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(&[
    "would like to recall the message", "wants to recall the message", "möchte die nachricht", "wil het bericht", "wil graag het bericht", "zou graag het bericht", "souhaite rappeler le message",
    "aimerait rappeler le message", "voudrait rappeler le message", "desea recuperar el mensaje", "quiere recuperar el mensaje", "desidera richiamare il messaggio", "vorrebbe richiamare il messaggio",
    "gostaria de recuperar a mensagem", "gostaria de cancelar a mensagem", "gostaria de recolher a mensagem", "deseja revogar a mensagem", "vill återkalla meddelandet", "vil gerne tilbagekalde meddelelsen",
    "vil tilbakekalle meldingen", "ønsker å tilbakekalle meldingen", "haluaa peruuttaa viestin", "chce odwołać wiadomość", "chciałby odwołać wiadomość", "chce odvolat zprávu", "chce odvolať správu",
    "szeretné visszahívni", "szeretné visszavonni", "хочет отозвать сообщение", "хотел бы отозвать", "хоче відкликати повідомлення", "iletiyi geri çağırmak", "dorește să recheme mesajul",
    "メッセージを取り消", "メッセージの取り消し", "メッセージをリコール", "希望撤回邮件", "希望撤回郵件", "想要撤回", "希望召回", "메시지를 회수", "메시지 회수",
]));
