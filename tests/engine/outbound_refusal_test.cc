// What a refusal at hand-over leads to, in each reading (spec 6.4, 6.5; C21, C22), and who is taken off before it (spec 6.2, 7.2, O29).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/configure.h"
#include "engine/outbound/results.h"
#include "tests/engine/outbound_world.h"

namespace engine::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Stage = sim::client::SmtpOutcome::Stage;
using sim::mail::SmtpReply;
using std::chrono::hours;
using std::chrono::minutes;

sim::client::SmtpOutcome ended(Stage stage, const SmtpReply& reply, const std::vector<SmtpReply>& recipients) {
  sim::client::SmtpOutcome outcome;
  outcome.stage = stage;
  outcome.reply = reply;
  for (const SmtpReply& each : recipients) outcome.recipients.push_back({{"ken", "corp.example"}, each, stage});
  return outcome;
}
sim::client::SmtpOutcome refused_at(Stage stage, const SmtpReply& reply) { return ended(stage, reply, {reply}); }

std::string verdict(const sim::client::SmtpOutcome& outcome, const outbound::RetryRules& rules, int attempt = 1) {
  const outbound::HandoverResult result = outbound::judge(outcome, {attempt, sim::Instant{}, sim::Instant{} + hours{1}}, rules);
  return std::string(result.rule) + " " + std::string(result.to.type);
}

// conflict-C21: any 4xx with growing pauses, the lists are not read.
TEST(RetryModelBackoff, TriesAgainEvery4xxWhateverTheLists) {
  outbound::RetryRules rules;
  rules.fail = {"450"};
  rules.defer = {"554"};
  EXPECT_EQ(verdict(refused_at(Stage::end_of_data, {450, "later"}), rules), "retry-backoff send-retry-backoff");
  EXPECT_EQ(verdict(refused_at(Stage::end_of_data, {554, "no"}), rules), "refused send-failed");
}

// conflict-C21, conflict-C44: both lists are read; the deferring one comes first; a code on neither follows default_retry.
TEST(RetryModelCodeLists, FollowsBothLists) {
  outbound::RetryRules rules;
  rules.model = RetryModel::code_lists;
  rules.defer = {"421", "554"};
  rules.fail = {"450", "554"};
  EXPECT_EQ(verdict(refused_at(Stage::end_of_data, {554, "no"}), rules), "retry-by-code send-ready");
  EXPECT_EQ(verdict(refused_at(Stage::end_of_data, {450, "later"}), rules), "refused send-failed");
  EXPECT_EQ(verdict(refused_at(Stage::end_of_data, {599, "what"}), rules), "retry-by-code send-ready");
  rules.default_retry = false;
  EXPECT_EQ(verdict(refused_at(Stage::end_of_data, {451, "later"}), rules), "refused send-failed");
}

// conflict-C22, conflict-C18: the type of a mail that nobody was taken for is send-ignored; sent-ignored is no type.
TEST(RefusedRecipients, AreSkippedOrFailed) {
  outbound::RetryRules rules;
  const auto outcome = refused_at(Stage::rcpt, {550, {5, 1, 1}, "User Unknown"});
  EXPECT_EQ(verdict(outcome, rules), "all-recipients-refused send-ignored");
  rules.refused_recipients_fail = true;
  EXPECT_EQ(verdict(outcome, rules), "all-recipients-refused send-failed");
  EXPECT_EQ(verdict(refused_at(Stage::mail, {550, {5, 7, 0}, "Local Policy Violation"}), {}), "refused send-failed");
}

TEST(RefusedRecipients, OneForWhomItIsTooEarlyKeepsTheMailAlive) {
  const SmtpReply no{550, {5, 1, 1}, "no"}, later{450, {4, 2, 0}, "later"};
  EXPECT_EQ(verdict(ended(Stage::rcpt, no, {no, later}), {}), "retry-backoff send-retry-backoff");
}

TEST(AddressError, IsTriedEachHalfHourSkippedOrFailed) {
  outbound::RetryRules rules;
  for (const SmtpReply& reply : {SmtpReply{501, {5, 1, 3}, "Bad recipient address syntax"}, SmtpReply{553, {5, 6, 7}, "no SMTPUTF8"}}) {
    rules.address_error = AddressError::retry_delayed;
    EXPECT_EQ(verdict(refused_at(Stage::rcpt, reply), rules), "retry-delayed send-retry-delayed");
    rules.address_error = AddressError::skipped;
    EXPECT_EQ(verdict(refused_at(Stage::rcpt, reply), rules), "address-error send-ignored");
    rules.address_error = AddressError::failed;
    EXPECT_EQ(verdict(refused_at(Stage::mail, reply), rules), "address-error send-failed");
  }
  const auto again = outbound::judge(refused_at(Stage::rcpt, {501, {5, 1, 3}, "x"}), {7, sim::Instant{}, sim::Instant{} + hours{20}}, {});
  EXPECT_EQ(again.delay, minutes{30});
  const auto over = outbound::judge(refused_at(Stage::rcpt, {501, {5, 1, 3}, "x"}), {48, sim::Instant{}, sim::Instant{} + minutes{24 * 60 - 29}}, {});
  EXPECT_EQ(over.rule, "retry-expired");
}

// case-O18
TEST(TooManyRecipients, FailAScriptsOwnList) {
  OutboundWorld world;
  world.configure(usual_config());
  std::string list;
  for (int n = 0; n < 1001; ++n) list += (n == 0 ? "" : ",") + std::string("user") + std::to_string(n) + "@corp.example";
  ComposeRequest mail{list, "", "", "Fire drill", "At noon", "", ""};
  mail.is_by_script = true;
  ASSERT_TRUE(outbound::compose(*world.parts, mail));
  EXPECT_EQ(world.mails(), 1);
  world.send();
  EXPECT_EQ(world.email("mailbox || '/' || type"), "Failed/send-failed");
  EXPECT_THAT(world.email("error_string"), HasSubstr("452 4.5.3"));
  EXPECT_THAT(world.provider.taken, IsEmpty());
  mail.is_by_script = false;
  ASSERT_TRUE(outbound::compose(*world.parts, mail));
  EXPECT_EQ(world.mails(), 12);
}

// conflict-C34
TEST(MostRecipients, CountsAllListsOrToOnly) {
  for (const auto& [to_only, rows] : {std::pair(false, 2), std::pair(true, 1)}) {
    OutboundWorld world;
    world.configure(usual_config());
    world.profile.most_recipients_count_to_only = to_only;
    world.set("glide.email.smtp.max_recipients", "2");
    ASSERT_TRUE(outbound::compose(*world.parts, {"a@x.example,b@x.example", "c@x.example", "", "Hi", "Hi", "", ""}));
    EXPECT_EQ(world.mails(), rows);
  }
}

TEST(MostRecipients, OverallAreNeverExceeded) {
  OutboundWorld world;
  world.configure(usual_config());
  world.set("glide.email.smtp.max_recipients_overall", "3");
  ASSERT_TRUE(outbound::compose(*world.parts, {"a@x.example,b@x.example", "c@x.example", "d@x.example", "Hi", "Hi", "", ""}));
  EXPECT_EQ(world.email("recipients"), "a@x.example,b@x.example,c@x.example");
  EXPECT_THAT(world.value("SELECT message FROM syslog_email ORDER BY id DESC LIMIT 1"), HasSubstr("1 were left out"));
}

TEST(SendPartial, OffNobodyGetsTheMail) {
  OutboundWorld world;
  world.configure(usual_config());
  world.set("glide.smtp.send_partial", "false");
  world.provider.recipient_replies["ken@corp.example"] = {450, {4, 2, 0}, "later"};
  ASSERT_TRUE(outbound::compose(*world.parts, {"yuki@corp.example,ken@corp.example", "", "", "Hi", "Hi", "", ""}));
  world.send();
  EXPECT_THAT(world.provider.taken, IsEmpty());
  EXPECT_EQ(world.email("type"), "send-retry-backoff");
  world.provider.recipient_replies["ken@corp.example"] = {550, {5, 1, 1}, "no"};
  world.pass(minutes{2});
  world.send();
  EXPECT_THAT(world.provider.taken, IsEmpty());
  EXPECT_EQ(world.email("type || ' ' || error_string"), "send-failed 550 5.1.1 no");
}

// conflict-C25
TEST(SendingDefault, IsAReadingThatThePropertyOverrules) {
  OutboundWorld world;
  world.configure(usual_config());
  world.profile.sending_off_at_first = true;
  ASSERT_TRUE(outbound::compose(*world.parts, {"ken@corp.example", "", "", "Hi", "Hi", "", ""}));
  world.send();
  EXPECT_EQ(world.email("mailbox"), "Outbox");
  world.set("glide.email.smtp.active", "true");
  world.send();
  EXPECT_EQ(world.email("mailbox"), "Sent");
}

// case-O6
TEST(SecondSmtpAccount, CannotBeActive) {
  OutboundWorld world;
  world.configure(usual_config());
  InstanceConfig change;
  change.accounts = {usual_config().accounts[0]};
  change.accounts[0].name = "second";
  change.accounts[0].place = {"story.yaml", 9, 5};
  const auto written = write_configuration(*world.parts, change);
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().what, HasSubstr("'second' would be a second active SMTP account"));
  EXPECT_EQ(written.error().place.line, 9);
  EXPECT_EQ(world.value("SELECT count(*) FROM sys_email_account"), "1");
  change.accounts[0].active = false;
  EXPECT_TRUE(write_configuration(*world.parts, change));
}

TEST(OutboundAddressFilter, OfTheAccountWinsOverTheDefault) {
  OutboundWorld world;
  InstanceConfig config = usual_config();
  config.address_filters = {{"Private", "deny_list", {"freemail.example"}, {}, {"story.yaml", 5, 1}}, {"Corp", "deny_list", {"corp.example"}, {}, {}}};
  config.system_address_filters = {{"Usual", "outbound", {}, true, {"Corp"}, {}}, {"Own", "outbound", {}, {}, {"Private"}, {}}};
  config.accounts[0].address_filter = "Own";
  world.config = config;
  world.configure({config});
  ASSERT_TRUE(outbound::compose(*world.parts, {"a@freemail.example,ken@corp.example", "", "", "Hi", "Hi", "", ""}));
  world.send();
  ASSERT_EQ(world.provider.taken.size(), 1U);
  EXPECT_EQ(world.provider.taken[0].envelope.to.size(), 1U);
  EXPECT_EQ(world.email("recipients"), "a@freemail.example,ken@corp.example");
  EXPECT_THAT(world.decided(sim::EventKind::recipient_excluded), ElementsAre("outbound-address-filter"));
  EXPECT_THAT(world.value("SELECT message FROM syslog_email ORDER BY id LIMIT 1"), HasSubstr("deny list 'Private'"));
}

// case-O29
TEST(RecipientRule, LooksSentOrIsSkipped) {
  for (const auto& [outcome, mailbox] : {std::pair("sent", "Sent"), std::pair("send-ignored", "Skipped")}) {
    OutboundWorld world;
    InstanceConfig config = usual_config();
    config.groups.push_back({"Testers", {"yuki"}, {}});
    world.configure(config);
    world.set("glide.email.test.group", "Testers");
    world.set("mailrig.recipient_rule_outcome", outcome);
    ASSERT_TRUE(outbound::compose(*world.parts, {"ken@corp.example", "", "", "Hi", "Hi", "", ""}));
    ASSERT_TRUE(outbound::compose(*world.parts, {"ken@corp.example,yuki@corp.example", "", "", "Hi", "Hi", "", ""}));
    world.send();
    EXPECT_EQ(world.email("mailbox", 1), mailbox);
    EXPECT_EQ(world.email("recipients", 1), "ken@corp.example");
    ASSERT_EQ(world.provider.taken.size(), 1U);
    EXPECT_EQ(world.provider.taken[0].envelope.to[0].text(), "yuki@corp.example");
  }
}

}  // namespace
}  // namespace engine::tests
