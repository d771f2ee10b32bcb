// AUTH PLAIN and LOGIN (RFC 4954, RFC 4616).
#include "fakeservers/smtp_path.h"
#include "fakeservers/smtp_state.h"
#include "sim/auth/base64.h"

namespace fakeservers {

using sim::auth::from_base64;

void SmtpSession::State::say_auth(std::string_view argument) {
  if (!options.offer_auth) return error({502, {5, 5, 1}, "AUTH is not offered"});
  if (!may_auth()) return error({503, {5, 7, 10}, "encryption needed before authentication"});
  if (!facts.user.empty()) return error({503, {5, 5, 1}, "authenticated already"});
  const std::size_t space = std::min(argument.find(' '), argument.size());
  const std::string mechanism = upper(argument.substr(0, space));
  std::string_view initial = argument.substr(std::min(space + 1, argument.size()));
  if (mechanism == "PLAIN") {
    mode = Mode::auth_plain;
    if (initial.empty()) return reply({334, ""});
    hear_auth(initial == "=" ? "" : initial);
  } else if (mechanism == "LOGIN") {
    mode = Mode::auth_user;
    if (initial.empty()) return reply({334, "VXNlcm5hbWU6"});  // "Username:"
    hear_auth(initial);
  } else {
    error({504, {5, 5, 4}, "unknown mechanism"});
  }
}

/// One response of the client in the middle of AUTH.
void SmtpSession::State::hear_auth(std::string_view line) {
  const Mode now = std::exchange(mode, Mode::commands);
  if (line == "*") return auth_error({501, {5, 7, 0}, "authentication cancelled"});
  const auto response = from_base64(line);
  if (!response) return auth_error({501, {5, 5, 2}, "malformed base64"});
  if (now == Mode::auth_plain) return auth_plain(*response);
  if (now == Mode::auth_user) {
    auth_user = *response;
    mode = Mode::auth_password;
    return reply({334, "UGFzc3dvcmQ6"});  // "Password:"
  }
  check_password(auth_user, *response);
}

/// RFC 4616: authzid NUL authcid NUL password; who acts for another is refused.
void SmtpSession::State::auth_plain(std::string_view response) {
  const std::size_t first = response.find('\0');
  const std::size_t second = first == std::string_view::npos ? first : response.find('\0', first + 1);
  if (second == std::string_view::npos) return auth_error({501, {5, 5, 2}, "malformed response"});
  const std::string_view act_as = response.substr(0, first);
  const std::string user(response.substr(first + 1, second - first - 1));
  if (!act_as.empty() && act_as != user) return auth_error({535, {5, 7, 8}, "authentication failed"});
  check_password(user, std::string(response.substr(second + 1)));
}

void SmtpSession::State::check_password(const std::string& user, const std::string& password) {
  if (user.empty() || !handler.authenticate(facts, user, password))
    return auth_error({535, {5, 7, 8}, "authentication failed"});
  facts.user = user;
  reply({235, {2, 7, 0}, "welcome"});
}

void SmtpSession::State::auth_error(Reply answer) {
  constexpr int most_auth_errors = 3;
  if (++auth_errors >= most_auth_errors) return reply({421, {4, 5, 0}, "Too many errors, bye"});
  error(std::move(answer));
}

}  // namespace fakeservers
