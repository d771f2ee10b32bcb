// What a hand-over's outcome makes of the mail: sent, skipped, failed, or tried again later (spec 6.4, 6.5; C21, C22).
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/email_record.h"
#include "engine/outbound/settings.h"
#include "sim/client/smtp_client.h"
#include "sim/event_table.h"

namespace engine::outbound {

/// The pause before try number `attempts` + 1: 1, 5, 10, 20, 40, 60, 120, 120, ... minutes (spec 6.5).
sim::Duration retry_gap(int attempts);
/// The pause after an address validation error (spec 6.5).
inline constexpr sim::Duration address_error_gap = std::chrono::minutes{30};

struct HandoverResult {
  std::string_view rule;               ///< README.md has the list
  sim::EventKind kind;
  Standing to;
  std::string reply;                   ///< the server's words: trace, log and error_string are made from it
  sim::Duration delay{0};              ///< for a retry
  std::vector<std::string> refused;    ///< the recipients that the server did not take though it took the mail
};

/// When a mail was made, when it was tried, how often with this try.
struct Attempt {
  int number = 1;
  sim::Instant created{}, now{};
};
/// A retry that would come after the lookback's end is none.
HandoverResult judge(const sim::client::SmtpOutcome& outcome, const Attempt& attempt, const RetryRules& rules);
/// What becomes of a mail whose recipients cannot be addresses to this server (501 5.1.3, 553 5.6.7; C22).
HandoverResult address_error(std::string words, const Attempt& attempt, const RetryRules& rules);

/// The connection never came to a mail: what failed is the job, not this mail alone.
bool is_connection_trouble(const sim::client::SmtpOutcome& outcome);

}  // namespace engine::outbound
