#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/inbound_world.h"
#include "tests/engine/outbound_world.h"

namespace engine::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A delivery status notification (RFC 3464) about one recipient.
std::string bounce(int number, const std::string& status, const std::string& recipient = "gone@corp.example") {
  return "From: MAILER-DAEMON@mail.corp.example\r\nTo: acme@service-now.example\r\nSubject: Undelivered Mail Returned to Sender\r\n"
         "Auto-Submitted: auto-replied\r\nMessage-ID: <bounce" + std::to_string(number) + "@mail.corp.example>\r\nMIME-Version: 1.0\r\n"
         "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nThe mail was not delivered.\r\n"
         "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.corp.example\r\n\r\nFinal-Recipient: rfc822; " + recipient +
         "\r\nAction: failed\r\nStatus: " + status + "\r\nDiagnostic-Code: smtp; 550 " + status + " no such user\r\n\r\n--b--\r\n";
}

void take(InboundWorld& world, int count, const std::string& status) {
  for (int i = 0; i < count; ++i) world.instance->receive(bounce(world.count("sys_email"), status));
}

std::string known(InboundWorld& world) {
  return world.value("SELECT address || ' ' || bounces || ' ' || blocked || ' ' || status_code FROM sys_blocked_email_address");
}

TEST(BounceManagement, BlocksAnAddressAfterTenBouncesThoughTheyAreIgnored) {
  InboundWorld world;
  take(world, 9, "5.1.1");
  EXPECT_EQ(known(world), "gone@corp.example 9 0 5.1.1");
  EXPECT_EQ(world.standing(), "Junk received-ignored ignored");
  EXPECT_EQ(world.last(sim::EventKind::address_blocked), nullptr);
  take(world, 1, "5.1.1");
  EXPECT_EQ(known(world), "gone@corp.example 10 1 5.1.1");
  const sim::Event* blocked = world.last(sim::EventKind::address_blocked);
  ASSERT_NE(blocked, nullptr);
  EXPECT_EQ(blocked->field("address"), "gone@corp.example");
}

TEST(BounceManagement, TellsWhatTheMailIsBesideTheVerdict) {
  InboundWorld world;
  take(world, 1, "5.1.1");
  const sim::Event* recognised = world.last(sim::EventKind::email_recognised);
  ASSERT_NE(recognised, nullptr);
  EXPECT_EQ(recognised->field("what"), "bounce");
  EXPECT_EQ(recognised->field("recipient"), "gone@corp.example");
  EXPECT_EQ(recognised->field("status"), "5.1.1");
  EXPECT_EQ(recognised->field("hardness"), "hard");
  world.receive({.subject = "Out of office", .headers = "Auto-Submitted: auto-replied\r\n", .id = "away@x"});
  EXPECT_EQ(world.last(sim::EventKind::email_recognised)->field("what"), "auto-reply");
}

TEST(BounceManagement, CountsTheDefaultCodesAndNeverSoftOnes) {
  InboundWorld world;
  for (const char* status : {"4.1.1", "4.2.2", "5.2.2", "5.4.4"}) take(world, 12, status);
  EXPECT_EQ(known(world), "");
  for (const char* status : {"5.0.0", "5.1.10", "5.7.1"}) take(world, 1, status);
  EXPECT_EQ(known(world), "gone@corp.example 3 0 5.7.1");
}

TEST(BounceManagement, FollowsTheMostSpecificOverride) {
  InstanceConfig config = office();
  config.bounce_overrides = {{"5.1.2", false, {}}, {"5.2.*", true, {}}, {"5.*.*", false, {}}, {"4.*.*", true, {}}};
  InboundWorld world(config);
  for (const char* status : {"5.1.2", "4.2.2", "5.4.4"}) take(world, 1, status);
  EXPECT_EQ(known(world), "");
  for (const char* status : {"5.1.1", "5.2.2"}) take(world, 1, status);
  EXPECT_EQ(known(world), "gone@corp.example 2 0 5.2.2");
}

TEST(BounceManagement, RefusesCodesAndAddressesThatAreNone) {
  InboundWorld world;
  InstanceConfig change;
  for (const char* code : {"5.1", "55.1.1", "5.1.1.1", "5..1", "five", "5.1.1234"}) {
    change.bounce_overrides = {{code, true, {"story.yaml", 8, 3}}};
    const auto applied = world.instance->apply(change);
    ASSERT_FALSE(applied) << code;
    EXPECT_EQ(applied.error().place.line, 8);
  }
  change.bounce_overrides.clear();
  change.bounced_addresses = {{"nobody", {}, true, {}}};
  EXPECT_FALSE(world.instance->apply(change));
}

TEST(BounceManagement, CountsAnewAfterUnblocking) {
  InboundWorld world;
  take(world, 10, "5.1.1");
  InstanceConfig change;
  change.bounced_addresses = {{"Gone@corp.example", {}, false, {}}};
  world.apply(change);
  EXPECT_EQ(known(world), "gone@corp.example 0 0 5.1.1");
  take(world, 9, "5.1.1");
  EXPECT_EQ(known(world), "gone@corp.example 9 0 5.1.1");
}

TEST(BounceManagement, DoesNothingWithoutItsPlugin) {
  InstanceConfig config = office();
  config.plugins = {{"com.glide.email.bounce_management", false, {}}};
  InboundWorld world(config);
  take(world, 12, "5.1.1");
  EXPECT_EQ(known(world), "");
  EXPECT_NE(world.last(sim::EventKind::email_recognised), nullptr);
}

TEST(BlockedRecipient, IsLeftOutAndAloneSkipsTheMail) {
  OutboundWorld world;
  InstanceConfig config = usual_config();
  config.bounced_addresses = {{"yuki@corp.example", 10, true, {}}};
  world.configure(config);
  ASSERT_TRUE(outbound::compose(*world.parts, {"yuki@corp.example", "ken@corp.example", "", "Both", "text", "", ""}));
  ASSERT_TRUE(outbound::compose(*world.parts, {"yuki@corp.example", "", "", "Alone", "text", "", ""}));
  world.send();
  ASSERT_EQ(world.provider.taken.size(), 1U);
  EXPECT_EQ(world.provider.taken[0].envelope.to.size(), 1U);
  EXPECT_EQ(world.value("SELECT message FROM syslog_email WHERE message LIKE 'Blocking%' ORDER BY id LIMIT 1"),
            "Blocking Bounce Email addresses: yuki@corp.example");
  EXPECT_EQ(world.value("SELECT mailbox || ' ' || error_string FROM sys_email WHERE subject = 'Alone'"),
            "Skipped Blocking Bounce Email addresses: yuki@corp.example");
  InstanceConfig change;
  change.bounced_addresses = {{"yuki@corp.example", {}, false, {}}};
  EXPECT_EQ(outbound::resend_blocked(*world.parts), 0U);
  world.configure(change);
  EXPECT_EQ(outbound::resend_blocked(*world.parts), 1U);
  world.send();
  EXPECT_EQ(world.value("SELECT mailbox || error_string FROM sys_email WHERE subject = 'Alone'"), "Sent");
}

}  // namespace
}  // namespace engine::tests
