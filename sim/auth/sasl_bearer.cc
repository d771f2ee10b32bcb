// OAUTHBEARER (RFC 7628) and XOAUTH2, both ends: the client shows an access token; a server that refuses it first says why.
#include "sim/auth/sasl_mechanisms.h"

namespace sim::auth {
namespace {

using Kind = SaslServer::Turn::Kind;

class BearerClient final : public SaslClient {
 public:
  BearerClient(Credentials who, BearerForm form) : who_(std::move(who)), form_(form) {}
  std::string_view mechanism() const override { return form_ == BearerForm::xoauth2 ? "XOAUTH2" : "OAUTHBEARER"; }
  std::optional<std::string> initial() override {
    const std::string front = form_ == BearerForm::xoauth2 ? "user=" + who_.user_name : "n,a=" + escaped_authzid(who_.user_name) + ",";
    return front + "\x01" "auth=Bearer " + who_.access_token + "\x01\x01";
  }
  /// A challenge is the reason of a refusal; it is acknowledged, so that the server can say that it fails (RFC 7628, 3.2.3).
  std::optional<std::string> answer(std::string_view challenge) override {
    if (is_refused_) return std::nullopt;
    is_refused_ = true;
    reason_ = challenge.substr(0, 1000);
    return form_ == BearerForm::xoauth2 ? "" : "\x01";
  }
  bool may_succeed() const override { return !is_refused_; }
  std::string reason() const override { return reason_; }

 private:
  Credentials who_;
  BearerForm form_;
  bool is_refused_ = false;
  std::string reason_;
};

class BearerServer final : public SaslServer {
 public:
  BearerServer(SaslUsers& users, BearerForm form) : users_(users), form_(form) {}
  const std::string& user() const override { return user_; }
  Turn hear(std::optional<std::string_view> response) override {
    if (is_refused_) return {Kind::failure, ""};  // whatever the acknowledgement was
    if (!response) return {Kind::challenge, ""};
    const auto name = name_in(*response);
    const auto token = token_in(*response);
    if (!name || !token) return {Kind::malformed, ""};
    if (!name->empty() && users_.accepts_token(*name, *token)) {
      user_ = *name;
      return {Kind::success, ""};
    }
    is_refused_ = true;
    if (form_ == BearerForm::xoauth2) return {Kind::challenge, R"({"status":"401","schemes":"bearer","scope":"mail"})"};
    return {Kind::challenge, R"({"status":"invalid_token","scope":"mail"})"};
  }

 private:
  std::optional<std::string> name_in(std::string_view response) const {
    const std::string_view front = response.substr(0, response.find('\x01'));
    if (form_ == BearerForm::xoauth2)
      return front.starts_with("user=") ? std::optional<std::string>(front.substr(5)) : std::nullopt;
    // RFC 7628, 3.1: no channel binding here, so "n" or "y".
    if (!front.ends_with(',') || (!front.starts_with("n,") && !front.starts_with("y,"))) return std::nullopt;
    const std::string_view authzid = front.substr(2, front.size() - 3);
    if (front.size() < 3 || authzid.empty()) return "";
    return authzid.starts_with("a=") ? unescaped_authzid(authzid.substr(2)) : std::nullopt;
  }
  static std::optional<std::string_view> token_in(std::string_view response) {
    if (!response.ends_with("\x01\x01")) return std::nullopt;
    const std::size_t at = response.find("\x01" "auth=");
    if (at == std::string_view::npos) return std::nullopt;
    std::string_view value = response.substr(at + 6);
    value = value.substr(0, value.find('\x01'));
    if (value.size() < 8 || value[6] != ' ') return std::nullopt;
    for (std::size_t i = 0; i < 6; ++i) {
      if ((value[i] | 32) != "bearer"[i]) return std::nullopt;  // RFC 7628, 3.1: the scheme's case does not count
    }
    return value.substr(7);
  }

  SaslUsers& users_;
  BearerForm form_;
  std::string user_;
  bool is_refused_ = false;
};

}  // namespace

std::string escaped_authzid(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == ',') out += "=2C";
    else if (c == '=') out += "=3D";
    else out += c;
  }
  return out;
}

std::optional<std::string> unescaped_authzid(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '=') {
      out += text[at];
      continue;
    }
    const std::string_view code = text.substr(at + 1, 2);
    if (code != "2C" && code != "3D") return std::nullopt;
    out += code == "2C" ? ',' : '=';
    at += 2;
  }
  return out;
}

std::unique_ptr<SaslClient> bearer_client(const Credentials& credentials, BearerForm form) {
  return std::make_unique<BearerClient>(credentials, form);
}
std::unique_ptr<SaslServer> bearer_server(SaslUsers& users, BearerForm form) { return std::make_unique<BearerServer>(users, form); }

}  // namespace sim::auth
