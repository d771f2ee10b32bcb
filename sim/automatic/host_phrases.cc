// Words of certain receiving hosts that mean something else than elsewhere, or something at all only there.
#include "sim/automatic/phrase.h"
#include "sim/automatic/reason.h"

namespace sim::automatic {
namespace {

using enum Reason;

struct HostWords {
  std::string_view words;  ///< lower case, '*' for anything in between
  Reason reason;
};

constexpr HostWords apple[] = {
    {"'s dmarc policy", authfailure}, {"blocked for failing both spf and dkim", authfailure},
    {"rejected due to having a domain present in the spamhaus", blocked}, {"rejected due to listing in spamhaus", blocked},
    {"blocked - see https://support.proofpoint.com/dnsbl-lookup", blocked}, {"not accepting connections", blocked},
    {"recipient no longer on server", hasmoved}, {"user is over quota", mailboxfull}, {"relay access denied", norelaying},
    {"host/domain does not accept mail", notaccept}, {"due to local policy", policyviolation}, {"sender address rejected", rejected},
    {"due to excessive volume", speeding}, {"inactive email address", userunknown}, {"user does not exist", userunknown},
    {"unknown or illegal alias", userunknown}};
constexpr HostWords aol[] = {{"host or domain name not found", hostunknown},
                             {"type=mx: malformed or unexpected name server reply", notaccept}};
constexpr HostWords cloudflare[] = {{"found on one or more dnsbls", blocked}, {"found on one or more rbls", blocked},
                                    {"upstream error", systemerror}};
constexpr HostWords cox[] = {
    {"aup#cxbl", blocked}, {"aup#cxdns", requireptr}, {"aup#cxsndr", authfailure}, {"aup#cxsmtp", rejected}, {"aup#cxcnct", toomanyconn},
    {"aup#cxmxrt", toomanyconn}, {"aup#cdrbl", blocked}, {"aup#cxthrt", securityerror}, {"aup#cxmj", securityerror},
    {"aup#ipbl", blocked}, {"aup#urlbl", spamdetected}, {"cox too many bad commands from", blocked},
    {"too many invalid recipients", blocked}, {"dns check failure - try again later", requireptr}, {"rejected - no rdns", requireptr},
    {"esmtp no data before greeting", policyviolation}, {"attachment extension is forbidden", policyviolation},
    {"sender rejected", rejected}, {"esmtp server temporarily not available", systemerror}, {"too many sessions from", toomanyconn},
    {"requested action aborted: try again later", toomanyconn}, {"message threshold exceeded", toomanyconn},
    {"recipient rejected", userunknown}};
// https://www.facebook.com/postmaster/response_codes
constexpr HostWords facebook[] = {
    {"pol-p7", authfailure}, {"pol-p1", blocked}, {"pol-p2", blocked}, {"pol-p3", blocked}, {"pol-p4", blocked}, {"pol-t1", blocked},
    {"pol-t2", blocked}, {"pol-t3", blocked}, {"msg-p2", contenterror}, {"msg-p1", mesgtoobig}, {"int-p2", mesgtoobig},
    {"rcp-p2", filtered}, {"rcp-p3", filtered}, {"int-p7", mailboxfull}, {"pol-p8", policyviolation}, {"msg-p3", notcompliantrfc},
    {"con-t", toomanyconn}, {"msg-t1", toomanyconn}, {"dns-p1", rejected}, {"dns-p2", rejected}, {"dns-t1", rejected},
    {"dns-p3", requireptr}, {"dns-t2", requireptr}, {"pol-p6", spamdetected}, {"rcp-t4", suspend}, {"rcp-t1", systemerror},
    {"int-t", systemerror}, {"rcp-p1", userunknown}, {"int-p1", userunknown}, {"int-p3", userunknown}, {"int-p4", userunknown},
    {"pol-p5", virusdetected}};
// Orange, Wanadoo and La Poste end their words with OFR_416, LPN105-104 and the like; the last three digits are the meaning.
constexpr HostWords france[] = {
    {"101", blocked}, {"102", blocked}, {"103", blocked}, {"104", toomanyconn}, {"305", securityerror}, {"401", authfailure},
    {"402", securityerror}, {"403", rejected}, {"405", rejected}, {"415", rejected}, {"416", userunknown}, {"417", mailboxfull},
    {"418", userunknown}, {"420", suspend}, {"421", rejected}, {"426", suspend}, {"505", systemerror}, {"506", spamdetected},
    {"510", blocked}, {"514", mesgtoobig}, {"517", policyviolation}, {"630", policyviolation}, {"999", blocked}};
constexpr HostWords workspace[] = {{"null mx", notaccept}, {"because the address couldn't be found", userunknown},
                                   {" had no relevant answers.", networkerror}};
constexpr HostWords godaddy[] = {
    {" ib401", securityerror}, {" ib501", notcompliantrfc}, {" ib502", notcompliantrfc}, {" ib506", rejected}, {" ib508", authfailure},
    {" ib108", requireptr}, {" ib212", spamdetected}, {" ib705", virusdetected}, {" ib605", toomanyconn}, {" ib007", toomanyconn},
    {" ib101", speeding}, {" ib110", blocked}, {" ib111", blocked}, {" ib112", blocked}, {" ib113", blocked}, {" ib504", speeding},
    {" ib510", speeding}, {" ib607", speeding}, {" ib103", badreputation}, {" ib104", blocked}, {" ib105", blocked}, {" ib106", blocked},
    {"rbl reject", blocked}, {"www.spamhaus.org/query/bl?ip=", blocked}, {"has been in the queue too long", expired},
    {"delivery timeout", expired}, {"account storage limit", mailboxfull}, {"message rejected for spam or virus content", spamdetected},
    {"account disabled", suspend}, {"message is looping", systemerror}, {"recipient not found", userunknown},
    {"account does not exist", userunknown}};
constexpr HostWords google[] = {
    {"the spf record of the sending domain has one or more suspicious entries", authfailure},
    {"requires all senders to authenticate with either spf or dkim", authfailure},
    {"this message fails to pass spf checks for an spf record with a hard fail", authfailure},
    {"has an spf record with a hard fail policy", authfailure}, {"is not accepted due to domain's dmarc policy", authfailure},
    {"fails to pass authentication checks", authfailure}, {"senders to authenticate with spf", authfailure},
    {"senders to authenticate with dkim", authfailure}, {"suspicious due to the very low reputation of the sending", badreputation},
    {"ip not in whitelist for rcpt domain, closing connection.", blocked}, {"try again later, closing connection.", blocked},
    {"helo/ehlo argument", blocked}, {"an unusual rate of unsolicited mail", blocked}, {"exceeds google's limit of", exceedlimit},
    {"your message exceeded google's message header size limits", exceedlimit}, {"bytes per individual header size", exceedlimit},
    {"connection expired", expired}, {"timeout - closing connection", expired}, {"inbox is out of storage space", mailboxfull},
    {"the email account that you tried to reach is over quota", mailboxfull}, {"email quota exceeded", mailboxfull},
    {"your message exceeded google's message size limits", mesgtoobig}, {"exceeds google's message size limit of", mesgtoobig},
    {"hops, this may indicate a mail loop", networkerror}, {"mail relay denied", norelaying},
    {"invalid credentials for relay", norelaying}, {"is not authorized to send email directly to our servers", norelaying},
    {"messages missing a valid", notcompliantrfc}, {"messages with multiple addresses in from:", notcompliantrfc},
    {"this message is not rfc 5322 compliant", notcompliantrfc}, {"unicode character in a disallowed header", notcompliantrfc},
    {"encoded-word syntax is not permitted in message header", notcompliantrfc}, {"is not a valid rfc 5321 address", notcompliantrfc},
    {"mail message is malformed. not accepted", notcompliantrfc}, {"detected an illegal attachment on your message", policyviolation},
    {"this message was blocked because its content presents a potential security issue", policyviolation},
    {"has a policy that prohibited", policyviolation}, {"exceeded its quota for sending messages with the same", policyviolation},
    {"mail sending denied", rejected}, {"unauthenticated email is not accepted from this domain", rejected},
    {"ipv6 sending guidelines regarding ptr records", requireptr}, {"have a ptr record", requireptr},
    {"the sending ip does not match the ip address of the hostname", requireptr}, {"tls required for rcpt domain", securityerror},
    {"too many login attempts", securityerror}, {"authentication required", securityerror},
    {"username and password not accepted", securityerror}, {"due to the nature of the content or the links within", spamdetected},
    {"this message is likely unsolicited mail", spamdetected}, {"is receiving mail too quickly", speeding},
    {"is receiving mail at a rate that prevents", speeding}, {"relay limit exceeded", speeding}, {"sending limit exceeded", speeding},
    {"daily sending quota exceeded", speeding}, {"the email account that you tried to reach is disabled", suspend},
    {"the email account that you tried to reach is inactive", suspend}, {"syntax error", syntaxerror},
    {"bad sequence of commands", syntaxerror}, {"temporary system problem", systemerror}, {"server busy", systemerror},
    {"the email account that you tried to reach does not exist", userunknown}};
// https://mail.i.ua/err/N
constexpr HostWords iua[] = {
    {".i.ua/err/10", filtered}, {".i.ua/err/1", norelaying}, {".i.ua/err/2", userunknown}, {".i.ua/err/3", suspend},
    {".i.ua/err/4", mailboxfull}, {".i.ua/err/5", toomanyconn}, {".i.ua/err/6", norelaying}, {".i.ua/err/7", blocked},
    {".i.ua/err/8", rejected}, {".i.ua/err/9", blocked}};
constexpr HostWords kddi[] = {{"550 : user unknown", filtered}, {">: user unknown", userunknown}};
constexpr HostWords messagelabs[] = {
    {"domain authentication fail", authfailure}, {"connection rejected by policy", badreputation},
    {"mail rejected because your ip is in the pbl", blocked}, {"your ip address has been ", blocked},
    {"stray linefeeds in message", contenterror}, {" as a relay, ", norelaying}, {"requested action aborted [4]", notcompliantrfc},
    {"has detected that this message is not rfc 5322", notcompliantrfc}, {"too many recipients received this hour", toomanyconn},
    {"too many messages", toomanyconn}, {"sender envelope domain not allowed for sender ip address", rejected},
    {"your domain has been blocked", rejected}, {"your email address has been blocked", rejected},
    {"your envelope sender is in my badmailfrom list", rejected}, {"your email address has been blacklisted", rejected},
    {"your domain has been blacklisted", rejected}, {"please turn on smtp authentication in your mail client", securityerror},
    {"message filtered", spamdetected}, {"filtered by outbound scanning", spamdetected}, {"no such user", userunknown},
    {"invalid recipient", userunknown}, {"mailbox is not allowed", userunknown}};
constexpr HostWords outlook[] = {
    {"the mail could not be delivered to the recipient because the domain is not reachable", hostunknown},
    {"requested action not taken: mailbox unavailable", userunknown}};
constexpr HostWords zoho[] = {
    {"email rejected per dmarc policy", authfailure}, {"greylisted, try again after some time", blocked},
    {"email cannot be delivered. reason: email flagged as spam", rejected}, {"mail rejected by destination domain", rejected},
    {"policy violation detected", policyviolation}, {"mailbox delivery restricted by policy error", policyviolation},
    {"temporary system error", systemerror}, {"user does not exist", userunknown}, {" detected by zoho mail", virusdetected}};
constexpr HostWords tencent[] = {
    {"spf check failed", authfailure}, {"dmarc check failed", authfailure}, {"suspected bounce attacks", blocked},
    {"suspected spam ip", blocked}, {"connection denied", blocked}, {"message too large", mesgtoobig}, {"suspected spam", rejected},
    {"mail is rejected by recipients", rejected}, {"spam is embedded in the email", spamdetected}, {"mail content denied", spamdetected},
    {"mailbox unavailable or access denined", speeding}, {"is a deactivated mailbox", suspend}, {"bad address syntax", syntaxerror},
    {"frequency limited", toomanyconn}, {"mailbox not found", userunknown}};
constexpr HostWords yahoo[] = {
    {"yahoo requires all senders to authenticate with either spf or dkim", authfailure},
    {"temporarily deferred due to unexpected volume or user complaints", badreputation},
    {" because the ip is in spamhaus's list;", blocked}, {"not accepted from ip addresses on spamhaus xbl", blocked},
    {"relaying denied for ", norelaying}, {"headers are not rfc compliant", notcompliantrfc},
    {"not accepted for policy reasons", policyviolation}, {" will be permanently deferred", rejected},
    {"user is receiving mail too quickly", speeding}, {" is no longer valid.", suspend}, {"this mailbox is disabled", suspend},
    {"syntax error in parameters or arguments", syntaxerror}, {"max message per connection reached", toomanyconn},
    {"dd this user doesn't have a ", userunknown}, {"mailbox not found", userunknown}};

struct HostTable {
  std::string_view host;  ///< part of the host's name
  std::span<const HostWords> words;
};
constexpr HostTable tables[] = {
    {".mail.icloud.com", apple}, {".apple.com", apple}, {".me.com", apple}, {".aol.com", aol}, {".mx.cloudflare.net", cloudflare},
    {"cox.net", cox}, {".facebook.com", facebook}, {".laposte.net", france}, {".orange.fr", france}, {".wanadoo.fr", france},
    {"googlemail.com", workspace}, {"googledns.com", workspace}, {"smtp.secureserver.net", godaddy},
    {"mailstore1.secureserver.net", godaddy}, {"aspmx.l.google.com", google}, {"gmail-smtp-in.l.google.com", google},
    {".email.ua", iua}, {".ezweb.ne.jp", kddi}, {"msmx.au.com", kddi}, {".messagelabs.com", messagelabs}, {".hotmail.com", outlook},
    {".qq.com", tencent}, {".yahoodns.net", yahoo}, {".zoho.com", zoho}, {".zoho.eu", zoho}};

/// "ofr_416", "lpn105-104", "ouk_513": the last three digits; "" if there is no such mark.
std::string_view french_code(std::string_view text) {
  for (const std::string_view mark : {"lpn", "ofr", "ouk"}) {
    for (std::size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 3)) {
      const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-", at);
      const std::string_view code = text.substr(at, end == std::string_view::npos ? end : end - at);
      const bool is_code = code.size() > 5 && code.find_first_of("_-") != std::string_view::npos;
      const std::string_view last = is_code ? code.substr(code.size() - 3) : std::string_view();
      if (!last.empty() && last.find_first_not_of("0123456789") == std::string_view::npos) return last;
    }
  }
  return {};
}

}  // namespace

Reason reason_of_host(std::string_view host, std::string_view status, std::string_view text) {
  for (const HostTable& table : tables) {
    if (host.find(table.host) == std::string_view::npos) continue;
    const bool is_french = table.words.data() == france;
    const std::string_view told = is_french ? french_code(text) : text;
    for (const HostWords& each : table.words)
      if (is_french ? told == each.words : holds(told, each.words)) return each.reason;
    if (holds(text, "responded with code nxdomain") || holds(text, "domain name not found"))
      return table.words.data() == workspace ? (status.substr(0, 1) == "5" ? hostunknown : networkerror) : undefined;
    return undefined;
  }
  return undefined;
}

}  // namespace sim::automatic
