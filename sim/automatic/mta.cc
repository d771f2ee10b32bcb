#include "sim/automatic/mta.h"

#include "sim/automatic/phrase.h"

namespace sim::automatic {
namespace {

using enum Reason;

enum class Place { header, line };

struct MtaSign {
  Mta mta;
  Place place;
  std::string_view words;  ///< lower case, '*' for anything in between; a header sign is looked for in "name: value" lines
};
constexpr MtaSign mta_signs[] = {
    {Mta::activehunter, Place::header, "x-ahmailid:"},
    {Mta::google_groups, Place::line, "https://groups.google.com/support/"},
    {Mta::gmail, Place::header, "mailer-daemon@googlemail.com"},
    {Mta::spam_guard, Place::header, "x-spasign: ng"},
    {Mta::message_labs, Place::line, "this is the mail delivery agent at"},
    {Mta::exchange, Place::line, "more info for email admins"},
    {Mta::exchange, Place::line, "remote server returned '"},
    {Mta::exchange, Place::header, "x-ms-embedded-report:"},
    {Mta::exchange, Place::header, "x-mailer: internet mail service ("},
    {Mta::exchange, Place::header, "x-mailer: microsoft exchange server internet mail connector"},
    {Mta::exchange, Place::line, "diagnostic information for administrators:"},
    {Mta::exchange, Place::line, "informations de diagnostic pour les administrateurs"},
    {Mta::exchange, Place::line, "informazioni di diagnostica per gli amministratori"},
    {Mta::exchange, Place::line, "diagnoseinformationen für administratoren"},
    {Mta::exchange, Place::line, "did not reach the following recipient(s):"},
    {Mta::fml, Place::header, "x-mlserver: fml"},
    {Mta::gmx, Place::header, "x-gmx-antispam:"},
    {Mta::zoho, Place::header, "x-zohomail:"},
    {Mta::imail, Place::header, "x-mailer: <smtp32 v"},
    {Mta::mail_ru, Place::header, "from: mailer-daemon@corp.mail.ru"},
    {Mta::mail_ru, Place::header, "from: mailer-daemon@mail.ru"},
    {Mta::mail_ru, Place::header, "smailru.net>"},
    {Mta::courier, Place::line, "running the courier mail server"},
    {Mta::courier, Place::header, "message-id: <courier."},
    {Mta::dragonfly, Place::line, "this is the dragonfly mail agent"},
    {Mta::opensmtpd, Place::line, "this is the mailer-daemon, please do not reply to this"},
    {Mta::qmail, Place::line, "hi. this is the qmail"},
    {Mta::qmail, Place::line, "this is the machine generated message from mail service"},
    {Mta::qmail, Place::line, "su mensaje no pudo ser entregado"},
    {Mta::qmail, Place::line, "unfortunately, your mail was not delivered to the following address"},
    {Mta::qmail, Place::line, "your mail message to the following address"},
    {Mta::qmail, Place::header, "subject: permanent delivery failure"},
    {Mta::qmail, Place::header, "(qmail * invoked for bounce)"},
    {Mta::qmail, Place::header, "subject: failure notice"},
    {Mta::sendgrid, Place::line, "this is an automatically generated message from sendgrid"},
    {Mta::sendgrid, Place::header, "return-path: <apps@sendgrid.net>"},
    {Mta::dovecot, Place::line, "your message to <* was automatically rejected"},
    {Mta::postfix, Place::line, "this is the * mail system"},
    {Mta::postfix, Place::line, "this is the mail system at host"},
    {Mta::postfix, Place::line, "this is the postfix"},
    {Mta::postfix, Place::line, "the postfix"},
    {Mta::exim, Place::line, "this message was created automatically by mail delivery software"},
    {Mta::exim, Place::line, "a message that you sent could not be delivered to"},
    {Mta::exim, Place::line, "was frozen on arrival"},
    {Mta::exim, Place::line, " has been frozen"},
    {Mta::domino, Place::header, "subject: delivery failure:"},
    {Mta::notes, Place::line, "------- failure reasons "},
    {Mta::verizon, Place::line, "message could not be delivered to mobile"},
    {Mta::james, Place::line, "error message below:"},
    {Mta::ezweb, Place::header, "subject: mail system error - returned mail"},
    {Mta::kddi, Place::line, "your mail sent on:"},
    {Mta::kddi, Place::line, "your mail attempted to be delivered on:"},
    {Mta::messaging_server, Place::line, "this report relates to a message you sent with the following header fields:"},
    {Mta::biglobe, Place::line, "----- non-delivered information -----"},
    {Mta::trend_micro, Place::line, "received >>> "},
    {Mta::trend_micro, Place::line, "sent <<< "},
    {Mta::mimecast, Place::header, ".mimecast.lan>"},
    {Mta::x3, Place::line, "this is an automatically generated delivery status notification."},
    {Mta::smail, Place::line, "failed addresses follow:"},
    {Mta::mail_marshal, Place::line, "the following recipients were affected:"},
    {Mta::sendmail, Place::line, "----- transcript of session follows -----"},
    {Mta::sendmail, Place::line, "----- the following addresses had permanent fatal errors -----"},
};

struct MtaWords {
  Mta mta;                 ///< unknown: any
  std::string_view words;  ///< lower case
  Reason reason;
  std::string_view command = {};
};
// The more telling words of a server stand before its more general ones.
constexpr MtaWords mta_words[] = {
    {Mta::dragonfly, "could not deliver for the last ", expired}, {Mta::dragonfly, "dns lookup failure: host ", hostunknown},
    {Mta::exim, "all host address lookups failed permanently", hostunknown},
    {Mta::exim, "all relevant mx records point to non-existent hosts", hostunknown}, {Mta::exim, "unrouteable address", hostunknown},
    {Mta::exim, "an mx or srv record indicated no smtp service", notaccept},
    {Mta::exim, "no host found for existing smtp connection", notaccept}, {Mta::exim, "mailbox is full", mailboxfull},
    {Mta::exim, "error: quota exceed", mailboxfull}, {Mta::exim, "user not found", userunknown},
    {Mta::exim, "angle-brackets nested too deep", syntaxerror}, {Mta::exim, "expected word or \"<\"", syntaxerror},
    {Mta::exim, "domain missing in source-routed address", syntaxerror}, {Mta::exim, "malformed address:", syntaxerror},
    {Mta::exim, "delivery to file forbidden", systemerror}, {Mta::exim, "delivery to pipe forbidden", systemerror},
    {Mta::exim, "local delivery failed", systemerror}, {Mta::exim, "lmtp error after ", systemerror},
    {Mta::exim, "too many \"received\" headers", contenterror}, {Mta::exim, "retry timeout exceeded", expired},
    {Mta::exim, "no action is required on your part", expired},
    {Mta::exim, "retry time not reached for any host after a long failure period", expired},
    {Mta::exim, "all hosts have been failing for a long time and were last tried", expired}, {Mta::exim, "delay reason: ", expired},
    {Mta::exim, "has been frozen", expired}, {Mta::exim, "was frozen on arrival by ", expired}, {Mta::exim, "pipe to |", mailererror},
    {Mta::mail_ru, "all relevant mx records point to non-existent hosts", hostunknown}, {Mta::mail_ru, "unrouteable address", hostunknown},
    {Mta::mail_ru, "an mx or srv record indicated no smtp service", notaccept}, {Mta::mail_ru, "retry timeout exceeded", expired},
    {Mta::mail_ru, "user not found", userunknown}, {Mta::mail_ru, "error: quota exceed", mailboxfull},
    {Mta::ezweb, "account is temporarily over quota", mailboxfull}, {Mta::ezweb, "the user(s) account is disabled.", suspend},
    {Mta::ezweb, "the user(s) account is temporarily limited.", suspend}, {Mta::ezweb, "your message was not delivered within ", expired},
    {Mta::kddi, "as their mailbox is full", mailboxfull}, {Mta::kddi, "due to the following smtp relay error", norelaying},
    {Mta::kddi, "as the remote domain doesnt exist", hostunknown},
    {Mta::spam_guard, "", filtered},
    {Mta::biglobe, "mail delivery failed... user unknown", filtered}, {Mta::biglobe, "mailbox exceeded the local limit", mailboxfull},
    {Mta::fml, "not member article from ", rejected}, {Mta::fml, "reject mail from ", rejected}, {Mta::fml, "reject spammers:", rejected},
    {Mta::fml, "you are not a member of this mailing list", rejected}, {Mta::fml, "duplicated message-id", systemerror},
    {Mta::fml, "has detected a loop condition", systemerror}, {Mta::fml, "loop back warning:", systemerror},
    {Mta::fml, "security alert:", securityerror},
    {Mta::gmail, "(state 6)", systemerror, "MAIL"}, {Mta::gmail, "(state 8)", systemerror, "AUTH"},
    {Mta::gmail, "(state 9)", systemerror, "AUTH"}, {Mta::gmail, "(state 12)", norelaying, "AUTH"},
    {Mta::gmail, "(state 13)", blocked, "EHLO"}, {Mta::gmail, "(state 14)", userunknown, "RCPT"},
    {Mta::gmail, "(state 15)", filtered, "DATA"}, {Mta::gmail, "(state 17)", filtered, "DATA"}, {Mta::gmail, "(state 18)", filtered,
    "DATA"},
    {Mta::gmail, "dns error: could not contact dns servers", expired},
    {Mta::gmail, "delivery to the following recipient has been delayed", expired},
    {Mta::gmail, "the recipient server did not accept our requests to connect", expired},
    {Mta::gmail, "dns error: domain name not found", hostunknown},
    {Mta::gmail, "dns error: dns server returned answer with no data", hostunknown},
    {Mta::google_groups, "https://groups.google.com/support/", rejected},
    {Mta::gmx, "delivery retry timeout exceeded", expired}, {Mta::zoho, "host not reachable", expired},
    {Mta::imail, "unknown host", hostunknown}, {Mta::imail, "unknown user", userunknown},
    {Mta::imail, "invalid final delivery userid", userunknown}, {Mta::imail, "user mailbox exceeds allowed size", mailboxfull},
    {Mta::imail, "requested action not taken: virus detected", virusdetected}, {Mta::imail, "blacklisted url in message", spamdetected},
    {Mta::imail, "delivery failed ", expired},
    {Mta::courier, "no such domain.", hostunknown}, {Mta::courier, "this domain's dns violates rfc 1035.", systemerror},
    {Mta::courier, "dns lookup failed.", networkerror},
    {Mta::domino, "not listed in domino directory", userunknown}, {Mta::domino, "not listed in public name & address book", userunknown},
    {Mta::domino, "no se encuentra en el directorio de domino", userunknown},
    {Mta::domino, "non répertorié dans l'annuaire domino", userunknown},
    {Mta::domino, "domino ディレクトリには見つかりません", userunknown}, {Mta::domino, "cannot route mail to user", filtered},
    {Mta::domino, "several matches found in domino directory", systemerror},
    {Mta::dovecot, "not enough disk space", mailboxfull}, {Mta::dovecot, "quota exceeded", mailboxfull},
    {Mta::dovecot, "mailbox doesn't exist: ", userunknown},
    {Mta::notes, "user not listed in public name & address book", userunknown}, {Mta::notes, "ディレクトリのリストにありません", userunknown},
    {Mta::notes, "message has exceeded maximum hop count", networkerror},
    {Mta::verizon, "no valid recipients for this mm", userunknown}, {Mta::messaging_server, "illegal host/domain name found", hostunknown},
    {Mta::opensmtpd, "envelope expired", expired}, {Mta::opensmtpd, "invalid domain name", hostunknown},
    {Mta::opensmtpd, "domain does not exist", hostunknown}, {Mta::opensmtpd, "destination seem to reject all mails", notaccept},
    {Mta::opensmtpd, "address family mismatch on destination mxs", networkerror},
    {Mta::opensmtpd, "all routes to destination blocked", networkerror}, {Mta::opensmtpd, "bad dns lookup error code", networkerror},
    {Mta::opensmtpd, "could not retrieve source address", networkerror}, {Mta::opensmtpd, "loop detected", networkerror},
    {Mta::opensmtpd, "network error on destination mxs", networkerror}, {Mta::opensmtpd, "no mx found for d", notaccept},
    {Mta::opensmtpd, "no valid route to ", networkerror}, {Mta::opensmtpd, "temporary failure in mx lookup", networkerror},
    {Mta::opensmtpd, "could not retrieve credentials", securityerror},
    {Mta::gmail, "because the address couldn't be found", userunknown}, {Mta::gmail, "null mx", notaccept},
    {Mta::gmail, " had no relevant answers.", networkerror}, {Mta::gmail, " responded with code nxdomain", networkerror},
    {Mta::exchange, "smtpsend.dns.nonexistentdomain", hostunknown}, {Mta::exchange, "smtpsend.dns.mxloopback", networkerror},
    {Mta::exchange, "resolver.adr.badprimary", systemerror}, {Mta::exchange, "resolver.adr.recipnotfound", userunknown},
    {Mta::exchange, "resolver.adr.exrecipnotfound", userunknown},
    {Mta::exchange, "resolver.adr.recipientnotfound", userunknown}, {Mta::exchange, "resolver.adr.reciplimit", toomanyconn},
    {Mta::exchange, "resolver.adr.invalidinsmtp", systemerror}, {Mta::exchange, "resolver.adr.ambiguous", systemerror},
    {Mta::exchange, "resolver.rst.authrequired", securityerror}, {Mta::exchange, "resolver.rst.notauthorized", rejected},
    {Mta::exchange, "resolver.rst.recipsizelimit", mesgtoobig}, {Mta::exchange, "queue.expired", expired},
    {Mta::exchange, "(000b099c)", onhold}, {Mta::exchange, "(000b09aa)", onhold}, {Mta::exchange, "(000b09b6)", onhold},
    {Mta::exchange, "(000c05a6)", userunknown}, {Mta::exchange, "(00010256)", systemerror}, {Mta::exchange, "(000d06b5)", systemerror},
    {Mta::exchange, "(00120270)", networkerror}, {Mta::exchange, "(00050311)", contenterror}, {Mta::exchange, "(000502cc)", contenterror},
    {Mta::exchange, "(000b0981)", securityerror}, {Mta::exchange, "(000c0595)", filtered},
    {Mta::trend_micro, "unable to deliver message to <", userunknown},
    {Mta::qmail, "no mailbox here by that name", userunknown}, {Mta::qmail, "does not like recipient.", userunknown},
    {Mta::qmail, "disk quota exceeded", mailboxfull}, {Mta::qmail, "message size exceeds fixed maximum message size:", mesgtoobig},
    {Mta::qmail, "sorry, i couldn't find any host ", hostunknown}, {Mta::qmail, "mailbox unavailable (not enough free space)", systemfull},
    {Mta::qmail, "bad interpreter: no such file or directory", systemerror}, {Mta::qmail, "system error", systemerror},
    {Mta::qmail, "sorry, i couldn't find a mail exchanger or ip address", notaccept},
    {Mta::qmail, "sorry, i wasn't able to establish an smtp connection", networkerror},
    {Mta::qmail, "sorry. although i'm listed as a best-preference mx or a for that host", networkerror},
    {Mta::qmail, "mailaddress is administrative", suspend}, {Mta::qmail, "the message exeeded the maximum size the user accepts",
    exceedlimit},
    {Mta::qmail, "automatic homedir creator crashed", systemerror}, {Mta::qmail, "ldap attribute", systemerror},
    {Mta::qmail, "on ldap server", systemerror}, {Mta::qmail, "in ldap lookup", systemerror}, {Mta::qmail, "contact ldap server",
    systemerror},
    {Mta::qmail, "login into ldap server", systemerror}, {Mta::qmail, "needs to be unique", systemerror},
    {Mta::qmail, "executing qmail-forward", systemerror}, {Mta::qmail, "unable to", systemerror},
    {Mta::qmail, "this message has been in the queue too long.", expired},
};

/// A sign may stand anywhere in a line: servers indent, and put "Content-..." before.
bool is_in(const MtaSign& sign, const std::vector<std::string>& lines, std::string_view header) {
  if (sign.place == Place::header) return holds(header, sign.words);
  return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) { return holds(line, sign.words); });
}

}  // namespace

Mta find_mta(const std::vector<std::string>& lower_lines, std::string_view lower_header) {
  for (const MtaSign& sign : mta_signs)
    if (is_in(sign, lower_lines, lower_header)) return sign.mta;
  return Mta::unknown;
}

MtaVerdict verdict_of(Mta mta, std::string_view lower_words) {
  for (const MtaWords& each : mta_words)
    if (each.mta == mta && holds(lower_words, each.words)) return {each.reason, each.command};
  return {};
}

}  // namespace sim::automatic
