#include "sim/sender/dkim_key.h"

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>

#include "sim/auth/detail/openssl.h"
#include "sim/sender/domain_name.h"
#include "sim/sender/tag_list.h"

namespace sim::sender {
namespace {

/// A key of most_rsa_bits with its exponent and its frame; what is longer is not read.
constexpr std::size_t most_key_octets = most_rsa_bits / 8 + 128;
constexpr std::size_t ed25519_octets = 32;

bool names(const std::vector<std::string>& list, std::string_view word) { return std::find(list.begin(), list.end(), word) != list.end(); }

/// The keys that were read last: OpenSSL takes twice as long to read a key as to verify with it, and a receiver sees the same few again and again.
class LastKeys {
 public:
  std::shared_ptr<EVP_PKEY> find(const std::string& der) const {
    const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& each) { return each.der == der; });
    return found == kept_.end() ? nullptr : found->key;
  }
  void keep(const std::string& der, std::shared_ptr<EVP_PKEY> key) {
    kept_[next_] = {der, std::move(key)};
    next_ = (next_ + 1) % kept_.size();
  }

 private:
  struct Kept {
    std::string der;
    std::shared_ptr<EVP_PKEY> key;
  };
  std::array<Kept, 16> kept_;
  std::size_t next_ = 0;
};

/// SubjectPublicKeyInfo as everyone writes it, or the bare RSAPublicKey that RFC 6376, 3.6.1 speaks of.
std::shared_ptr<EVP_PKEY> rsa_key(const std::string& der) {
  thread_local LastKeys last_keys;
  if (auto known = last_keys.find(der)) return known;
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const auto size = static_cast<long>(der.size());
  EVP_PKEY* key = d2i_PUBKEY(nullptr, &at, size);
  if (key == nullptr) {
    at = reinterpret_cast<const unsigned char*>(der.data());
    key = d2i_PublicKey(EVP_PKEY_RSA, nullptr, &at, size);
  }
  auth::detail::last_error();
  std::shared_ptr<EVP_PKEY> owned(key, auth::detail::FreeHandle());
  if (!owned || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA) return nullptr;
  last_keys.keep(der, owned);
  return owned;
}

unsigned exponent_bits(EVP_PKEY* key) {
  BIGNUM* exponent = nullptr;
  if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent) != 1) return 0;
  const int bits = BN_num_bits(exponent);
  BN_free(exponent);
  return static_cast<unsigned>(bits);
}

void read_rsa(const std::string& der, DkimKeyRecord& record) {
  if (der.size() > most_key_octets) {
    record.is_refused = true;
    record.fault = fmt::format("key too large ({} octets)", der.size());
    return;
  }
  record.key = rsa_key(der);
  if (!record.key) {
    record.fault = "key syntax error (p= is no RSA key)";
    return;
  }
  record.bits = static_cast<unsigned>(EVP_PKEY_get_bits(record.key.get()));
  if (record.bits <= most_rsa_bits && exponent_bits(record.key.get()) <= most_exponent_bits) return;
  record.is_refused = true;
  record.fault = fmt::format("key too large ({} bits)", record.bits);
}

void read_ed25519(const std::string& octets, DkimKeyRecord& record) {
  // RFC 8463, 4.2: the bare key. Some publish it framed as RSA keys are; no verifier takes that.
  if (octets.size() == ed25519_octets) {
    record.key = {EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char*>(octets.data()), octets.size()),
                  auth::detail::FreeHandle()};
    record.bits = 256;
  }
  if (!record.key) record.fault = fmt::format("key syntax error (p= has {} octets, an Ed25519 key 32)", octets.size());
}

void read_public_key(const TagList& tags, DkimKeyRecord& record) {
  const auto text = tags.squeezed("p");
  if (!text) {
    record.fault = "key syntax error (no p=)";
  } else if (text->empty()) {
    record.fault = "key revoked";
  } else if (const auto octets = octets_of(*text); !octets) {
    record.fault = "key syntax error (p= is no base64)";
  } else if (record.algorithm == "rsa") {
    read_rsa(*octets, record);
  } else {
    read_ed25519(*octets, record);
  }
}

const EVP_MD* digest_of(const SignatureAlgorithm& algorithm) { return algorithm.hash == "sha1" ? EVP_sha1() : EVP_sha256(); }

std::string record_step(const DkimKeyRecord& record) {
  if (!record.fault.empty()) return record.fault;
  std::string out = record.algorithm == "rsa" ? fmt::format("RSA, {} bits", record.bits) : "Ed25519";
  if (record.is_testing) out += ", testing (t=y)";
  if (record.is_strict) out += ", no subdomains (t=s)";
  return out;
}

}  // namespace

DkimKeyRecord DkimKeyRecord::parse(std::string_view text) {
  DkimKeyRecord record;
  const TagList tags = read_tags(text);
  const std::string_view version = tags.value("v", "DKIM1");
  record.algorithm = std::string(tags.value("k", "rsa"));
  record.hashes = pieces_of(tags.value("h"), ':');
  const std::vector<std::string> flags = pieces_of(tags.value("t"), ':');
  record.is_testing = names(flags, "y");
  record.is_strict = names(flags, "s");
  const std::vector<std::string> services = pieces_of(tags.value("s", "*"), ':');
  if (version != "DKIM1" || (tags.find("v") != nullptr && tags.tags.front().name != "v")) {
    record.fault = fmt::format("key syntax error (v={})", version.substr(0, 20));
  } else if (!tags.faults.empty()) {
    record.fault = "key syntax error (" + tags.faults.front() + ")";
  } else if (record.algorithm != "rsa" && record.algorithm != "ed25519") {
    record.fault = fmt::format("key type {} is unknown", record.algorithm.substr(0, 20));
  } else if (!names(services, "*") && !names(services, "email")) {
    record.fault = "key is not for email (s=)";
  } else {
    read_public_key(tags, record);
  }
  return record;
}

SignatureAlgorithm SignatureAlgorithm::parse(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return {std::string(text), ""};
  return {std::string(text.substr(0, dash)), std::string(text.substr(dash + 1))};
}

bool SignatureAlgorithm::is_known() const {
  return (key == "rsa" && (hash == "sha1" || hash == "sha256")) || (key == "ed25519" && hash == "sha256");
}

std::string hash_of(std::string_view octets, const SignatureAlgorithm& algorithm) {
  std::string out(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  EVP_Digest(octets.data(), octets.size(), reinterpret_cast<unsigned char*>(out.data()), &size, digest_of(algorithm), nullptr);
  out.resize(size);
  return out;
}

bool verifies(const DkimKeyRecord& key, const SignatureAlgorithm& algorithm, std::string_view octets, std::string_view signature) {
  if (!key.key) return false;
  const bool is_rsa = key.algorithm == "rsa";
  // RFC 8463, 3: Ed25519 signs the digest as its message.
  const std::string digest = is_rsa ? std::string() : hash_of(octets, algorithm);
  const std::string_view message = is_rsa ? octets : std::string_view(digest);
  const auth::detail::Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  const bool holds = EVP_DigestVerifyInit(context.get(), nullptr, is_rsa ? digest_of(algorithm) : nullptr, nullptr, key.key.get()) == 1 &&
                     EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                                      reinterpret_cast<const unsigned char*>(message.data()), message.size()) == 1;
  auth::detail::last_error();
  return holds;
}

KeyAnswer ask_key(std::string_view selector, std::string_view domain, dns::Lookup& dns) {
  KeyAnswer out;
  const std::string text = fmt::format("{}._domainkey.{}", with_a_labels(selector), with_a_labels(domain));  // RFC 8616, 5
  const auto name = dns::Name::parse(text);
  if (!name || text.find('\\') != std::string::npos || domain.empty() || selector.empty()) {
    out.step = "s= and d= make no name";
    return out;
  }
  out.name = name->text();
  const dns::Answer answer = dns.look_up(*name, dns::Type::TXT);
  out.outcome = answer.outcome();
  out.is_temporary = answer.is_temporary();
  out.cost = answer.cost;
  out.step = out.name + " TXT: ";
  for (const dns::Record& alias : answer.chain) out.step += "alias of " + alias.data_text() + ", ";
  for (const dns::Record& each : answer.records) {
    const auto* txt = std::get_if<dns::TxtData>(&each.data);
    if (txt == nullptr || out.records.size() == most_key_records) continue;
    out.records.push_back(DkimKeyRecord::parse(txt->joined()));
    out.step += (out.records.size() > 1 ? "; " : "") + record_step(out.records.back());
  }
  if (out.records.empty()) out.step += answer.status == dns::Status::found ? "no text" : answer.outcome();
  return out;
}

}  // namespace sim::sender
