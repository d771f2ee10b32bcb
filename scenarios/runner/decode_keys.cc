// Certificates and keys of a story: from files beside it, or as PEM text in it.
#include "scenarios/runner/decode.h"
#include "scenarios/runner/read_yaml.h"
#include "scenarios/runner/validate.h"

namespace scenarios {
namespace {

constexpr std::size_t most_key_octets = 1'000'000;

std::string content_of(const Value& named) {
  if (named.text.starts_with("-----BEGIN ")) return named.text;
  auto content = read_file(path_beside(named), most_key_octets);
  return content ? *std::move(content) : std::string();
}

}  // namespace

std::vector<std::string> contents_at(const Value& map, std::string_view key) {
  std::vector<std::string> out;
  const Value* found = map.find(key);
  if (found == nullptr) return out;
  for (const Value* item : items_of(*found)) out.push_back(content_of(*item));
  return out;
}

bool names_identity(const Value& smime) {
  return smime.find("p12") != nullptr || smime.find("certificate") != nullptr || smime.find("key") != nullptr;
}

std::string content_at(const Value& map, std::string_view key) {
  const Value* found = map.find(key);
  return found == nullptr ? std::string() : content_of(*found);
}

sim::Result<sim::auth::Identity> decode_identity(const Value& smime) {
  const std::string password = smime.text_of("password");
  auto identity = smime.find("p12") != nullptr
                      ? sim::auth::Identity::from_p12(content_at(smime, "p12"), password)
                      : sim::auth::Identity::from_pem(content_at(smime, "certificate"), content_at(smime, "key"), password);
  if (!identity) return sim::Error{identity.error().what, identity.error().advice, smime.place};
  return identity;
}

engine::SmimeConfig decode_smime(const Value& smime) {
  engine::SmimeConfig config;
  config.place = smime.place;
  config.authorities = contents_at(smime, "ca");
  config.certificates = contents_at(smime, "certificates");
  if (!names_identity(smime)) return config;
  // What cannot be opened is told by load_story(); the engine refuses it once more.
  const auto own = decode_identity(smime);
  config.certificate = own ? own->certificate().pem() : content_at(smime, "certificate");
  config.key = own ? own->key_pem() : std::string();
  return config;
}

}  // namespace scenarios
