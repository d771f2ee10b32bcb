// The keys of `policies` that are about who sent a mail.
#include "scenarios/runner/shapes.h"

namespace scenarios {
namespace {

Type handling() { return choice({"mark", "junk", "reject", "defer"}); }

const Shape& spf_shape() {
  static const Shape shape{"spf policy",
                           "What is done with the result of SPF (RFC 7208), asked at the first RCPT. A word alone is `do`.",
                           {optional("do", choice({"check", "reject"}), "`check` (default) only marks; `reject` answers a fail with 550 5.7.23."),
                            optional("fail", handling(), "550 or 451 with X.7.23 (RFC 7372)."), optional("softfail", handling(), "The same."),
                            optional("neutral", handling(), "The same."), optional("none", handling(), "The same."),
                            optional("permerror", handling(), "550 or 451 with X.7.24."), optional("temperror", handling(), "The same."),
                            optional("helo", boolean(), "Ask about the HELO name too; its fail counts like the other.")},
                           "do"};
  return shape;
}

const Shape& dkim_policy_shape() {
  static const Shape shape{
      "dkim policy",
      "What is done with the result of DKIM (RFC 6376), asked after the mail. One signature that passes is enough.",
      {optional("do", choice({"check", "reject"}), "`check` (default) only marks; `reject` refuses whatever does not pass, temperror for now."),
       optional("missing", handling(), "Without a signature: X.7.20 (RFC 7372)."), optional("fail", handling(), "No signature holds: X.7.20."),
       optional("policy", handling(), "One holds, but is not accepted here (see below): X.7.21."),
       optional("permerror", handling(), "No key: X.7.20."), optional("temperror", handling(), "DNS did not answer: X.7.20."),
       optional("least_key", integer(), "Bits of the smallest RSA key accepted; default 1024."),
       optional("sha1", boolean(), "Accept rsa-sha1 (default false, RFC 8301)."),
       optional("partial_body", boolean(), "Accept a body that l= covers in part (default true)."),
       optional("ed25519", boolean(), "Know Ed25519 (default true, RFC 8463); else such a signature is neutral.")},
      "do"};
  return shape;
}

const Shape& dmarc_policy_shape() {
  static const Shape shape{
      "dmarc policy",
      "What is done with the result of DMARC, asked after the mail; SPF and DKIM are asked for it.",
      {optional("do", choice({"check", "enforce"}),
                "`check` (default) only marks; `enforce` does what the domain's owner asks for: rejects, or puts into Junk."),
       optional("reject", handling(), "Of mail that its domain asks to reject."),
       optional("quarantine", handling(), "Of mail that its domain asks to quarantine."),
       optional("permerror", handling(), "From does not name its authors' domains, or the record is invalid."),
       optional("temperror", handling(), "DNS did not answer."),
       optional("rules", choice({"rfc7489", "rfc9989"}), "Public suffix list (default) or tree walk."),
       optional("reply", text(), "Of a rejection; default `550 5.7.1 rejected by the DMARC policy of DOMAIN`.")},
      "do"};
  return shape;
}

const Shape& arc_policy_shape() {
  static const Shape shape{"arc policy",
                           "The Authenticated Received Chain (RFC 8617) is verified, and a trusted chain overrides a DMARC failure.",
                           {optional("do", choice({"check"}), "Verify the chain."),
                            optional("trusted", list_of(text()),
                                     "Sealing domains that are believed. All that sealed after the one who saw dmarc=pass for the domain of From must be among them.")},
                           "do"};
  return shape;
}

const Shape& iprev_shape() {
  static const Shape shape{
      "iprev policy",
      "What is done if the client's address has no name that leads back to it (RFC 8601, 2.7.3), asked at the first RCPT.",
      {optional("do", choice({"check", "reject", "defer"}), "`check` (default) only marks; `reject` answers 550 5.7.25, `defer` 450 4.7.25."),
       optional("fail", handling(), "Names that lead elsewhere."), optional("permerror", handling(), "No name."),
       optional("temperror", handling(), "DNS did not answer.")},
      "do"};
  return shape;
}

const Shape& impersonation_shape() {
  static const Shape shape{
      "impersonation policy",
      "Mail of strangers that looks like one's own: a protected display name, or a domain like a protected one.",
      {required("protect", list_of(text()), "Display names, and domains."), optional("do", choice({"mark", "junk", "reject"}), "Default junk.")},
      "protect"};
  return shape;
}

const Shape& sender_rules_shape() {
  static const Shape shape{
      "sender rules",
      "The demands of a big receiver, with its replies; `mailrig readiness` asks the same. A word alone is the receiver.",
      {required("receiver", choice({"gmail", "yahoo", "outlook"}), "Whose."),
       optional("bulk", integer(),
                "Mails within 24 hours, all sub-domains together, that make a domain a bulk sender; default the receiver's own number "
                "(5000; Yahoo publishes none, so nobody is)."),
       optional("phase", choice({"by-date", "temporary", "permanent"}), "Defer or refuse; `by-date` (default) as the receiver announced it."),
       optional("spam_rate", integer(), "Of 10,000 mails of any sender so many are reported as spam: 31 is 0.31 %.")},
      "receiver"};
  return shape;
}

}  // namespace

std::vector<Key> sender_keys() {
  return {optional("spf", object(spf_shape), "Sender Policy Framework: `check`, `reject`, or by result."),
          optional("dkim", object(dkim_policy_shape), "Signatures: `check`, `reject`, or by result."),
          optional("dmarc", object(dmarc_policy_shape), "The policy of the domain in From: `check`, `enforce`, or by what it asks."),
          optional("arc", object(arc_policy_shape), "Chains of forwarders: `check`, or whom to trust."),
          optional("iprev", object(iprev_shape), "The client's name: `check`, `reject`, `defer`, or by result."),
          optional("impersonation", object(impersonation_shape), "Names and domains that others must not look like."),
          optional("sender_rules", object(sender_rules_shape), "What Gmail, Yahoo or Outlook demands."),
          optional("authentication_results", boolean(),
                   "Write Authentication-Results and Received-SPF if anything of that is asked (default true); forged ones are removed.")};
}

std::vector<const Shape*> sender_shapes() {
  return {&spf_shape(),   &dkim_policy_shape(),   &dmarc_policy_shape(), &arc_policy_shape(),
          &iprev_shape(), &impersonation_shape(), &sender_rules_shape()};
}

}  // namespace scenarios
