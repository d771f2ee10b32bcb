// What servers say, by reason, the second half of the alphabet.
#include "sim/automatic/reason_phrases.h"

namespace sim::automatic {
namespace {

constexpr std::string_view policyviolation_words[] = {
    "an illegal attachment on your message", "because the recipient is not accepting mail with ", "by non-member to a members-only list",
    "closed mailing list", "denied by policy", "dmarc policy", "email not accepted for policy reasons",
    "email rejected due to security policies", "header are not accepted", "header error", "local policy violation",
    "message bounced due to organizational settings", "message given low priority", "message not accepted for policy reasons",
    "message rejected due to local policy", "messages with multiple addresses", "rejected for policy reasons", "protocol violation",
    "the email address used to send your message is not subscribed to this group", "the message was rejected by organization policy",
    "this message was blocked because its content presents a potential",
    "we do not accept messages containing images or other attachments", "you're using a mass mailer",
    "you have exceeded the*allowable number of posts without solving a captcha",
};
constexpr std::string_view rejected_words[] = {
    "access denied (in reply to mail from command)", "access denied (sender blacklisted)", "address rejected",
    "administrative prohibition", "batv failed to verify", "batv validation failure",
    "backscatter protection detected an invalid or expired email address",
    "because the sender isn't on the recipient's list of senders to accept mail from", "bogus mail from",
    "can't determine purported responsible address", "connections not accepted from servers without a valid sender domain",
    "denied [bouncedeny]", "denied by secumail valid-address-filter", "delivery not authorized, message refused", "does not exist e2110",
    "domain of sender address ", "email address is on senderfilterconfig list", "emetteur invalide", "empty envelope senders not allowed",
    "envelope blocked", "error: no third-party dsns", "from: domain is invalid. please provide a valid from:",
    "fully qualified email address required", "invalid domain, see <url:", "invalid sender", "is not a registered gateway user",
    "mail from not owned by user", "message rejected: email address is not verified", "mx records for ", "null sender is not allowed",
    "recipient addresses rejected : access denied", "recipient not accepted. (batv: no tag", "returned mail not accepted here",
    "rfc 1035 violation: recursive cname records for", "rule imposed mailbox access for",
    "sending this from a different address or alias using the ", "sender address has been blacklisted", "sender email address rejected",
    "sender is in my black list", "sender is spammer", "sender not pre-approved", "sender rejected", "sender domain is empty",
    "sender verify failed", "spam reporting address", "syntax error: empty email address",
    "the message has been rejected by batv defense", "this server does not accept mail from", "transaction failed unsigned dsn for",
    "unroutable sender address", "you are not allowed to post to this mailing list",
    "you are sending to/from an address that has been blacklisted",
    "your access to submit messages to this e-mail system has been rejected", "your email address has been blacklisted",
};
constexpr std::string_view requireptr_words[] = {
    "access denied. ip name lookup failed", "all mail servers must have a ptr record with a valid reverse dns entry",
    "bad dns ptr resource record", "cannot find your hostname", "client host rejected: cannot find your hostname", "fix reverse dns for ",
    "ips with missing ptr records", "must have a reverse dns record", "no ptr record found.",
    "please get a custom reverse dns name from your isp for your host", "ptr record setup", "reverse dns failed", "reverse dns required",
    "sender ip reverse lookup rejected", "the ip address sending this message does not have a ptr record setup",
    "the corresponding forward dns entry does not point to the sending ip",
    "this system will not accept messages from servers/devices with no reverse dns", "unresolvable relay host name",
    "we do not accept mail from hosts with dynamic ip or generic dns ptr-records", "domain * mismatches client ip",
    "dns lookup failure: * try again later", "reverse dns lookup for host * failed permanently",
    "server access * forbidden by invalid rdns record of your mail server", "service permits * unverifyable sending ips",
};
constexpr std::string_view securityerror_words[] = {
    "account not subscribed to ses", "authentication credentials invalid", "authentication failure", "authentication required",
    "authentication turned on in your email client", "executable files are not allowed in compressed files", "insecure mail relay",
    "recipient address rejected: access denied", "sorry, you don't authenticate or the domain isn't in my list of allowed rcpthosts",
    "starttls is required to send mail", "tls required but not supported", "unauthenticated senders not allowed", "verification failure",
    "you are not authorized to send mail, authentication is required", "authentication failed; server * said: ",
    "authentification invalide*305", "authentification requise*402", "domain * is a dead domain",
    "user * is not authorized to perform ses:sendrawemail on resource",
};
constexpr std::string_view spamdetected_words[] = {
    " - spam", "//www.spamhaus.org/help/help_spam_16.htm", "//dsbl.org/help/help_spam_16.htm", "//mail.163.com/help/help_spam_16.htm",
    "554 5.7.0 reject, id=", "appears to be unsolicited", "blacklisted url in message", "block for spam",
    "blocked by policy: no spam please", "blocked by spamassassin", "blocked for abuse. see http://att.net/blocks",
    "cannot be forwarded because it was detected as spam", "considered unsolicited bulk e-mail (spam) by our mail filters",
    "content filter rejection", "cyberoam anti spam engine has identified this email as a bulk email", "denied due to spam list",
    "high probability of spam", "is classified as spam and is rejected", "is likely unsolicited mail", "judged to be spam",
    "listed in work.drbl.imedia.ru", "the mail server detected your message as spam and has prevented delivery.", "mail content denied",
    "may consider spam", "message considered as spam or virus", "message contains spam or virus", "message content rejected",
    "message detected as spam", "message filtered", "message looks like spam", "message is being rejected as it seems to be a spam",
    "message refused by mailmarshal spamprofiler", "message refused by trustwave seg spamprofiler", "message rejected as spam",
    "message rejected because of unacceptable content", "message rejected due to suspected spam content",
    "message rejected for policy reasons", "message was rejected for possible spam/virus content",
    "our email server thinks this email is spam", "our system has detected that this message is ", "probable spam",
    "reject bulk.advertising", "rejected: spamassassin score ", "rejected - bulk email", "rejecting banned content",
    "rejecting mail content", "related to content with spam-like characteristics", "sender domain listed at ",
    "sending address not accepted due to spam filter", "spam blocked", "spam check", "spam content matched", "spam detected",
    "spam email", "spam message rejected.", "spam not accepted", "spam refused", "spam rejection", "spam score ",
    "spambouncer identified spam", "spamming not allowed", "too many spam complaints", "too much spam.",
    "the email message was detected as spam", "the message has been rejected by spam filtering engine",
    "the message was rejected due to classification as bulk mail", "the content of this message looked like spam",
    "this message appears to be spam", "this message has been identified as spam",
    "this message has been scored as spam with a probability", "this message was classified as spam",
    "this message was rejected by recurrent pattern detection system", "transaction failed spam message not queued",
    "we dont accept spam", "your email appears similar to spam we have received before", "your email breaches local uribl policy",
    "your email had spam-like ", "your email is considered spam", "your email is probably spam", "your email was detected as spam",
    "your message as spam and has prevented delivery", "your message has been temporarily blocked by our filter",
    "your message has been rejected because it appears to be spam", "your message has triggered a spam block",
    "your message may contain the spam contents", "your message failed several antispam checks", "greylisted* please try again in",
    "mail score (* over ", "mail rejete. mail rejected. *506", "our filters rate at and above * percent probability of being spam",
    "rejected by * (spam)", "rejected due to spam *classification", "rejected due to spam *content",
    "rule imposed as * is blacklisted on", "this message scored * spam points",
};
constexpr std::string_view speeding_words[] = {
    "due to excessive volume", "mail sent from your ip address has been temporarily rate limited", "please try again slower",
    "receiving mail at a rate that prevents additional messages from being delivered", "is receiving mail too quickly",
};
constexpr std::string_view suspend_words[] = {
    " is currently suspended", " temporary locked", "account disabled", "archived recipient", "boite du destinataire archivee",
    "email account that you tried to reach is disabled", "has been suspended", "inactive account", "invalid/inactive user",
    "is a deactivated mailbox", "is no longer valid.", "is unavailable: user is terminated", "mailbox currently suspended",
    "mailbox disabled", "mailbox is disabled", "mailbox is frozen", "mailbox unavailable or access denied",
    "recipient rejected: temporarily inactive", "recipient suspend the service", "this account has been disabled or discontinued",
    "this account has been temporarily suspended", "this address no longer accepts mail", "this mailbox is disabled",
    "user or domain is disabled", "user suspended", "vdelivermail: account is locked email bounced",
};
constexpr std::string_view systemerror_words[] = {
    "aliasing/forwarding loop broken", "can't create user output file", "could not load drd for domain", "internal error reading data",
    "internal server error: operation now in progress", "interrupted system call", "it encountered an error while being processed",
    "it would create a mail loop", "local configuration error", "local error in processing", "loop was found in the mail exchanger",
    "loops back to myself", "mail system configuration error", "queue file write error", "recipient deferred because there is no mdb",
    "remote server is misconfigured", "server configuration error", "service currently unavailable", "system config error",
    "temporary local problem", "timeout waiting for input", "transaction failed ",
};
constexpr std::string_view systemfull_words[] = {
    "mail system full", "requested mail action aborted: exceeded storage allocation",
};
constexpr std::string_view toomanyconn_words[] = {
    "all available ips are at maximum connection limit", "connection rate limit exceeded", "exceeds per-domain connection limit for",
    "has exceeded the max emails per hour ", "throttling failure: daily message quota exceeded",
    "throttling failure: maximum sending rate exceeded", "too many connections", "too many concurrent smtp connections",
    "too many errors from your ip", "too many recipients", "too many smtp sessions for this host", "trop de connexions, ",
    "we have already made numerous attempts to deliver this message",
};
constexpr std::string_view userunknown_words[] = {
    "#5.1.1 bad address", "550 address invalid", "5.1.0 address rejected.", "account does not exist", "address does not exist",
    "address not present in directory", "address unknown", "can't accept user", "does not exist.", "destination addresses were unknown",
    "destination server rejected recipients", "email address does not exist", "email address could not be found",
    "inactive email address", "invalid address", "invalid mailbox", "invalid recipient", "is not a known user", "is not a valid mailbox",
    "is not an active address at this host", "mailbox does not exist", "mailbox invalid", "mailbox is inactive", "mailbox is unavailable",
    "mailbox not present", "mailbox not found", "mailbox unavaiable", "nessun utente simile in questo indirizzo",
    "no account by that name here", "no existe dicha persona", "no existe ese usuario ", "no mail box available for this user",
    "no mailbox by that name is currently available", "no mailbox found", "no mailbox here by that name", "no such address here",
    "no such mailbox", "no such person at this address", "no such recipient", "no such user",
    "no thank you rejected: account unavailable", "no valid recipients, bye", "not a valid recipient", "not a valid user here",
    "not a local address", "not email addresses", "recipient address rejected. (in reply to rcpt to command)",
    "recipient address rejected: access denied", "recipient address rejected: invalid user",
    "recipient address rejected: invalid-recipient", "recipient address rejected: unknown user",
    "recipient address rejected: userunknown", "recipient does not exist", "recipient is not accepted", "recipient is not local",
    "recipient not exist", "recipient not found", "recipient not ok", "recipient refuses to accept your mail", "recipient unknown",
    "requested action not taken: mailbox unavailable", "resolver.adr.recipient notfound", "resolver.adr.recipnotfound",
    "resolver.adr.exrecipnotfound", "sorry, badrcptto", "sorry, your envelope recipient has been denied",
    "that domain or user isn't in my list of allowed rcpthosts", "the email account that you tried to reach does not exist",
    "the following recipients was undeliverable", "the user's email name is not found", "there is no one at this address",
    "this address no longer accepts mail", "this email address is wrong or no longer valid",
    "this recipient is in my badrecipientto list", "this recipient is not in my validrcptto list", "this spectator does not exist",
    "unknown mailbox", "unknown or illegal alias", "unknown recipient", "unknown user", "user does not exist",
    "user missing home directory", "user not active", "user not exist", "user not found", "user not known", "user unknown",
    "utilisateur inconnu !", "vdeliver: invalid or unknown virtual user", "your envelope recipient is in my badrcptto list",
    "<*> not found", "<*>... blocked by ", "account * does not exist at the organization",
    "adresse d au moins un destinataire invalide. invalid recipient.*416",
    "adresse d au moins un destinataire invalide. invalid recipient.*418", "bad*recipient", "mailbox *does not exist",
    "mailbox *unavailable or access denied", "no * in name directory", "non*existent user", "rcpt <* does not exist", "rcpt (*t exist ",
    "recipient * was not found in", "recipient address rejected: user *  does not exist",
    "recipient address rejected: user unknown in *  table", "this user doesn't have a * account", "unknown e*mail address",
    "unknown local*part", "user * was not found", "user * does not exist", "user (*) unknown",
};
constexpr std::string_view virusdetected_words[] = {
    "it has a potentially executable attachment", "the message was rejected because it contains prohibited virus or spam content",
    "this form of attachment has been used by recent viruses or other malware", "virus detected", "virus infected message",
    "virus phishing/malicious_url detected", "your message was infected with a virus",
};

constexpr ReasonPhrases more[] = {
    {Reason::policyviolation, policyviolation_words},
    {Reason::rejected, rejected_words},
    {Reason::requireptr, requireptr_words},
    {Reason::securityerror, securityerror_words},
    {Reason::spamdetected, spamdetected_words},
    {Reason::speeding, speeding_words},
    {Reason::suspend, suspend_words},
    {Reason::systemerror, systemerror_words},
    {Reason::systemfull, systemfull_words},
    {Reason::toomanyconn, toomanyconn_words},
    {Reason::userunknown, userunknown_words},
    {Reason::virusdetected, virusdetected_words},
};

}  // namespace

std::span<const ReasonPhrases> second_reason_phrases() { return more; }

}  // namespace sim::automatic
