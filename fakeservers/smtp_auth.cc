// AUTH (RFC 4954): the commands and replies around SASL.
#include "fakeservers/smtp_path.h"
#include "fakeservers/smtp_state.h"

namespace fakeservers {

void SmtpSession::State::say_auth(std::string_view argument) {
  if (options.logins == nullptr) return error({502, {5, 5, 1}, "AUTH is not offered"});
  if (!may_auth()) return error({503, {5, 7, 10}, "encryption needed before authentication"});
  if (!facts.user.empty()) return error({503, {5, 5, 1}, "authenticated already"});
  const std::size_t space = std::min(argument.find(' '), argument.size());
  auto server = options.logins->start(argument.substr(0, space));
  if (!server) return error({504, {5, 5, 4}, "unknown mechanism"});
  const std::string_view initial = argument.substr(std::min(space + 1, argument.size()));
  answer_auth(sasl.begin(std::move(server), initial.empty() ? std::nullopt : std::optional(initial)));
}

/// One response of the client in the middle of AUTH.
void SmtpSession::State::hear_auth(std::string_view line) { answer_auth(sasl.hear(line)); }

void SmtpSession::State::answer_auth(const SaslExchange::Step& step) {
  mode = step.kind == SaslExchange::Step::Kind::challenge ? Mode::auth : Mode::commands;
  switch (step.kind) {
    case SaslExchange::Step::Kind::challenge: return reply({334, step.text});
    case SaslExchange::Step::Kind::cancelled: return auth_error({501, {5, 7, 0}, "authentication cancelled"});
    case SaslExchange::Step::Kind::malformed: return auth_error({501, {5, 5, 2}, "malformed response"});
    case SaslExchange::Step::Kind::failure: return auth_error({535, {5, 7, 8}, "authentication failed"});
    case SaslExchange::Step::Kind::success: break;
  }
  facts.user = sasl.user();
  reply({235, {2, 7, 0}, "welcome"});
}

void SmtpSession::State::auth_error(Reply answer) {
  constexpr int most_auth_errors = 3;
  if (++auth_errors >= most_auth_errors) return reply({421, {4, 5, 0}, "Too many errors, bye"});
  error(std::move(answer));
}

}  // namespace fakeservers
