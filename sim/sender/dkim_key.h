// Public keys of DKIM and ARC: what stands under selector._domainkey.domain, and what a signature is worth with it (RFC 6376, 3.6; RFC 8463).
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/dns/lookup.h"

struct evp_pkey_st;

namespace sim::sender {

/// Larger keys are not tried, nor larger exponents: each costs its reader, not its publisher. RFC 8301, 3.2 asks for up to 4096.
inline constexpr unsigned most_rsa_bits = 8192;
inline constexpr unsigned most_exponent_bits = 64;
/// Of several records under one name (RFC 6376, 3.6.2.2: undefined) so many are tried.
inline constexpr std::size_t most_key_records = 4;

/// A key record, or why it is none.
struct DkimKeyRecord {
  std::string fault;                       ///< "" if the key can be used; "key revoked", "key version DKIM3 is unknown"
  bool is_refused = false;                 ///< the fault is the verifier's choice: a key that is too large
  std::string algorithm;                   ///< k=: "rsa" or "ed25519"
  unsigned bits = 0;
  std::vector<std::string> hashes;         ///< h=; empty: all
  bool is_testing = false;                 ///< t=y
  bool is_strict = false;                  ///< t=s: i= may have no subdomain
  std::shared_ptr<evp_pkey_st> key;

  static DkimKeyRecord parse(std::string_view text);
};

/// The algorithm of a signature: a=.
struct SignatureAlgorithm {
  std::string key, hash;                   ///< "rsa", "sha256"
  /// False if it is not one of rsa-sha1, rsa-sha256, ed25519-sha256.
  bool is_known() const;
  static SignatureAlgorithm parse(std::string_view text);
};

std::string hash_of(std::string_view octets, const SignatureAlgorithm& algorithm);
bool verifies(const DkimKeyRecord& key, const SignatureAlgorithm& algorithm, std::string_view octets, std::string_view signature);

/// What DNS said about a key.
struct KeyAnswer {
  std::string name;                        ///< "s1._domainkey.corp.example"; "" if the tags make none
  std::string outcome;                 ///< of the question, as dns::Answer::outcome() has it
  bool is_temporary = false;
  std::vector<DkimKeyRecord> records;
  Duration cost{0};
  std::string step;                        ///< what was found, for a person
};
KeyAnswer ask_key(std::string_view selector, std::string_view domain, dns::Lookup& dns);

}  // namespace sim::sender
