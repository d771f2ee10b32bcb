// The Cryptographic Message Syntax (RFC 5652) as S/MIME uses it: octets in, octets or a verdict out. DER on both sides.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/auth/certificate.h"
#include "sim/random.h"

namespace sim::auth {

/// Larger content is neither read nor made.
inline constexpr std::size_t most_cms_octets = 100'000'000;

/// AES-256-CBC makes EnvelopedData, AES-256-GCM AuthEnvelopedData (RFC 5083; RFC 8551, 2.7).
enum class ContentCipher { aes_256_cbc, aes_256_gcm };

/// What a CMS object is; `other` for all that mail has no use for, unreadable octets too.
enum class CmsKind { signed_data, enveloped, auth_enveloped, other };
CmsKind cms_kind(std::string_view der);

struct SignOptions {
  Instant at{};                    ///< signing time
  bool with_certificate = true;    ///< the signer's certificate goes along
};
/// A detached signature with SHA-256.
Result<std::string> sign_detached(std::string_view content, const Identity& signer, const SignOptions& options, Random& random);
Result<std::string> encrypt(std::string_view content, const std::vector<Certificate>& recipients, ContentCipher cipher, Random& random);
/// With the key of the first of `identities` that it was encrypted for; the error says why none opens it.
Result<std::string> decrypt(std::string_view der, const std::vector<Identity>& identities);

/// What became of a signature. Everything but `valid` carries a reason.
enum class SignatureState {
  none,              ///< not signed
  valid,
  tampered,          ///< the content is not what was signed, or the signature is not the certificate's
  unreadable,        ///< no CMS signature at all, or one of an unknown kind
  no_certificate,    ///< the signer's certificate came neither with the mail nor is it known
  untrusted,         ///< no chain to a trusted certificate
  expired,           ///< a certificate of the chain is not valid at this time
  address_mismatch,  ///< it is another's address than the mail's (RFC 8550, 3)
};
std::string_view state_name(SignatureState state);

struct Trust {
  std::vector<Certificate> anchors;   ///< authorities, or single certificates
  std::vector<Certificate> known;     ///< certificates of correspondents: help to find a signer's, and give no trust
};

struct CmsVerification {
  SignatureState state = SignatureState::none;
  std::string reason;                 ///< one sentence, "" if valid
  std::optional<Certificate> signer;  ///< as far as it was found
  std::string content;                ///< what was signed, where it stands inside
};
/// `detached` is the content of a signature that stands beside it. With several signers the worst counts.
CmsVerification verify(std::string_view der, std::optional<std::string_view> detached, const Trust& trust, Instant now);

}  // namespace sim::auth
