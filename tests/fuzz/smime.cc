// Oracle: opening hostile S/MIME ends, what it gives is a message under the outer fields, and it says the same twice.
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "sim/auth/smime.h"

namespace {

using namespace sim::auth;

void must(bool holds) {
  if (!holds) std::abort();
}

/// The targets run in the build's folder or in the project's.
std::string key(const std::string& name) {
  for (const char* up : {"", "../../../", "../../../../"}) {
    std::ifstream in(std::string(up) + "scenarios/library/keys/" + name, std::ios::binary);
    if (in) return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  return {};
}

const Keyring& keys() {
  static const Keyring ring = [] {
    Keyring made;
    if (auto acme = Identity::from_pem(key("acme.crt"), key("acme.key"))) made.identities.push_back(*std::move(acme));
    if (auto anchor = Certificate::from_pem(key("ca.crt"))) made.trust.anchors.push_back(*std::move(anchor));
    return made;
  }();
  must(!ring.identities.empty() && !ring.trust.anchors.empty());
  return ring;
}

OpenedMail open(const std::string& raw) {
  return open_mail(sim::mail::Message(raw), keys(), {true, true, sim::Instant{} + std::chrono::hours{24 * 20500}});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 200'000) return 0;
  const std::string raw(reinterpret_cast<const char*>(data), size);
  const OpenedMail found = open(raw);
  const OpenedMail again = open(raw);
  must(found.raw == again.raw && found.trouble == again.trouble && found.signature.state == again.signature.state);
  must(found.signature.state == SignatureState::none || found.signature.state == SignatureState::valid || !found.signature.reason.empty());
  if (found.raw) must(sim::mail::Message(*found.raw).subject() == sim::mail::Message(raw).subject());
  static_cast<void>(cms_kind(raw));
  static_cast<void>(Certificate::all_from_pem(raw));
  static_cast<void>(Identity::from_p12(raw, "secret"));
  return 0;
}
