// What DKIM-Signature, ARC-Message-Signature and ARC-Seal have in common: their tags, and the checks of key, body hash and signature.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/sender/dkim_canon.h"
#include "sim/sender/dkim_key.h"
#include "sim/sender/dkim_verify.h"
#include "sim/sender/tag_list.h"

namespace sim::sender {

/// The tags of one signature, read.
struct SignatureFields {
  TagList tags;
  SignatureAlgorithm algorithm;
  Canonicalization canon;
  std::string domain, selector;            ///< d=, s=; lower case
  std::string signature, body_hash;        ///< b=, bh=; octets
  std::vector<std::string> names;          ///< h=, lower case
  std::optional<std::uint64_t> length;     ///< l=
  std::optional<std::uint64_t> signed_at, expires_at;  ///< t=, x=; seconds

  /// Reads as much as can be read; says what is wrong first ("" if nothing): a fault of the list, a tag of `required` that is missing, a value that is none.
  /// `usual_canon` is c= where it is missing.
  std::string read(std::string_view value, const std::vector<std::string_view>& required, std::string_view usual_canon = "simple/simple");
};

/// Makes the verdict `result` for that reason, and tells it as a step.
void conclude(DkimVerdict& verdict, DkimResult result, std::string reason);

/// The checks in the order of RFC 6376, 6.1. Each adds its steps, and is true if the next one is to come.
bool check_algorithm(const SignatureFields& fields, const DkimPolicy& policy, DkimVerdict& verdict);
bool check_times(const SignatureFields& fields, Instant now, const DkimPolicy& policy, DkimVerdict& verdict);
/// The records that this signature may use; empty if none, and then the verdict says why. `has_subdomain`: i= is a subdomain of d=.
std::vector<DkimKeyRecord> check_keys(const SignatureFields& fields, bool has_subdomain, dns::Lookup& dns, DkimVerdict& verdict);
bool check_body(SignedMail& mail, const SignatureFields& fields, DkimVerdict& verdict);
/// `octets`: the canonical header with the signature's own field at its end.
bool check_signature(const SignatureFields& fields, const std::vector<DkimKeyRecord>& keys, std::string_view octets, DkimVerdict& verdict);
/// What holds, but is not good enough for this verifier, is `policy`.
void apply_policy(const SignatureFields& fields, const DkimPolicy& policy, DkimVerdict& verdict);

}  // namespace sim::sender
