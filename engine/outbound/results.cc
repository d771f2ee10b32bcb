#include "engine/outbound/results.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace engine::outbound {
namespace {

using sim::client::SmtpOutcome;
using sim::mail::SmtpReply;

bool is_refused(const SmtpOutcome::Recipient& recipient) { return recipient.reply.code >= 400; }

HandoverResult accepted(const SmtpOutcome& outcome) {
  HandoverResult result{"accepted", sim::EventKind::email_sent, standing::sent, outcome.reply.line(), {}, {}};
  for (const auto& recipient : outcome.recipients) {
    if (is_refused(recipient)) result.refused.push_back(recipient.address.text());
  }
  if (!result.refused.empty()) result.rule = "partly-accepted";
  return result;
}

HandoverResult failed(std::string_view rule, std::string words) {
  return {rule, sim::EventKind::email_failed, standing::failed, std::move(words), {}, {}};
}
HandoverResult skipped(std::string_view rule, std::string words) {
  return {rule, sim::EventKind::email_skipped, standing::skipped, std::move(words), {}, {}};
}

/// Again after `delay`, unless the lookback ends before (spec 6.1).
HandoverResult again(std::string_view rule, Standing waits, std::string words, sim::Duration delay, const Attempt& attempt, const RetryRules& rules) {
  if (attempt.now + delay > attempt.created + rules.lookback) return failed("retry-expired", std::move(words));
  return {rule, sim::EventKind::email_retry, waits, std::move(words), delay, {}};
}

/// RFC 3463: 5.1.3 is a bad destination address; RFC 6531, 3.7.4.2: 5.6.7 is an address in UTF-8 that this server does not take.
bool is_address_error(const SmtpReply& reply) {
  return reply.status == sim::mail::EnhancedStatus{5, 1, 3} || reply.status == sim::mail::EnhancedStatus{5, 6, 7};
}

/// Server's limit on recipients (RFC 5321, 4.5.3.1.10): the same list would never be taken (KB0748535).
bool is_too_many(const SmtpReply& reply) { return reply.status == sim::mail::EnhancedStatus{4, 5, 3}; }

bool has_code(const std::vector<std::string>& codes, int code) { return std::find(codes.begin(), codes.end(), std::to_string(code)) != codes.end(); }

/// Whether a refusal is for good. One recipient for whom it is too early keeps the mail alive.
bool is_final(const SmtpOutcome& outcome, const RetryRules& rules) {
  const auto ends = [&](const SmtpReply& reply) {
    if (rules.model == RetryModel::backoff) return reply.is_permanent();
    if (has_code(rules.defer, reply.code)) return false;
    return has_code(rules.fail, reply.code) || !rules.default_retry;
  };
  const bool is_later = outcome.stage == SmtpOutcome::Stage::rcpt &&
                        std::any_of(outcome.recipients.begin(), outcome.recipients.end(),
                                    [&](const auto& recipient) { return is_refused(recipient) && !ends(recipient.reply); });
  return !is_later && ends(outcome.reply);
}

}  // namespace

sim::Duration retry_gap(int attempts) {
  constexpr std::array minutes{1, 5, 10, 20, 40, 60, 120};
  const auto index = static_cast<std::size_t>(std::max(attempts, 1) - 1);
  return std::chrono::minutes{minutes[std::min(index, minutes.size() - 1)]};
}

bool is_connection_trouble(const SmtpOutcome& outcome) { return outcome.stage <= SmtpOutcome::Stage::auth; }

HandoverResult address_error(std::string words, const Attempt& attempt, const RetryRules& rules) {
  switch (rules.address_error) {
    case AddressError::skipped: return skipped("address-error", std::move(words));
    case AddressError::failed: return failed("address-error", std::move(words));
    case AddressError::retry_delayed: break;
  }
  return again("retry-delayed", standing::retry_delayed, std::move(words), address_error_gap, attempt, rules);
}

HandoverResult judge(const SmtpOutcome& outcome, const Attempt& attempt, const RetryRules& rules) {
  if (outcome.is_accepted()) return accepted(outcome);
  const bool is_of_mail = outcome.stage == SmtpOutcome::Stage::mail || outcome.stage == SmtpOutcome::Stage::rcpt;
  if (is_of_mail && is_too_many(outcome.reply)) return failed("too-many-recipients", outcome.reply.line());
  const bool is_one_taken = std::any_of(outcome.recipients.begin(), outcome.recipients.end(), [](const auto& each) { return !is_refused(each); });
  if (is_of_mail && !is_one_taken && is_address_error(outcome.reply)) return address_error(outcome.reply.line(), attempt, rules);
  if (is_final(outcome, rules)) {
    if (outcome.stage != SmtpOutcome::Stage::rcpt) return failed("refused", outcome.reply.line());
    // The others of this list were taken, but glide.smtp.send_partial lets nobody have it alone.
    if (is_one_taken) return failed("partly-refused", outcome.reply.line());
    if (rules.refused_recipients_fail) return failed("all-recipients-refused", outcome.reply.line());
    return skipped("all-recipients-refused", outcome.reply.line());
  }
  if (rules.model == RetryModel::backoff) {
    return again("retry-backoff", standing::retry_backoff, outcome.reply.line(), retry_gap(attempt.number), attempt, rules);
  }
  // The sources name no pause and no type for the old model: the next run of the job takes it (README.md).
  return again("retry-by-code", standing::outbox, outcome.reply.line(), std::chrono::minutes{1}, attempt, rules);
}

}  // namespace engine::outbound
