// What a hand-over's outcome makes of the mail: sent, skipped, failed, or tried again later (spec 6.4, 6.5; C21, C22).
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/email_record.h"
#include "sim/client/smtp_client.h"
#include "sim/event_table.h"

namespace engine::outbound {

/// The pause before try number `attempts` + 1: 1, 5, 10, 20, 40, 60, 120, 120, ... minutes (spec 6.5).
sim::Duration retry_gap(int attempts);

struct HandoverResult {
  std::string_view rule;               ///< accepted, partly-accepted, all-recipients-refused, refused, retry-backoff, retry-expired
  sim::EventKind kind;
  Standing to;
  std::string reply;                   ///< the server's words: trace, log and error_string are made from it
  sim::Duration delay{0};              ///< for a retry
  std::vector<std::string> refused;    ///< the recipients that the server did not take though it took the mail
};
/// `attempts` counts this one. A retry that would come after the lookback's end is none.
HandoverResult judge(const sim::client::SmtpOutcome& outcome, int attempts, sim::Instant created, sim::Instant now,
                     sim::Duration lookback, bool send_partial);

/// The connection never came to a mail: what failed is the job, not this mail alone.
bool is_connection_trouble(const sim::client::SmtpOutcome& outcome);

}  // namespace engine::outbound
