// The spam scorer of the instance's mail servers (spec 8): adds up weighted patterns and marks the mail. It never blocks.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "fakeservers/policy/decision.h"
#include "sim/mail/message.h"

namespace fakeservers::policy {

/// Scores count in thousandths, so that sums are exact.
inline constexpr int spam_threshold = 6200;

struct SpamScore {
  int thousandths = 0;
  std::vector<std::pair<std::string_view, int>> tests;  ///< what matched, in the table's order
  bool is_spam() const { return thousandths >= spam_threshold; }
};

SpamScore score_spam(const sim::mail::Message& message);
/// The four X-ServiceNow-Spam-* lines in the form that amavisd writes them.
Decision mark_spam(const sim::mail::Message& message);

}  // namespace fakeservers::policy
