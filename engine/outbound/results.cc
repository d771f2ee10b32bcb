#include "engine/outbound/results.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace engine::outbound {
namespace {

using sim::client::SmtpOutcome;

bool is_refused(const SmtpOutcome::Recipient& recipient) { return recipient.reply.code >= 400; }

HandoverResult accepted(const SmtpOutcome& outcome, bool send_partial) {
  HandoverResult result{"accepted", sim::EventKind::email_sent, standing::sent, outcome.reply.line(), {}, {}};
  std::string words;
  for (const auto& recipient : outcome.recipients) {
    if (!is_refused(recipient)) continue;
    result.refused.push_back(recipient.address.text());
    words = recipient.reply.line();
  }
  if (result.refused.empty()) return result;
  result.rule = "partly-accepted";
  if (send_partial) return result;
  return {"partly-accepted", sim::EventKind::email_failed, standing::failed, words, {}, {}};
}

HandoverResult refused(std::string_view rule, sim::EventKind kind, Standing to, const SmtpOutcome& outcome) {
  return {rule, kind, to, outcome.reply.line(), {}, {}};
}

}  // namespace

sim::Duration retry_gap(int attempts) {
  constexpr std::array minutes{1, 5, 10, 20, 40, 60, 120};
  const auto index = static_cast<std::size_t>(std::max(attempts, 1) - 1);
  return std::chrono::minutes{minutes[std::min(index, minutes.size() - 1)]};
}

bool is_connection_trouble(const SmtpOutcome& outcome) { return outcome.stage <= SmtpOutcome::Stage::auth; }

HandoverResult judge(const SmtpOutcome& outcome, int attempts, sim::Instant created, sim::Instant now, sim::Duration lookback,
                     bool send_partial) {
  if (outcome.is_accepted()) return accepted(outcome, send_partial);
  // One recipient for whom it is too early keeps the mail alive.
  const bool is_later = outcome.stage == SmtpOutcome::Stage::rcpt && std::any_of(outcome.recipients.begin(), outcome.recipients.end(), [](const auto& recipient) {
                          return recipient.reply.is_transient();
                        });
  if (!is_later && outcome.reply.is_permanent()) {
    if (outcome.stage == SmtpOutcome::Stage::rcpt) {
      return refused("all-recipients-refused", sim::EventKind::email_skipped, standing::skipped, outcome);
    }
    return refused("refused", sim::EventKind::email_failed, standing::failed, outcome);
  }
  HandoverResult again = refused("retry-backoff", sim::EventKind::email_retry, standing::retry_backoff, outcome);
  again.delay = retry_gap(attempts);
  if (now + again.delay <= created + lookback) return again;
  return refused("retry-expired", sim::EventKind::email_failed, standing::failed, outcome);
}

}  // namespace engine::outbound
