#include "scenarios/runner/shapes.h"

namespace scenarios {
namespace {

const Shape& maildrop_shape() {
  static const Shape shape{"maildrop", "A maildrop of a host, which POP3 and IMAP serve. A text alone is its password.",
                           {optional("password", text(), "Password for POP3, IMAP and for sending; default `secret`."),
                            optional("addresses", list_of(address()), "Addresses that end here; default the name at each of the host's domains."),
                            optional("capacity", integer(), "Octets that it holds; unlimited by default.")},
                           "password"};
  return shape;
}

const Shape& mailing_list_shape() {
  static const Shape shape{"distribution list", "An address of a host that stands for others. Who is named beside it gets two copies.",
                           {required("address", address(), "Of the list, in a domain of the host."),
                            required("members", list_of(address()), "Lists among them are opened too."),
                            optional("subject_tag", text(), "`[staff]`: put in front of the subject, which breaks signatures."),
                            optional("footer", text(), "Put behind the body, which breaks signatures."),
                            optional("reverse_path", address(), "Instead of the author's; by default that stays, which breaks SPF.")}};
  return shape;
}

const Shape& greylist_shape() {
  static const Shape shape{"greylist", "A sender that is not known yet is asked to come back later.",
                           {optional("delay", duration(), "How long an unknown triplet waits; default 5m.")}, "delay"};
  return shape;
}

const Shape& refusal_shape() {
  static const Shape shape{"refusal", "A recipient that a host never takes.",
                           {required("to", address(), "The recipient."),
                            optional("reply", text(), "The reply, default `550 5.7.1 refused by policy`.")}, "to"};
  return shape;
}

const Shape& policies_shape() {
  static const Shape shape = [] {
    Shape all{"policies", "What a receiving host demands and does. All are off unless named.",
                           {optional("greylist", object(greylist_shape), "Greylisting; a duration alone is its delay."),
                            optional("score_spam", boolean(), "Add the spam headers of the instance's mail service; marks, never blocks."),
                            optional("spam", object(spam_shape), "How it scores; `score_spam` is then on."),
                            optional("scan_virus", boolean(), "Mark infected mail by header and subject."),
                            optional("virus", object(virus_shape), "What becomes of infected mail; `scan_virus` is then on."),
                            optional("dnsbl", list_of(object(dnsbl_shape)), "DNS block lists (RFC 5782) of clients that are refused."),
                            optional("uribl", list_of(object(dnsbl_shape)), "DNS block lists of domains; mail that links to one is refused, `554 5.7.1`."),
                            optional("blackhole", list_of(text()), "Domains whose mail, and that of their sub-domains, is taken and discarded."),
                            optional("sender_domain", choice({"defer", "reject"}),
                                     "Refuse mail whose sender's domain has no MX and no address (`defer`: 450 4.1.8, `reject`: 550 5.1.8) or a null MX (550 5.7.27)."),
                            optional("refuse", list_of(object(refusal_shape)), "Recipients that are refused.")}};
    for (Key& key : sender_keys()) all.keys.push_back(std::move(key));
    return all;
  }();
  return shape;
}

const Shape& certificate_shape() {
  static const Shape shape{"certificate", "The facts of a host's TLS certificate.",
                           {optional("names", list_of(text()), "DNS names, wildcards allowed; default the host's name."),
                            optional("trusted", boolean(), "Signed by the world's CA (default), or self-signed."),
                            optional("expires", time(), "End of its validity."),
                            optional("max_version", choice({"TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"}), "The newest TLS version spoken; clients want at least 1.2.")}};
  return shape;
}

const Shape& token_client_shape() {
  static const Shape shape{"token client", "A client that a token service knows. A text alone is its secret.",
                           {required("secret", text(), "The client secret."),
                            optional("users", list_of(text()), "Whose mail its tokens open, as they log in; everybody's by default."),
                            optional("refresh_tokens", list_of(text()), "Refresh tokens that were given before the story began.")},
                           "secret"};
  return shape;
}

const Shape& dkim_shape() {
  static const Shape shape{
      "dkim", "A key that a host signs with what its people submit (RFC 6376). Its record is put into the world's DNS.",
      {optional("domain", text(), "d=; default the host's first domain. Mail From this domain, or one below it, is signed."),
       optional("for", list_of(text()),
                "Author domains whose mail is signed instead of the key's own, or `any`: a mailing service that signs for itself passes DKIM and is "
                "not aligned."),
       optional("selector", text(), "Default `s1`."),
       optional("key", file(),
                "A private key in PEM form, RSA or Ed25519, as a file or the text itself; default an Ed25519 one that the seed decides."),
       optional("oversign", boolean(), "Sign the absence of further fields too (RFC 6376, 5.4.2)."),
       optional("canonicalization", choice({"relaxed/relaxed", "relaxed/simple", "simple/relaxed", "simple/simple"}), "c=; default relaxed/relaxed."),
       optional("body_octets", integer(), "l=: sign so much of the body; the whole by default."),
       optional("lifetime", duration(), "x=: the signature expires so long after it was made; never by default.")}};
  return shape;
}

const Shape& arc_seal_shape() {
  static const Shape shape{
      "arc seal", "A key that a host seals with what it passes on (RFC 8617). Its record is put into the world's DNS.",
      {optional("domain", text(), "Default the host's first."), optional("selector", text(), "Default `arc`."),
       optional("key", file(), "A private key in PEM form; default an Ed25519 one that the seed decides.")}};
  return shape;
}

const Shape& person_smime_shape() {
  static const Shape shape{"person smime", "A person's certificate with its key: PEM, as files or the text itself, or PKCS #12.",
                           {optional("certificate", file(), "The certificate."), optional("key", file(), "Its private key."),
                            optional("p12", file(), "Instead of both."), optional("password", text(), "Of the key or the PKCS #12 file."),
                            optional("certificates", list_of(file()), "Of others, to encrypt for, beside those of the people and the instance.")}};
  return shape;
}

}  // namespace

const Shape& host_shape() {
  static const Shape shape{
      "host", "A simulated machine. Its name is its key.",
      {optional("ip", ip(), "Its address; the next free one of 192.0.2.0/24 by default."),
       optional("is", choice({"mail-server", "relay", "gateway", "name-server", "token-server", "postfix", "dovecot"}),
                "`name-server` answers DNS at its address, `token-server` gives OAuth 2.0 tokens (RFC 6749) on port 443; all others take, pass on and "
                "deliver mail (default `mail-server`). `postfix`: a real Postfix, its maildrops read from a real Dovecot; `dovecot`: only they are real; "
                "both need `--wire loopback`."),
       optional("domains", list_of(text()), "Domains that it delivers for."),
       optional("maildrops", map_of(object(maildrop_shape)), "Maildrops by user name; people of its domains get theirs by themselves."),
       optional("lists", list_of(object(mailing_list_shape)), "Distribution lists."),
       optional("forwards", map_of(list_of(address())), "Addresses of its domains whose mail goes on to others, the reverse path as it is."),
       optional("catch_all", boolean(), "Unknown local parts go to the first maildrop."),
       optional("relay_domains", list_of(text()), "Domains taken from anyone and passed on."),
       optional("next_hop", text(), "Where all that is not local goes: `host` or `host:port`."),
       optional("policies", object(policies_shape), "What it demands and does."),
       optional("dkim", list_of(object(dkim_shape)), "Signs what its people submit."),
       optional("arc_seal", object(arc_seal_shape), "Seals what came from elsewhere and goes elsewhere."),
       optional("retry", list_of(duration()), "Gaps between delivery attempts, the last repeats; default 1m 5m 15m 30m 1h 2h 4h."),
       optional("queue_lifetime", duration(), "After this a mail that could not be passed on bounces; default 5d."),
       optional("max_size", integer(), "Octets of the largest message taken; default 50000000."),
       optional("max_submitted_size", integer(), "Octets of the largest mail that its own users may send; default `max_size`."),
       optional("max_recipients", integer(), "Recipients of one mail, `452 4.5.3` beyond; default 1000."),
       optional("starttls", boolean(), "Offer STARTTLS (default true)."),
       optional("auth", list_of(choice({"PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256", "XOAUTH2", "OAUTHBEARER"})),
                "SASL mechanisms that it offers, default PLAIN and LOGIN; with `tokens_from` XOAUTH2 and OAUTHBEARER too."),
       optional("resolver", host(), "The name server that it asks, if that one has zones of its own; it keeps a cache of its own."),
       optional("prefers_ipv6", boolean(), "Tries the IPv6 addresses of a host first (default IPv4)."),
       optional("zones", list_of(text()), "Of a name server: the zones that it serves, default all. Others it refuses, or refers to whom they are delegated."),
       optional("dns", map_of(text()), "Of a name server: zones that it tells its askers instead of the world's (split horizon)."),
       optional("tokens_from", host(), "The token server whose access tokens it takes."),
       optional("clients", map_of(object(token_client_shape)), "Of a token server: its clients by id."),
       optional("token_lifetime", duration(), "Of a token server: how long an access token is good; default 1h."),
       optional("refresh_lifetime", duration(), "Of a token server: how long a refresh token is good; default for ever."),
       optional("rotates", boolean(), "Of a token server: each use of a refresh token gives a new one and ends the old."),
       optional("certificate", object(certificate_shape), "Its certificate; by default right and trusted.")}};
  return shape;
}

const Shape& out_of_office_shape() {
  static const Shape shape{"out of office", "An automatic answer to each sender (RFC 3834).",
                           {required("subject", text(), "Its subject; `{subject}` stands for the answered mail's."),
                            optional("text", text(), "Its body."),
                            optional("declare", boolean(), "Say `Auto-Submitted: auto-replied` (default true)."),
                            optional("every_mail", boolean(), "Answer every mail, as broken responders do, instead of each sender once in seven days."),
                            optional("charset", text(), "`utf-8` (default), `iso-2022-jp`, `shift_jis`, `euc-jp`.")},
                           "subject"};
  return shape;
}

const Shape& person_shape() {
  static const Type away = [] {
    Type type = object(out_of_office_shape);
    type.may_be_switched_off = true;
    return type;
  }();
  static const Shape shape{
      "person", "Someone with a mail program. Steps name them by their key.",
      {required("address", address(), "Their mail address. Its domain finds their server; `mail.DOMAIN` is made if no host serves it."),
       optional("name", text(), "The name shown in From."),
       optional("password", text(), "At their server; default `secret`."),
       optional("ip", ip(), "Where their mail program runs; the next free one of 198.51.100.0/24 by default."),
       optional("smime", object(person_smime_shape), "To sign and to read encrypted mail with."),
       optional("out_of_office", away, "Answers on its own; a text alone is the subject.")},
      "address"};
  return shape;
}

const Shape& invariants_shape() {
  static const Shape shape{"invariants", "What holds after every story unless it is excepted with a reason.",
                           {required("except", list_of(choice({"nothing-lost", "nothing-doubled", "no-loop", "no-bounce-of-a-bounce", "nothing-leaves"})),
                                     "Invariants that this story breaks on purpose."),
                            required("reason", text(), "Why.")}};
  return shape;
}

const Shape& fixed_shape() {
  static const Shape shape{"fixed", "The same story from the start after the repair; the story's own `expect` steps are left out.",
                           {optional("change", change_of(story_shape), "Laid over the story: maps are merged, lists of named things entry by entry."),
                            optional("steps", list_of(step()), "Steps instead of the story's own."),
                            required("expect", list_of(step()), "Played after the steps: what must hold now.")}};
  return shape;
}

const Shape& story_shape() {
  static const Shape shape{
      "story", "One file tells one story.",
      {required("name", text(), "One sentence; reports show it."),
       optional("about", text(), "The incident as a person would tell it."),
       optional("tags", list_of(text()), "Words to find it by."),
       optional("seed", integer(), "Every random choice derives from it; default 1."),
       optional("starts", time(), "When the story begins; default 2026-01-05T09:00:00Z."),
       optional("profile", text(), "Which reading of conflicting sources the engine follows; default `current`."),
       optional("switches", map_of(text()), "Single readings beside the profile's: `reply-order: watermark-in-reply-to-number` (`mailrig profiles` lists them)."),
       optional("include", list_of(text()), "Files merged below this file's own keys, relative to it."),
       optional("dns", map_of(text()), "Zone name to RFC 1035 master-file text. Zones of hosts and domains not covered are made."),
       optional("hosts", map_of(object(host_shape)), "Simulated machines."),
       optional("people", map_of(object(person_shape)), "Those who write."),
       optional("instance", object(instance_shape), "The instance: address, properties, users, notifications, ..."),
       required("steps", list_of(step()), "What happens, in order."),
       optional("fixed", object(fixed_shape), "The story after the repair."),
       optional("invariants", object(invariants_shape), "Exceptions from the invariants.")}};
  return shape;
}

std::vector<const Shape*> story_shapes() {
  std::vector<const Shape*> shapes{&story_shape(),       &host_shape(), &maildrop_shape(), &mailing_list_shape(), &policies_shape(),      &greylist_shape(), &spam_shape(), &spam_rule_shape(), &virus_shape(), &dnsbl_shape(),
                                   &refusal_shape(),     &certificate_shape(), &token_client_shape(), &dkim_shape(), &person_shape(),  &person_smime_shape(), &out_of_office_shape(),
                                   &instance_shape()};
  for (const Shape* part : instance_parts()) shapes.push_back(part);
  for (const Shape* part : sender_shapes()) shapes.push_back(part);
  shapes.push_back(&arc_seal_shape());
  shapes.push_back(&fixed_shape());
  shapes.push_back(&invariants_shape());
  return shapes;
}

}  // namespace scenarios
