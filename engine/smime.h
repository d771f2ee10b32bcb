// The S/MIME plugin (com.glide.email.smime, spec 12): what properties and certificates make of it, compiled once.
#pragma once
#include <map>
#include <memory>
#include <string>

#include "engine/parts.h"
#include "sim/auth/smime.h"

namespace engine {

struct Smime {
  std::uint64_t made_at = 0;            ///< Properties::changes() when it was compiled
  bool signs = false, sends_certificate = true, encrypts = false;
  bool decrypts = false, verifies = false, ignores_unverified = true;
  sim::auth::ContentCipher cipher = sim::auth::ContentCipher::aes_256_cbc;
  sim::auth::Keyring keys;              ///< the instance's own identity, authorities, correspondents
  std::map<std::string, sim::auth::Certificate, std::less<>> recipients;   ///< by email_key()

  const sim::auth::Identity* own() const { return keys.identities.empty() ? nullptr : &keys.identities.front(); }
  /// Nothing if no certificate is kept for that address.
  const sim::auth::Certificate* certificate_for(std::string_view address) const;
};

/// What is in force; everything is off while the plugin is. Compiled again after a change.
std::shared_ptr<const Smime> smime_of(Parts& parts);

}  // namespace engine
