// Tests of the spam scorer that look at who sent the mail. SPF's weights are the instance's since 2017-06-29 (spec 8); the others are SpamAssassin
// 4.0's (50_scores.cf, with Bayes and network tests).
#pragma once
#include <algorithm>
#include <array>
#include <string_view>

#include "fakeservers/policy/spam_score.h"

namespace fakeservers::policy {

struct SenderTest {
  std::string_view name;
  int weight;   ///< thousandths
  bool (*hits)(const sim::mail::Message& message, const sim::sender::Findings& sender);
};

namespace sender_test {

using sim::mail::Message;
using sim::sender::Findings;

template <sim::sender::SpfResult wanted>
bool spf(const Message&, const Findings& sender) { return sender.spf && sender.spf->result == wanted; }

template <sim::sender::DmarcResult result, sim::sender::DmarcPolicy asked>
bool dmarc(const Message&, const Findings& sender) {
  return sender.dmarc && sender.dmarc->result == result && (result != sim::sender::DmarcResult::fail || sender.dmarc->policy == asked);
}

inline bool is_signed(const Message&, const Findings& sender) { return sender.dkim && !sender.dkim->empty(); }

inline bool passes(const sim::sender::DkimVerdict& verdict) { return verdict.result == sim::sender::DkimResult::pass; }

inline bool is_valid(const Message&, const Findings& sender) {
  return sender.dkim && std::any_of(sender.dkim->begin(), sender.dkim->end(), passes);
}

inline bool is_invalid(const Message& message, const Findings& sender) {
  return is_signed(message, sender) && !is_valid(message, sender);
}

/// A good signature of the author's own domain.
inline bool is_authors(const Message& message, const Findings& sender) {
  if (!is_valid(message, sender)) return false;
  const auto from = message.from();
  return from && std::any_of(sender.dkim->begin(), sender.dkim->end(), [&](const auto& verdict) {
    return passes(verdict) && sim::mail::Address("x", verdict.domain) == sim::mail::Address("x", from->address.domain());
  });
}

inline bool has_no_name(const Message&, const Findings& sender) { return sender.iprev && sender.iprev->name.empty(); }
inline bool has_dynamic_name(const Message&, const Findings& sender) { return sender.iprev && looks_dynamic(sender.iprev->name); }

}  // namespace sender_test

// clang-format off
inline constexpr std::array sender_tests{
    SenderTest{"SPF_PASS", -1, sender_test::spf<sim::sender::SpfResult::pass>},
    SenderTest{"SPF_NEUTRAL", 779, sender_test::spf<sim::sender::SpfResult::neutral>},
    SenderTest{"SPF_SOFTFAIL", 3500, sender_test::spf<sim::sender::SpfResult::softfail>},
    SenderTest{"SPF_FAIL", 4000, sender_test::spf<sim::sender::SpfResult::fail>},
    SenderTest{"DKIM_SIGNED", 100, sender_test::is_signed},
    SenderTest{"DKIM_VALID", -100, sender_test::is_valid},
    SenderTest{"DKIM_VALID_AU", -100, sender_test::is_authors},
    SenderTest{"DKIM_INVALID", 100, sender_test::is_invalid},
    SenderTest{"DMARC_PASS", -1, sender_test::dmarc<sim::sender::DmarcResult::pass, sim::sender::DmarcPolicy::none>},
    SenderTest{"DMARC_NONE", 898, sender_test::dmarc<sim::sender::DmarcResult::fail, sim::sender::DmarcPolicy::none>},
    SenderTest{"DMARC_QUAR", 1198, sender_test::dmarc<sim::sender::DmarcResult::fail, sim::sender::DmarcPolicy::quarantine>},
    SenderTest{"DMARC_REJECT", 1797, sender_test::dmarc<sim::sender::DmarcResult::fail, sim::sender::DmarcPolicy::reject>},
    SenderTest{"RDNS_NONE", 793, sender_test::has_no_name},
    SenderTest{"RDNS_DYNAMIC", 982, sender_test::has_dynamic_name},
};
// clang-format on

}  // namespace fakeservers::policy
