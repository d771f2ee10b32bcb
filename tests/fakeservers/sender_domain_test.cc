#include "fakeservers/policy/sender_domain.h"

#include "tests/fakeservers/mta_town.h"

namespace {

using fakeservers::policy::UnknownSenderDomain;

class SenderDomain : public testing::Test {
 protected:
  void SetUp() override {
    town_.zone("corp.example", "@ MX 10 mail\nmail A 192.0.2.10\nsix AAAA 2001:db8::1\nnull MX 0 .\ntext TXT \"x\"\n");
  }
  /// "550 5.1.8 ..." or "" if the sender is taken.
  std::string reply(std::string_view domain, UnknownSenderDomain use = UnknownSenderDomain::refused) {
    const sim::mail::ReversePath from = domain.empty() ? sim::mail::ReversePath() : sim::mail::Address("x", std::string(domain));
    const auto decision = fakeservers::policy::refuse_sender_domain(use, town_.resolver, from, cost_);
    return decision ? decision->refusal->line() : "";
  }
  town::Town town_;
  sim::Duration cost_{0};
};

TEST_F(SenderDomain, WithExchangerOrAddressIsTaken) {
  EXPECT_EQ(reply("corp.example"), "");
  EXPECT_GT(cost_.count(), 0);
  EXPECT_EQ(reply("six.corp.example"), "");
  EXPECT_EQ(reply(""), "");
  EXPECT_EQ(reply("[192.0.2.1]"), "");
}

// cause-E09
TEST_F(SenderDomain, ThatIsUnknownIsDeferredOrRefused) {
  EXPECT_EQ(reply("nowhere.example").substr(0, 9), "550 5.1.8");
  EXPECT_EQ(reply("text.corp.example", UnknownSenderDomain::deferred).substr(0, 9), "450 4.1.8");
  EXPECT_EQ(reply("nowhere.example", UnknownSenderDomain::taken), "");
}

// cause-D05
TEST_F(SenderDomain, ThatTakesNoMailIsRefused) { EXPECT_EQ(reply("null.corp.example").substr(0, 10), "550 5.7.27"); }

TEST_F(SenderDomain, ThatDnsDoesNotAnswerForMayComeAgain) {
  town_.zones.put_fault({*sim::dns::Name::parse("corp.example"), sim::dns::Status::servfail, {}});
  EXPECT_EQ(reply("corp.example").substr(0, 9), "451 4.4.3");
}

}  // namespace
