// What servers say, by reason. All in lower case; '*' stands for anything in between.
#include "sim/automatic/reason_phrases.h"

namespace sim::automatic {
namespace {

constexpr std::string_view authfailure_words[] = {
    "//spf.pobox.com", "bad spf records for", "dmarc policy", "please inspect your spf settings", "sender policy framework (spf) fail",
    "sender policy framework violation", "spf (sender policy framework) domain authentication fail", "spf check: fail",
    "spf check failed", "dmarc check failed", "does not pass dmarc verification", "fails to pass authentication checks",
    "fails to pass spf checks", "requires all senders to authenticate with either spf or dkim", " is not allowed to send mail.*_401",
    "is not allowed to send from <* per it's spf record",
};
constexpr std::string_view badreputation_words[] = {
    "a poor email reputation score", "has been temporarily rate limited due to ip reputation", "ip/domain reputation problems",
    "likely suspicious due to the very low reputation", "suspicious due to the very low reputation", "the sending mta's poor reputation",
    "has a poor reputation", "local ct ip reputation",
};
constexpr std::string_view blocked_words[] = {
    " said: 550 blocked", "//www.spamcop.net/bl.", "bad sender ip address", "banned sending ip", "blacklisted by", "blocked using ",
    "blocked - see http", "dnsbl:attrbl", "client host rejected: abus detecte gu_eib_02", "client host rejected: abus detecte gu_eib_04",
    "client host rejected: may not be mail exchanger", "client host rejected: was not authenticated", "confirm this mail server",
    "connection dropped", "connection refused by", "connection reset by peer", "connection was dropped by remote host",
    "connections not accepted from ip addresses on spamhaus xbl", "currently sending spam see: ", "domain does not exist:",
    "dynamic/zombied/spam ips blocked", "error: no valid recipients from ", "esmtp not accepting connections", "extreme bad ip profile",
    "go away", "helo command rejected:", "host network not allowed", "hosts with dynamic ip", "invalid ip for sending mail of domain",
    "is in a black list", "is not allowed to send mail from", "no access from mail server", "no matches to nameserver query",
    "not currently accepting mail from your ip", "part of their network is on our block list", "please use the smtp server of your isp",
    "refused - see http", "rejected - multi-blacklist", "rejected because the sending mta or the sender has not passed validation",
    "rejecting open proxy", "sender ip address rejected", "server access forbidden by your ip ",
    "service not available, closing transmission channel", "smtp error from remote mail server after initial connection:",
    "sorry, that domain isn't in my list of allowed rcpthosts", "sorry, your remotehost looks suspiciously like spammer",
    "temporarily deferred due to unexpected volume or user complaints", "to submit messages to this e-mail system has been rejected",
    "too many spams from your ip", "too many unwanted messages have been sent from the following ip address above", "was blocked by ",
    "we do not accept mail from dynamic ips", "you are not allowed to connect", "you are sending spam",
    "your ip address is listed in the rbl", "your network is temporary blacklisted", "your server requires confirmation", "(*@*:blocked)",
    "access from ip address * blocked", "client host * blocked using",
    "connections will not be accepted from * because the ip is in spamhaus's list", "dnsbl:rbl *>_is_blocked",
    "email blocked by *.barracudacentral.org", "email blocked by *spamhaus", "host * refused to talk to me: * blocked",
    "ip * is blocked by earthlink", "is in an *rbl on ", "mail server at * is blocked", "mail from * refused:",
    "message from * rejected based on blacklist", "messages from * temporarily deferred due to user complaints",
    "server ip * listed as abusive", "sorry! your ip address* is blocked by rbl", "the domain * is blacklisted",
    "the email * is blacklisted", "the ip* is blacklisted", "unfortunately, messages from * weren't sent",
    "veuillez essayer plus tard. service refused, please try later. *103",
    "veuillez essayer plus tard. service refused, please try later. *510", "your sender's ip address is listed at *.abuseat.org",
};
constexpr std::string_view contenterror_words[] = {
    "duplicate header", "header size exceeds maximum permitted", "improper use of 8-bit data in message header",
    "message header size, or recipient list, exceeds policy limit", "message mime complexity exceeds the policy maximum",
    "routing loop detected -- too many received: headers", "stray linefeeds in message", "this message contain invalid mime headers",
    "this message contain improperly-formatted binary content", "this message contain text that uses unnecessary base64 encoding",
};
constexpr std::string_view exceedlimit_words[] = {
    "message header size exceeds limit", "message too large",
};
constexpr std::string_view expired_words[] = {
    "connection timed out", "could not find a gateway for", "delivery attempts will continue to be", "delivery expired",
    "delivery time expired", "failed to deliver to domain ", "giving up on", "have been failing for a long time", "has been delayed",
    "it has not been collected after", "message expired after sitting in queue for", "message expired, cannot connect to remote server",
    "message expired, connection refulsed", "message timed out", "retry time not reached for any host after a long failure period",
    "retry timeout exceeded", "server did not respond", "this message has been in the queue too long",
    "unable to deliver message after multiple retries", "was not reachable within the allowed queue period",
    "your message could not be delivered for more than", "could not be delivered for* days",
};
constexpr std::string_view filtered_words[] = {
    "because the recipient is only accepting mail from specific email addresses", "bounced address",
    "due to extended inactivity new mail is not currently being accepted for this mailbox", "has restricted sms e-mail",
    "is not accepting any mail", "message rejected due to user rules", "not found recipient account",
    "refused due to recipient preferences", "resolver.rst.notauthorized", "this account is protected by", "user not found",
    "user refuses to receive this mail", "user reject",
    "we failed to deliver mail because the following address recipient id refuse to receive mail",
    "you have been blocked by the recipient",
};
constexpr std::string_view hasmoved_words[] = {
    " has been replaced by ", "recipient no longer on server",
};
constexpr std::string_view hostunknown_words[] = {
    "domain does not exist", "domain is not reachable", "domain must exist", "host or domain name not found", "host unknown",
    "host unreachable", "mail domain mentioned in email address is unknown", "name or service not known", "no such domain",
    "recipient address rejected: unknown domain name", "recipient domain must exist", "the account or domain may not exist",
    "unknown host", "unroutable address", "unrouteable address", "553 * does not exist",
};
constexpr std::string_view mailboxfull_words[] = {
    "account disabled temporarly for exceeding receiving limits", "account is exceeding their quota", "account is over quota",
    "account is temporarily over quota", "account storage limit", "boite du destinataire pleine", "delivery failed: over quota",
    "disc quota exceeded", "diskspace quota", "does not have enough space", "exceeded storage allocation", "exceeding its mailbox quota",
    "full mailbox", "inbox is out of storage space", "is over disk quota", "is over quota temporarily",
    "mail file size exceeds the maximum size allowed for mail delivery", "mail quota exceeded", "mailbox exceeded the local limit",
    "mailbox full", "mailbox for user is full", "mailbox has exceeded its disk space limit", "mailbox is full", "mailbox over quota",
    "mailbox quota usage exceeded", "mailbox size limit exceeded", "maildir over quota", "maildir delivery failed: userdisk quota ",
    "maildir delivery failed: domaindisk quota ", "mailfolder is full", "not enough storage space in", "over the allowed quota",
    "quota exceeded", "quota violation for", "recipient reached disk quota",
    "recipient rejected: mailbox would exceed maximum allowed storage", "the recipient mailbox has exceeded its disk space limit",
    "the user's space has been used up", "the user you are trying to reach is over quota", "that you tried to reach is over quota",
    "too much mail data", "user has exceeded quota, bouncing mail", "user has too many messages on the server", "user is over quota",
    "user is over the quota", "user over quota", "was automatically rejected: quota exceeded",
};
constexpr std::string_view mailererror_words[] = {
    " || exit ", "procmail: ", "bin/procmail", "bin/maidrop", "command failed: ", "command died with status ", "command output:",
    "mailer error", "pipe to |/", "x-unix; ",
};
constexpr std::string_view mesgtoobig_words[] = {
    "exceeded maximum inbound message size", "line limit exceeded", "mail size limit exceeded", "max message size exceeded",
    "maximum email size exceeded", "message file too big", "message length exceeds administrative limit",
    "message size exceeds fixed limit", "message size exceeds fixed maximum message size", "message size exceeds maximum value",
    "message too big", "message too large for this ", "size limit", "taille limite du message atteinte",
};
constexpr std::string_view networkerror_words[] = {
    "could not connect and send the mail to", "dns records for the destination computer could not be found",
    "hop count exceeded - possible mail loop", "host is unreachable", "host name lookup failure", "host not found, try again",
    "lost connection with", "mail forwarding loop for ", "malformed name server reply", "malformed or unexpected name server reply",
    "maximum forwarding loop count exceeded", "message looping", "message probably in a routing loop", "network is unreachable",
    "no route to host", "too many hops", "unable to resolve route ", "unrouteable mail domain",
};
constexpr std::string_view norelaying_words[] = {
    "as a relay", "email address is not verified.", "insecure mail relay",
    "is not permitted to relay through this server without authentication",
    "mail server requires authentication when attempting to send to a non-local e-mail address", "not a gateway",
    "not allowed to relay through this machine", "not an open relay, so get lost", "not local host", "relay access denied",
    "relay denied", "relaying mail to ", "relay not permitted", "relaying denied", "that domain isn't in my list of allowed rcpthost",
    "this system is not configured to relay mail", "unable to relay for", "we don't handle mail for",
};
constexpr std::string_view notaccept_words[] = {
    "does not accept mail (nullmx)", "host/domain does not accept mail", "host does not accept mail", "mail receiving disabled",
    "name server: .: host not found", "no mx record found for domain=", "no route for current request",
    "smtp protocol returned a permanent error",
};
constexpr std::string_view notcompliantrfc_words[] = {
    "has detected that this message is not rfc 5322", "headers are not rfc compliant",
    "https://support.google.com/mail/?p=rfcmessagenoncompliant", "this message is not rfc 5322 compliant",
};

constexpr ReasonPhrases all[] = {
    {Reason::authfailure, authfailure_words},
    {Reason::badreputation, badreputation_words},
    {Reason::blocked, blocked_words},
    {Reason::contenterror, contenterror_words},
    {Reason::exceedlimit, exceedlimit_words},
    {Reason::expired, expired_words},
    {Reason::filtered, filtered_words},
    {Reason::hasmoved, hasmoved_words},
    {Reason::hostunknown, hostunknown_words},
    {Reason::mailboxfull, mailboxfull_words},
    {Reason::mailererror, mailererror_words},
    {Reason::mesgtoobig, mesgtoobig_words},
    {Reason::networkerror, networkerror_words},
    {Reason::norelaying, norelaying_words},
    {Reason::notaccept, notaccept_words},
    {Reason::notcompliantrfc, notcompliantrfc_words},
};

}  // namespace

std::span<const ReasonPhrases> first_reason_phrases() { return all; }

}  // namespace sim::automatic
