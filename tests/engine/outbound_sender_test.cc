// From the Outbox over the wire: rules before the hand-over, results after it, retries in virtual time (spec 6.3 to 6.6).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/outbound/results.h"
#include "sim/mail/message.h"
#include "tests/engine/outbound_world.h"

namespace engine::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using enum sim::EventKind;
using std::chrono::hours;
using std::chrono::minutes;

class SmtpSenderJob : public ::testing::Test {
 protected:
  void SetUp() override { world.configure(usual_config()); }
  void notify() { world.fire("incident.inserted", "INC0000001"); }
  void compose(const std::string& to, const std::string& cc = "", const std::string& bcc = "") {
    ASSERT_TRUE(outbound::compose(*world.parts, {to, cc, bcc, "Hello", "Text", "", ""}));
  }
  OutboundWorld world;
};

TEST_F(SmtpSenderJob, HandsOverWithTheInstancesHeaders) {
  notify();
  world.send();
  ASSERT_EQ(world.provider.taken.size(), 1U);
  const sim::mail::Message mail(world.provider.taken[0].raw);
  EXPECT_EQ(world.provider.taken[0].envelope.from.text(), "acme@service-now.example");
  EXPECT_EQ(mail.from()->display_name, "IT Service Desk");
  EXPECT_EQ(mail.message_id(), world.email("message_id"));
  EXPECT_EQ(mail.header("Precedence"), "bulk");
  EXPECT_EQ(mail.header("Auto-Submitted"), "auto-generated");
  EXPECT_EQ(mail.header("X-ServiceNow-Generated"), "true");
  EXPECT_THAT(mail.header("X-ServiceNow-Source").value_or(""), ::testing::StartsWith("Notification-"));
  EXPECT_THAT(mail.text(), HasSubstr("Ref:MSG"));
  EXPECT_THAT(mail.html(), HasSubstr("Ref:MSG"));
  EXPECT_EQ(world.email("mailbox || '/' || type || '/' || state"), "Sent/sent/processed");
  EXPECT_FALSE(world.sender->has_work());
}

TEST_F(SmtpSenderJob, SendsManyOverSeveralConnections) {
  world.set("glide.email.smtp.max_send", "3");
  for (int i = 0; i < 8; ++i) notify();
  world.send();
  EXPECT_EQ(world.provider.taken.size(), 8U);
  EXPECT_EQ(world.value("SELECT count(*) FROM sys_email WHERE mailbox = 'Sent'"), "8");
}

TEST_F(SmtpSenderJob, KeepsTheMailBegunAheadWhenTheConnectionBreaks) {
  for (int i = 0; i < 3; ++i) notify();
  world.provider.message_reply = {421, {4, 3, 2}, "going down"};
  world.send();
  const std::string attempts = "SELECT group_concat(attempts || ' ' || mailbox, ', ') FROM (SELECT * FROM sys_email ORDER BY id)";
  EXPECT_EQ(world.value(attempts), "1 Outbox, 0 Outbox, 0 Outbox");
  world.provider.message_reply = {250, {2, 0, 0}, "queued"};
  world.provider.taken.clear();
  world.pass(hours{1});
  world.send();
  EXPECT_EQ(world.value("SELECT count(*) FROM sys_email WHERE mailbox = 'Sent'"), "3");
  EXPECT_EQ(world.provider.taken.size(), 3U);
}

TEST_F(SmtpSenderJob, GoesOnWithTheMailBegunAheadOfARefusedOne) {
  for (int i = 0; i < 3; ++i) notify();
  world.provider.message_reply = {554, {5, 7, 1}, "not wanted"};
  world.send();
  EXPECT_EQ(world.value("SELECT group_concat(attempts || ' ' || mailbox, ', ') FROM sys_email"), "1 Failed, 1 Failed, 1 Failed");
}

TEST_F(SmtpSenderJob, LeavesMailInOutboxWhileSendingIsOff) {
  world.set("glide.email.smtp.active", "false");
  notify();
  world.send();
  world.send();
  EXPECT_EQ(world.email("mailbox"), "Outbox");
  EXPECT_THAT(world.decided(email_skipped), ElementsAre("sending-off"));
  EXPECT_FALSE(world.sender->has_work());
  world.set("glide.email.smtp.active", "true");
  EXPECT_TRUE(world.sender->has_work());
  world.send();
  EXPECT_EQ(world.email("mailbox"), "Sent");
}

TEST_F(SmtpSenderJob, NeverPicksUpMailOlderThanTheLookback) {
  world.set("glide.email.smtp.active", "false");
  notify();
  world.pass(hours{25});
  world.set("glide.email.smtp.active", "true");
  EXPECT_FALSE(world.sender->has_work());
  notify();
  world.send();
  EXPECT_EQ(world.email("mailbox", 1), "Outbox");
  EXPECT_EQ(world.email("mailbox", 2), "Sent");
  EXPECT_THAT(world.decided(email_skipped), ElementsAre("claim-lookback"));
}

TEST_F(SmtpSenderJob, SkipsAMailWhoseRecipientHasNoAddress) {
  InstanceConfig change;
  change.users = {usual_config().users[0]};
  change.users[0].email = "";
  world.configure(change);
  notify();
  EXPECT_EQ(world.email("mailbox || ' ' || recipients"), "Outbox yuki");
  world.send();
  EXPECT_EQ(world.email("mailbox"), "Skipped");
  EXPECT_EQ(world.email("error_string"), "SMTPSender: no recipients, email send ignored");
  EXPECT_THAT(world.decided(email_skipped), ElementsAre("no-recipients"));
  EXPECT_THAT(world.provider.taken, IsEmpty());
}

TEST_F(SmtpSenderJob, TakesTheAddressThatAUserHasAtHandOver) {
  InstanceConfig change;
  change.users = {usual_config().users[0]};
  change.users[0].email = "";
  world.configure(change);
  notify();
  change.users[0].email = "new@corp.example";
  world.configure(change);
  world.send();
  EXPECT_EQ(world.email("mailbox"), "Sent");
}

TEST_F(SmtpSenderJob, FailsOnASemicolonBetweenAddresses) {
  compose("yuki@corp.example; ken@corp.example");
  world.send();
  EXPECT_EQ(world.email("mailbox || '/' || type"), "Failed/send-failed");
  EXPECT_THAT(world.email("error_string"), HasSubstr("Illegal semicolon, not in group"));
}

TEST_F(SmtpSenderJob, SkipsAddressesWithoutAComma) {
  compose("yuki@corp.exampleken@corp.example");
  world.send();
  EXPECT_EQ(world.email("mailbox"), "Skipped");
}

TEST_F(SmtpSenderJob, SkipsAndCutsABodyBeyondTheLimit) {
  world.set("glide.email.outbound.max_body_chars", "3");
  compose("yuki@corp.example");
  world.send();
  EXPECT_EQ(world.email("mailbox || ' ' || length(body_text)"), "Skipped 3");
  EXPECT_THAT(world.email("error_string"), HasSubstr("character(s) were truncated from the body field."));
}

TEST_F(SmtpSenderJob, RewritesRecipientsOnTheWireOnly) {
  world.set("glide.email.test.user", "qa@corp.example, lead@corp.example");
  compose("yuki@corp.example", "ken@corp.example", "boss@corp.example");
  world.send();
  ASSERT_EQ(world.provider.taken.size(), 1U);
  const sim::mail::Message mail(world.provider.taken[0].raw);
  EXPECT_EQ(mail.raw_header("To"), "qa@corp.example, lead@corp.example");
  EXPECT_FALSE(mail.header("Cc"));
  EXPECT_FALSE(mail.header("Bcc"));
  EXPECT_EQ(world.provider.taken[0].envelope.to.size(), 2U);
  EXPECT_EQ(world.email("recipients"), "yuki@corp.example,ken@corp.example,boss@corp.example");
  EXPECT_THAT(world.decided(email_rewritten), ElementsAre("test-user"));
  for (const sim::Event& event : world.trace.events()) {
    if (event.kind == email_rewritten) {
      EXPECT_EQ(event.by.place.line, 7);
    }
  }
}

TEST_F(SmtpSenderJob, FailsRatherThanReachRealPeopleWhenTheTestAddressIsBroken) {
  world.set("glide.email.test.user", "nobody");
  compose("yuki@corp.example");
  world.send();
  EXPECT_EQ(world.email("mailbox"), "Failed");
  EXPECT_THAT(world.provider.taken, IsEmpty());
}

TEST_F(SmtpSenderJob, KeepsBccOutOfTheMessage) {
  compose("yuki@corp.example", "", "boss@corp.example");
  world.send();
  ASSERT_EQ(world.provider.taken.size(), 1U);
  EXPECT_EQ(world.provider.taken[0].envelope.to.size(), 2U);
  EXPECT_THAT(world.provider.taken[0].raw, ::testing::Not(HasSubstr("boss@")));
}

TEST_F(SmtpSenderJob, SkipsTheLowerWeightAndTheIdenticalDuplicate) {
  InstanceConfig change;
  change.notifications = {usual_config().notifications[0], usual_config().notifications[0], usual_config().notifications[0]};
  const std::vector<int> weights{5, 10, 10};
  for (std::size_t i = 0; i < 3; ++i) {
    change.notifications[i].name = "Weighted " + std::to_string(i);
    change.notifications[i].event = "weighted";
    change.notifications[i].weight = weights[i];
  }
  world.configure(change);
  world.fire("weighted", "INC0000001");
  world.send();
  EXPECT_EQ(world.email("mailbox", 1), "Skipped");
  EXPECT_EQ(world.email("mailbox", 2), "Sent");
  EXPECT_EQ(world.email("mailbox", 3), "Skipped");
  EXPECT_THAT(world.decided(email_skipped), ElementsAre("lower-weight", "identical-duplicate"));
}

TEST_F(SmtpSenderJob, SkipsWhenTheServerRefusesEveryRecipient) {
  world.provider.recipient_replies["yuki@corp.example"] = {550, {5, 1, 1}, "User Unknown"};
  notify();
  world.send();
  EXPECT_EQ(world.email("mailbox || '/' || type"), "Skipped/send-ignored");
  EXPECT_EQ(world.email("error_string"), "550 5.1.1 User Unknown");
}

TEST_F(SmtpSenderJob, FailsWhenTheServerRefusesTheMail) {
  world.provider.message_reply = {554, {5, 7, 1}, "content rejected"};
  notify();
  world.send();
  EXPECT_EQ(world.email("mailbox || '/' || type"), "Failed/send-failed");
  EXPECT_EQ(world.email("error_string"), "554 5.7.1 content rejected");
}

TEST_F(SmtpSenderJob, MakesANewRowOfTheRefusedOnesOfSeveral) {
  world.provider.recipient_replies["gone@corp.example"] = {550, {5, 1, 1}, "User Unknown"};
  compose("yuki@corp.example, gone@corp.example");
  world.send();
  ASSERT_EQ(world.mails(), 2);
  EXPECT_EQ(world.email("mailbox || ' ' || recipients", 1), "Sent yuki@corp.example,gone@corp.example");
  EXPECT_EQ(world.email("mailbox || ' ' || recipients", 2), "Skipped gone@corp.example");
  EXPECT_EQ(world.provider.taken.size(), 1U);
}

TEST_F(SmtpSenderJob, RetriesWithGrowingGapsUntilTheServerTakesIt) {
  world.provider.mail_reply = {451, {4, 7, 1}, "try again later"};
  notify();
  std::vector<std::string> delays;
  for (int minute = 0; minute < 40; ++minute) {
    world.send();
    world.pass(minutes{1});
  }
  for (const sim::Event& event : world.trace.events()) {
    if (event.kind == email_retry) delays.emplace_back(event.field("delay"));
  }
  EXPECT_THAT(delays, ElementsAre("1m", "5m", "10m", "20m", "40m"));
  EXPECT_EQ(world.email("mailbox || '/' || type"), "Outbox/send-retry-backoff");
  EXPECT_TRUE(world.sender->has_work());
  world.provider.mail_reply = {250, "ok"};
  world.pass(minutes{41});
  world.send();
  EXPECT_EQ(world.email("mailbox || error_string"), "Sent");
}

TEST_F(SmtpSenderJob, FailsWhenTheLookbackEnds) {
  world.provider.mail_reply = {451, {4, 7, 1}, "try again later"};
  notify();
  for (int quarter = 0; quarter < 100; ++quarter) {
    world.send();
    world.pass(minutes{15});
  }
  EXPECT_EQ(world.email("mailbox"), "Failed");
  EXPECT_THAT(world.decided(email_failed), ElementsAre("retry-expired"));
  EXPECT_EQ(world.email("error_string"), "451 4.7.1 try again later");
  EXPECT_FALSE(world.sender->has_work());
}

TEST_F(SmtpSenderJob, TriesAgainWhenTheServerIsDown) {
  world.wire.stop_listening({*sim::IpAddress::parse("192.0.2.25"), 25});
  notify();
  world.send();
  EXPECT_EQ(world.email("type"), "send-retry-backoff");
  EXPECT_EQ(world.decided(job_failed).size(), 1U);
  EXPECT_FALSE(world.sender->is_running());
  world.listen();
  world.pass(minutes{1});
  world.send();
  EXPECT_EQ(world.email("mailbox"), "Sent");
}

TEST_F(SmtpSenderJob, ANameWithoutAddressIsAJobFailure) {
  InstanceConfig change;
  change.accounts = {usual_config().accounts[0]};
  change.accounts[0].server = "nowhere.provider.example";
  world.configure(change);
  notify();
  world.send();
  EXPECT_EQ(world.email("type"), "send-retry-backoff");
  EXPECT_EQ(world.decided(job_failed).size(), 1U);
}

TEST_F(SmtpSenderJob, AuthenticatesWithTheAccountsUser) {
  InstanceConfig change;
  change.accounts = {usual_config().accounts[0]};
  change.accounts[0].user_name = "desk";
  change.accounts[0].password = "secret";
  world.configure(change);
  notify();
  world.send();
  EXPECT_EQ(world.provider.authenticated, "desk");
  EXPECT_EQ(world.email("mailbox"), "Sent");
}

TEST_F(SmtpSenderJob, ASenderKilledInMidMailLosesNothing) {
  for (int i = 0; i < 3; ++i) notify();
  world.sender->run();
  world.wire.run_until(world.clock.now() + minutes{1}, [this] { return world.provider.taken.size() == 1; });
  world.restart();
  world.pass(minutes{6});
  world.send();
  EXPECT_EQ(world.value("SELECT count(*) FROM sys_email WHERE mailbox = 'Sent'"), "3");
  // The reply of the one in flight was never heard: it goes once more.
  EXPECT_LE(world.provider.taken.size(), 4U);
}

TEST(RetryGap, FollowsTheDocumentedSteps) {
  std::vector<std::int64_t> gaps;
  for (int attempt = 1; attempt <= 9; ++attempt) gaps.push_back(outbound::retry_gap(attempt) / minutes{1});
  EXPECT_THAT(gaps, ElementsAre(1, 5, 10, 20, 40, 60, 120, 120, 120));
}

}  // namespace
}  // namespace engine::tests
