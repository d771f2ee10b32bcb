// The spam scorer of the instance's mail servers (spec 8): adds up weighted tests of text, header and sender and marks the mail. By itself it
// never blocks; a host of another kind may refuse from a score on.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fakeservers/policy/decision.h"
#include "fakeservers/policy/spam_rules.h"
#include "sim/mail/message.h"
#include "sim/sender/authentication_results.h"

namespace fakeservers::policy {

struct SpamScore {
  int thousandths = 0;
  int required = spam_threshold;
  std::vector<sim::client::Symbol> tests;   ///< what matched, in the order of the tables
  std::vector<std::string> gave_up;         ///< expressions that would have taken too long
  std::optional<bool> said;                 ///< a scanner outside has the last word
  bool is_spam() const { return said.value_or(thousandths >= required); }
};

SpamScore score_spam(const sim::mail::Message& message, const sim::sender::Findings& sender = {}, const SpamRules& rules = {});
/// The four header fields in the form that amavisd writes them; nothing but a reason if scoring was dropped. `waited`: what finding out about
/// the sender took.
Decision mark_spam(const sim::mail::Message& message, const sim::sender::Findings& sender = {}, const SpamRules& rules = {},
                   sim::Duration waited = sim::Duration{0});

/// Three decimals at most, none that are zero at the end: 3, 0.5, -1.901.
std::string points_text(int thousandths);
/// True for a name that looks as if a provider gave it to a customer's line: it spells an address, or says `dynamic`, `dsl`, `pool` and a number (R04).
bool looks_dynamic(std::string_view name);

}  // namespace fakeservers::policy
