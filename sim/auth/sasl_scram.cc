// SCRAM-SHA-256 (RFC 5802, 7677), both ends, without channel binding. Names and passwords are taken as they are: SASLprep leaves ASCII
// alone, and what it does to other text is not done here.
#include <charconv>

#include "sim/auth/base64.h"
#include "sim/auth/sasl_digest.h"
#include "sim/auth/sasl_mechanisms.h"

namespace sim::auth {
namespace {

using Kind = SaslServer::Turn::Kind;

/// RFC 7677, 4 wants at least the first; the second bounds what a hostile server can make a client compute.
constexpr int least_iterations = 4096;
constexpr int most_iterations = 200'000;

/// The value of the next attribute "x=value" of a comma-separated list, which must have this name; takes it off the list.
std::optional<std::string_view> take_attribute(std::string_view& list, char name) {
  if (list.size() < 2 || list[0] != name || list[1] != '=') return std::nullopt;
  const std::size_t comma = std::min(list.find(','), list.size());
  const std::string_view value = list.substr(2, comma - 2);
  list.remove_prefix(std::min(comma + 1, list.size()));
  return value;
}

std::string scram_xor(std::string a, std::string_view b) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) a[i] = static_cast<char>(a[i] ^ b[i]);
  return a;
}

/// What both ends compute (RFC 5802, 3).
struct ScramProof {
  std::string client_proof, server_signature;
  ScramProof(std::string_view password, std::string_view salt, int iterations, std::string_view auth_message) {
    const std::string salted = pbkdf2_sha256(password, salt, iterations);
    const std::string client_key = hmac_sha256(salted, "Client Key");
    client_proof = scram_xor(client_key, hmac_sha256(sha256(client_key), auth_message));
    server_signature = hmac_sha256(hmac_sha256(salted, "Server Key"), auth_message);
  }
};

class ScramClient final : public SaslClient {
 public:
  ScramClient(const Credentials& who, std::string nonce) : password_(who.password), nonce_(std::move(nonce)) {
    first_ = "n=" + escaped_authzid(who.user_name) + ",r=" + nonce_;
  }
  std::string_view mechanism() const override { return "SCRAM-SHA-256"; }
  std::optional<std::string> initial() override { return "n,," + first_; }
  std::optional<std::string> answer(std::string_view challenge) override {
    if (server_signature_.empty()) return final_message(challenge);
    // RFC 5802, 5.1: v= the signature, e= an error. Nothing is left to say.
    const auto signature = take_attribute(challenge, 'v');
    if (is_sure_ || !signature || from_base64(*signature) != server_signature_) return std::nullopt;
    is_sure_ = true;
    return "";
  }
  bool may_succeed() const override { return is_sure_; }

 private:
  std::optional<std::string> final_message(std::string_view challenge) {
    std::string_view rest = challenge;
    const auto nonce = take_attribute(rest, 'r');
    const auto salt = take_attribute(rest, 's');
    const auto count = take_attribute(rest, 'i');
    if (!nonce || !salt || !count) return std::nullopt;
    if (!nonce->starts_with(nonce_) || nonce->size() == nonce_.size()) return std::nullopt;
    const auto raw_salt = from_base64(*salt);
    int iterations = 0;
    const auto [end, fault] = std::from_chars(count->data(), count->data() + count->size(), iterations);
    if (!raw_salt || fault != std::errc{} || end != count->data() + count->size()) return std::nullopt;
    if (iterations < least_iterations || iterations > most_iterations) return std::nullopt;
    const std::string without_proof = "c=biws,r=" + std::string(*nonce);  // base64 of "n,,"
    const ScramProof proof(password_, *raw_salt, iterations, first_ + "," + std::string(challenge) + "," + without_proof);
    server_signature_ = proof.server_signature;
    return without_proof + ",p=" + to_base64(proof.client_proof);
  }

  std::string password_, nonce_, first_, server_signature_;
  bool is_sure_ = false;
};

class ScramServer final : public SaslServer {
 public:
  ScramServer(SaslUsers& users, std::string nonce, std::string salt) : users_(users), nonce_(std::move(nonce)), salt_(std::move(salt)) {}
  const std::string& user() const override { return user_; }
  Turn hear(std::optional<std::string_view> response) override {
    if (!server_first_.empty()) return finish(response.value_or(""));
    if (!response) return {Kind::challenge, ""};
    return begin(*response);
  }

 private:
  /// gs2-header n=name,r=nonce. No channel binding is offered, so "p=" is refused and "y" is right (RFC 5802, 6).
  Turn begin(std::string_view message) {
    if (!message.starts_with("n,") && !message.starts_with("y,")) return {Kind::malformed, ""};
    const std::size_t comma = message.find(',', 2);
    if (comma == std::string_view::npos) return {Kind::malformed, ""};
    gs2_header_ = message.substr(0, comma + 1);
    client_first_ = message.substr(comma + 1);
    std::string_view rest = client_first_;
    const auto name = take_attribute(rest, 'n');  // "m=", an extension that must be understood, is not
    const auto nonce = take_attribute(rest, 'r');
    const std::string_view authzid = std::string_view(gs2_header_).substr(2, comma - 2);
    if (!name || name->empty() || !nonce || nonce->empty()) return {Kind::malformed, ""};
    if (!authzid.empty() && authzid != "a=" + std::string(*name)) return {Kind::failure, ""};
    const auto plain_name = unescaped_authzid(*name);
    if (!plain_name) return {Kind::malformed, ""};
    name_ = *plain_name;
    nonce_ = std::string(*nonce) + nonce_;
    server_first_ = "r=" + nonce_ + ",s=" + to_base64(salt_) + ",i=" + std::to_string(least_iterations);
    return {Kind::challenge, server_first_};
  }
  Turn finish(std::string_view message) {
    std::string_view rest = message;
    const auto binding = take_attribute(rest, 'c');
    const auto nonce = take_attribute(rest, 'r');
    const std::size_t proof_at = message.rfind(",p=");
    if (!binding || !nonce || proof_at == std::string_view::npos) return {Kind::malformed, ""};
    if (from_base64(*binding) != gs2_header_ || *nonce != nonce_) return {Kind::failure, ""};
    const auto password = users_.password_of(name_);
    if (!password) return {Kind::failure, ""};
    const std::string auth_message = client_first_ + "," + server_first_ + "," + std::string(message.substr(0, proof_at));
    const ScramProof proof(*password, salt_, least_iterations, auth_message);
    const auto given = from_base64(message.substr(proof_at + 3));
    if (!given || !equal_secrets(*given, proof.client_proof)) return {Kind::failure, ""};
    user_ = name_;
    return {Kind::success, "v=" + to_base64(proof.server_signature)};
  }

  SaslUsers& users_;
  std::string nonce_, salt_;
  std::string gs2_header_, client_first_, server_first_, name_, user_;
};

}  // namespace

std::unique_ptr<SaslClient> scram_client(const Credentials& credentials, std::string nonce) {
  return std::make_unique<ScramClient>(credentials, std::move(nonce));
}
std::unique_ptr<SaslServer> scram_server(SaslUsers& users, std::string nonce, std::string salt) {
  return std::make_unique<ScramServer>(users, std::move(nonce), std::move(salt));
}

}  // namespace sim::auth
