// S/MIME (RFC 8551): whole mails signed, encrypted, opened and verified. Header fields beside Content-* stay outside, in the clear.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/auth/cms.h"
#include "sim/mail/message.h"

namespace sim::auth {

/// What S/MIME made of a message, by its header (RFC 8551, 3.2.2, 3.5).
enum class SmimeKind {
  none,
  signed_beside,   ///< multipart/signed with application/pkcs7-signature
  signed_inside,   ///< application/pkcs7-mime; smime-type=signed-data
  encrypted,       ///< enveloped-data, authEnveloped-data, or pkcs7-mime that does not say what it is
};
SmimeKind smime_kind(const mail::Message& message);

/// `raw` (CRLF line ends) as multipart/signed. The boundary comes from `random`.
Result<std::string> signed_mail(std::string_view raw, const Identity& signer, const SignOptions& options, Random& random);
Result<std::string> encrypted_mail(std::string_view raw, const std::vector<Certificate>& recipients, ContentCipher cipher, Random& random);

struct Keyring {
  std::vector<Identity> identities;   ///< who mail may be encrypted for
  Trust trust;
};

struct Verification {
  SignatureState state = SignatureState::none;
  std::string signer;                 ///< the address of the signer's certificate, else its subject; "" if there is none
  std::string reason;                 ///< "" if valid
  bool is_bad() const { return state != SignatureState::none && state != SignatureState::valid; }
};

struct OpenOptions {
  bool decrypts = true, verifies = true;
  Instant now{};
};

struct OpenedMail {
  bool is_encrypted = false;          ///< it came encrypted, opened or not
  std::string trouble;                ///< why it could not be decrypted, "" if it could
  Verification signature;             ///< of the outermost signature that does not hold, else of the innermost one
  std::optional<std::string> raw;     ///< the mail without its envelopes and opaque signatures, if it had any that opened
};
/// Takes off encryption and signatures, at most four deep. A multipart/signed stays as it is.
OpenedMail open_mail(const mail::Message& message, const Keyring& keys, const OpenOptions& options);

}  // namespace sim::auth
