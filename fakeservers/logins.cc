#include "fakeservers/logins.h"

#include <algorithm>

#include "sim/auth/base64.h"

namespace fakeservers {
namespace {

bool is_same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    const auto upper_of = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; };
    return upper_of(x) == upper_of(y);
  });
}

}  // namespace

std::string Logins::offered() const {
  std::string names;
  for (const std::string& each : mechanisms) names.append(names.empty() ? "" : " ").append(each);
  return names;
}

bool Logins::takes_passwords() const {
  return std::any_of(mechanisms.begin(), mechanisms.end(),
                     [](const std::string& each) { return is_same_name(each, "PLAIN") || is_same_name(each, "LOGIN"); });
}

std::unique_ptr<sim::auth::SaslServer> Logins::start(std::string_view mechanism) {
  const bool is_offered =
      std::any_of(mechanisms.begin(), mechanisms.end(), [&](const std::string& each) { return is_same_name(each, mechanism); });
  return is_offered ? sim::auth::start_sasl(mechanism, *this, random_, host_) : nullptr;
}

Maildrop* Logins::drop_of(std::string_view user) {
  if (Maildrop* found = store_.find_user(user)) return found;
  if (user.find('@') == std::string_view::npos) return nullptr;
  const auto address = sim::mail::Address::parse(user);
  return address ? store_.find_address(*address) : nullptr;
}

std::optional<std::string> Logins::password_of(std::string_view user) {
  const Maildrop* found = drop_of(user);
  if (found == nullptr) return std::nullopt;
  return found->password;
}

bool Logins::accepts_token(std::string_view user, std::string_view token) {
  std::optional<std::string> why = "the host takes no tokens";
  if (check_token) why = check_token(user, token);
  if (!why && drop_of(user) == nullptr) why = "there is no such user";
  if (!why) return true;
  if (trace_.wants(sim::EventKind::token_refused))
    trace_.note(sim::EventKind::token_refused, "", {{"host", host_}, {"user", std::string(user)}, {"why", *why}}, {"token", {}});
  return false;
}

SaslExchange::Step SaslExchange::begin(std::unique_ptr<sim::auth::SaslServer> server, std::optional<std::string_view> initial) {
  server_ = std::move(server);
  has_last_word_ = false;
  user_.clear();
  return hear_response(initial);
}

SaslExchange::Step SaslExchange::hear(std::string_view line) {
  if (line == "*") {
    server_.reset();
    return {Step::Kind::cancelled, ""};
  }
  return hear_response(line);
}

SaslExchange::Step SaslExchange::hear_response(std::optional<std::string_view> base64) {
  if (!base64) return take(server_->hear(std::nullopt));
  const auto response = sim::auth::from_base64(*base64 == "=" ? std::string_view() : *base64);
  if (!response) return take({sim::auth::SaslServer::Turn::Kind::malformed, ""});
  if (has_last_word_) {
    // RFC 4422, 5: an empty response lets the success be said that the mechanism has reached.
    return take({response->empty() ? sim::auth::SaslServer::Turn::Kind::success : sim::auth::SaslServer::Turn::Kind::malformed, ""});
  }
  return take(server_->hear(std::string_view(*response)));
}

SaslExchange::Step SaslExchange::take(sim::auth::SaslServer::Turn turn) {
  using Kind = sim::auth::SaslServer::Turn::Kind;
  if (turn.kind == Kind::challenge) return {Step::Kind::challenge, sim::auth::to_base64(turn.bytes)};
  if (turn.kind == Kind::success && !turn.bytes.empty()) {
    has_last_word_ = true;
    return {Step::Kind::challenge, sim::auth::to_base64(turn.bytes)};
  }
  if (turn.kind == Kind::success) user_ = server_->user();
  server_.reset();
  if (turn.kind == Kind::success) return {Step::Kind::success, ""};
  return {turn.kind == Kind::malformed ? Step::Kind::malformed : Step::Kind::failure, ""};
}

}  // namespace fakeservers
