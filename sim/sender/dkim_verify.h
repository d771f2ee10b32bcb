// Verifies DKIM signatures (RFC 6376; which algorithms and keys count: RFC 8301; Ed25519: RFC 8463).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "sim/clock.h"
#include "sim/dns/lookup.h"

namespace sim::sender {

/// RFC 8601, 2.7.1.
enum class DkimResult { none, pass, fail, policy, neutral, temperror, permerror };
std::string_view result_name(DkimResult result);

/// What a verifier accepts where RFC 8301 leaves it to him. What he does not like is `policy`.
struct DkimPolicy {
  unsigned least_rsa_bits = 1024;      ///< RFC 8301, 3.2
  bool takes_sha1 = false;             ///< RFC 8301, 3.1
  bool takes_partial_bodies = true;    ///< l= that covers less than the whole body (RFC 6376, 8.2)
  bool knows_ed25519 = true;           ///< false: such a signature is neutral, as at a receiver that has not learnt it
  bool takes_drafts = false;           ///< v= may be missing or 0.x, and q=dns, as signers had it before RFC 4871
  std::size_t most_signatures = 10;    ///< those beyond are passed over
  Duration clock_skew = std::chrono::minutes{5};  ///< t= may be so far in the future
};

/// What became of one DKIM-Signature field.
struct DkimVerdict {
  DkimResult result = DkimResult::none;
  std::string domain, selector;        ///< d=, s=
  std::string identity;                ///< i=, or "@d" without
  std::string algorithm;               ///< a= as written
  std::string signature_start;         ///< the first octets of b=, for header.b (RFC 6008); 8, or more to tell signatures apart
  std::vector<std::string> signed_fields;  ///< h=, lower case
  unsigned key_bits = 0;               ///< 0 if there was no key
  bool is_testing = false;             ///< the key's t=y: to be treated as unsigned (RFC 6376, 3.6.1)
  bool covers_whole_body = true;       ///< no l=, or one that reaches the end
  std::string signed_body_hash, body_hash;  ///< bh= and what the body gives, base64; empty if it did not come to that
  std::size_t body_octets = 0;         ///< how many octets of the canonical body were hashed
  std::string reason;                  ///< why not pass: "body hash did not verify"
  std::vector<std::string> steps;      ///< tags, key, body hash, header hash: each with what was found
  Duration cost{0};                    ///< what asking DNS took
};

/// One verdict for each DKIM-Signature, from the top; empty if there is none. `raw` has CRLF line ends.
std::vector<DkimVerdict> verify_dkim(std::string_view raw, dns::Lookup& dns, Instant now, const DkimPolicy& policy = {});

}  // namespace sim::sender
