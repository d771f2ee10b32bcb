// Signs mails with DKIM (RFC 6376; Ed25519: RFC 8463) and writes the key's DNS record. Verifying: dkim_verify.h.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/clock.h"
#include "sim/random.h"
#include "sim/result.h"
#include "sim/sender/dkim_canon.h"

struct evp_pkey_st;

namespace sim::sender {

enum class DkimAlgorithm { rsa_sha256, ed25519_sha256 };
std::string_view algorithm_name(DkimAlgorithm algorithm);   ///< "rsa-sha256", as the tag a= has it

/// A private key as a value: cheap to copy.
class DkimKey {
 public:
  /// An RSA key of at least 1024 bits (RFC 8301, 3.2) or an Ed25519 one; its kind decides the algorithm.
  static Result<DkimKey> from_pem(std::string_view pem);
  /// An Ed25519 key that the seed decides.
  static DkimKey from_random(Random& random);

  DkimAlgorithm algorithm() const { return algorithm_; }
  /// The TXT record's text: "v=DKIM1; k=rsa; p=..." (RFC 6376, 3.6.1). Longer than 255 octets for RSA.
  std::string record() const;
  /// The signature over octets that are canonical already.
  std::string sign(std::string_view octets) const;

 private:
  DkimKey(std::shared_ptr<evp_pkey_st> key, DkimAlgorithm algorithm) : key_(std::move(key)), algorithm_(algorithm) {}
  std::shared_ptr<evp_pkey_st> key_;
  DkimAlgorithm algorithm_;
};

struct DkimSigner {
  std::string domain, selector;    ///< d= and s=
  DkimKey key;
  bool oversigns = false;          ///< names each field once more than it stands there, so that none can be added (RFC 6376, 5.4.2)
  Canonicalization canon{Canon::relaxed, Canon::relaxed};
  std::optional<std::size_t> body_octets;  ///< l=: how much of the canonical body is signed; the whole of it if it is shorter
  Duration lifetime{0};            ///< x= is so much after t=; 0: no x=
  std::string identity;            ///< i=; "": none
  std::vector<std::string> fields; ///< h= as it is to stand, absent names and repetitions included; empty: the usual fields that are there
};

/// "DKIM-Signature: ...\r\n", folded, to be put in front of `raw`.
std::string dkim_signature(std::string_view raw, const DkimSigner& signer, Instant now);

/// The usual fields to sign (RFC 6376, 5.4.1), as often as each stands in the mail.
std::vector<std::string> usual_signed_fields(const SignedMail& mail);

/// A text as character-strings of at most 255 octets (RFC 1035, 3.3.14).
std::vector<std::string> character_strings(std::string_view text);

}  // namespace sim::sender
