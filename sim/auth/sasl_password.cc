// PLAIN (RFC 4616), LOGIN and CRAM-MD5 (RFC 2195), both ends.
#include "sim/auth/sasl_digest.h"
#include "sim/auth/sasl_mechanisms.h"

namespace sim::auth {
namespace {

using Kind = SaslServer::Turn::Kind;

class PlainClient final : public SaslClient {
 public:
  explicit PlainClient(Credentials who) : who_(std::move(who)) {}
  std::string_view mechanism() const override { return "PLAIN"; }
  std::optional<std::string> initial() override { return std::string(1, '\0') + who_.user_name + '\0' + who_.password; }
  std::optional<std::string> answer(std::string_view) override { return std::nullopt; }

 private:
  Credentials who_;
};

class PlainServer final : public SaslServer {
 public:
  explicit PlainServer(SaslUsers& users) : users_(users) {}
  const std::string& user() const override { return user_; }
  Turn hear(std::optional<std::string_view> response) override {
    if (!response) return {Kind::challenge, ""};
    const std::size_t first = response->find('\0');
    const std::size_t second = first == std::string_view::npos ? first : response->find('\0', first + 1);
    if (second == std::string_view::npos) return {Kind::malformed, ""};
    const std::string_view act_as = response->substr(0, first);
    const std::string_view name = response->substr(first + 1, second - first - 1);
    const auto password = name.empty() ? std::nullopt : users_.password_of(name);
    if (!password || !equal_secrets(*password, response->substr(second + 1))) return {Kind::failure, ""};
    if (!act_as.empty() && act_as != name) return {Kind::failure, ""};
    user_ = name;
    return {Kind::success, ""};
  }

 private:
  SaslUsers& users_;
  std::string user_;
};

class LoginClient final : public SaslClient {
 public:
  explicit LoginClient(Credentials who) : who_(std::move(who)) {}
  std::string_view mechanism() const override { return "LOGIN"; }
  std::optional<std::string> initial() override { return std::nullopt; }
  /// What the challenges say is not standardised ("User Name", in German, nothing at all): their order counts.
  std::optional<std::string> answer(std::string_view) override {
    switch (said_++) {
      case 0: return who_.user_name;
      case 1: return who_.password;
      default: return std::nullopt;
    }
  }
  bool may_succeed() const override { return said_ == 2; }

 private:
  Credentials who_;
  int said_ = 0;
};

class LoginServer final : public SaslServer {
 public:
  explicit LoginServer(SaslUsers& users) : users_(users) {}
  const std::string& user() const override { return user_; }
  Turn hear(std::optional<std::string_view> response) override {
    if (!response) return {Kind::challenge, "Username:"};
    if (!name_) {
      name_ = std::string(*response);
      return {Kind::challenge, "Password:"};
    }
    const auto password = name_->empty() ? std::nullopt : users_.password_of(*name_);
    if (!password || !equal_secrets(*password, *response)) return {Kind::failure, ""};
    user_ = *name_;
    return {Kind::success, ""};
  }

 private:
  SaslUsers& users_;
  std::optional<std::string> name_;
  std::string user_;
};

class CramMd5Client final : public SaslClient {
 public:
  explicit CramMd5Client(Credentials who) : who_(std::move(who)) {}
  std::string_view mechanism() const override { return "CRAM-MD5"; }
  std::optional<std::string> initial() override { return std::nullopt; }
  std::optional<std::string> answer(std::string_view challenge) override {
    if (std::exchange(has_answered_, true)) return std::nullopt;
    return who_.user_name + " " + hmac_md5_hex(who_.password, challenge);
  }
  bool may_succeed() const override { return has_answered_; }

 private:
  Credentials who_;
  bool has_answered_ = false;
};

class CramMd5Server final : public SaslServer {
 public:
  CramMd5Server(SaslUsers& users, std::string challenge) : users_(users), challenge_(std::move(challenge)) {}
  const std::string& user() const override { return user_; }
  Turn hear(std::optional<std::string_view> response) override {
    if (!std::exchange(has_asked_, true)) {
      if (response) return {Kind::malformed, ""};  // the server speaks first
      return {Kind::challenge, challenge_};
    }
    const std::size_t space = response ? response->rfind(' ') : std::string_view::npos;
    if (space == std::string_view::npos) return {Kind::malformed, ""};
    const std::string_view name = response->substr(0, space);
    const auto password = name.empty() ? std::nullopt : users_.password_of(name);
    if (!password || !equal_secrets(hmac_md5_hex(*password, challenge_), response->substr(space + 1))) return {Kind::failure, ""};
    user_ = name;
    return {Kind::success, ""};
  }

 private:
  SaslUsers& users_;
  std::string challenge_;
  std::string user_;
  bool has_asked_ = false;
};

}  // namespace

std::unique_ptr<SaslClient> plain_client(const Credentials& credentials) { return std::make_unique<PlainClient>(credentials); }
std::unique_ptr<SaslServer> plain_server(SaslUsers& users) { return std::make_unique<PlainServer>(users); }
std::unique_ptr<SaslClient> login_client(const Credentials& credentials) { return std::make_unique<LoginClient>(credentials); }
std::unique_ptr<SaslServer> login_server(SaslUsers& users) { return std::make_unique<LoginServer>(users); }
std::unique_ptr<SaslClient> cram_md5_client(const Credentials& credentials) { return std::make_unique<CramMd5Client>(credentials); }
std::unique_ptr<SaslServer> cram_md5_server(SaslUsers& users, std::string challenge) {
  return std::make_unique<CramMd5Server>(users, std::move(challenge));
}

}  // namespace sim::auth
