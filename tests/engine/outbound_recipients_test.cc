// Who gets a notification, and what its mail looks like (spec 6.2, 6.6).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/mail/message.h"
#include "tests/engine/outbound_world.h"

namespace engine::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using enum sim::EventKind;

/// yuki changed in one way, the incident's caller notified: which exclusion decides?
struct Case {
  std::string name;
  std::function<void(InstanceConfig&)> change;
  std::string rule, logged;
};
void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

class Exclusions : public ::testing::TestWithParam<Case> {};

TEST_P(Exclusions, LeaveTheUserOutAndSayWhy) {
  OutboundWorld world;
  InstanceConfig config = usual_config();
  GetParam().change(config);
  world.configure(config);
  world.fire("incident.inserted", "INC0000001", "yuki", "yuki");
  EXPECT_EQ(world.mails(), 0);
  EXPECT_THAT(world.decided(recipient_excluded), ElementsAre(GetParam().rule));
  EXPECT_THAT(world.value("SELECT message FROM syslog_email"), HasSubstr(GetParam().logged));
  EXPECT_THAT(world.decided(notification_silent), ElementsAre("notification-without-recipients"));
}

INSTANTIATE_TEST_SUITE_P(
    Spec62, Exclusions,
    ::testing::Values(Case{"inactive", [](InstanceConfig& c) { c.users[0].active = false; }, "recipient-inactive", "user is inactive"},
                      Case{"locked", [](InstanceConfig& c) { c.users[0].locked_out = true; }, "recipient-locked-out", "locked out"},
                      Case{"disabled", [](InstanceConfig& c) { c.users[0].notification = false; }, "recipient-notification-disabled",
                           "notifications are disabled"},
                      Case{"malformed", [](InstanceConfig& c) { c.users[0].email = "yuki@@corp"; }, "recipient-address-invalid",
                           "address is invalid"},
                      Case{"creator", [](InstanceConfig& c) { c.notifications[0].send_to_event_creator = false; },
                           "recipient-is-event-creator", "event creator"},
                      Case{"loop", [](InstanceConfig& c) { c.users[0].email = "acme@service-now.example"; },
                           "recipient-is-instance", "the instance's own"}),
    [](const auto& each) { return each.param.name; });

TEST(Outbox, ForceDeliveryReachesWhoWantsNoNotifications) {
  OutboundWorld world;
  InstanceConfig config = usual_config();
  config.users[0].notification = false;
  config.notifications[0].force_delivery = true;
  world.configure(config);
  world.fire("incident.inserted", "INC0000001");
  EXPECT_EQ(world.email("recipients"), "yuki@corp.example");
}

TEST(Outbox, GathersUsersGroupsParametersAndAddressesOnce) {
  OutboundWorld world;
  InstanceConfig config = usual_config();
  config.groups.push_back({"desk", {"ken", "yuki"}, {}});
  NotificationConfig& notification = config.notifications[0];
  notification.users = {"yuki"};
  notification.groups = {"desk"};
  notification.event_parm1 = true;
  notification.addresses = {"audit@corp.example"};
  world.configure(config);
  world.fire("incident.inserted", "INC0000001", "", "boss@corp.example");
  EXPECT_EQ(world.email("direct"), "yuki@corp.example,ken@corp.example,boss@corp.example");
  EXPECT_EQ(world.email("copied"), "audit@corp.example");
}

TEST(Outbox, AnAddressOfAnInactiveUserGetsNothing) {
  OutboundWorld world;
  InstanceConfig config = usual_config();
  config.users[1].active = false;
  config.notifications[0].addresses = {"ken@corp.example"};
  world.configure(config);
  world.fire("incident.inserted", "INC0000001");
  EXPECT_EQ(world.email("recipients"), "yuki@corp.example");
  EXPECT_THAT(world.decided(recipient_excluded), ElementsAre("recipient-address-of-inactive-user"));
}

TEST(Outbox, KeepsARecordWithoutRecipientsWhenToldTo) {
  OutboundWorld world;
  InstanceConfig config = usual_config();
  config.users[0].active = false;
  world.configure(config);
  world.set("glide.email.notification.save_when_no_recipients", "true");
  world.fire("incident.inserted", "INC0000001");
  world.send();
  EXPECT_EQ(world.email("mailbox"), "Skipped");
}

TEST(Outbox, AnInactiveNotificationIsSilent) {
  OutboundWorld world;
  InstanceConfig config = usual_config();
  config.notifications[0].active = false;
  world.configure(config);
  world.fire("incident.inserted", "INC0000001");
  EXPECT_EQ(world.mails(), 0);
  EXPECT_THAT(world.decided(notification_silent), ElementsAre("notification-silent"));
}

TEST(Outbox, FillsTheTextsAndMarksBothBodies) {
  OutboundWorld world;
  world.configure(usual_config());
  world.fire("incident.inserted", "INC0000001");
  const std::string mark = world.value("SELECT number FROM sys_watermark");
  EXPECT_EQ(mark.size(), 31U);
  EXPECT_EQ(world.email("subject"), "INC0000001 opened: Printer <broken>");
  EXPECT_EQ(world.email("body_text"), "Dear yuki, It beeps\n\nRef:" + mark + "\n");
  EXPECT_EQ(world.email("body"),
            "<html><body><p>Printer &lt;broken&gt;</p><div style=\"display:none\">Ref:" + mark + "</div></body></html>");
  EXPECT_EQ(world.value("SELECT email FROM sys_watermark"), world.email("sys_id"));
  EXPECT_EQ(world.email("mailbox"), "Outbox");
}

TEST(Outbox, ShowsTheWatermarkOrOmitsItAsConfigured) {
  OutboundWorld world;
  InstanceConfig config = usual_config();
  world.configure(config);
  world.set("glide.email.watermark.visible", "true");
  world.fire("incident.inserted", "INC0000001");
  EXPECT_THAT(world.email("body"), HasSubstr("display:inline"));
  InstanceConfig change;
  change.notifications = {config.notifications[0]};
  change.notifications[0].omit_watermark = true;
  world.configure(change);
  world.fire("incident.inserted", "INC0000001");
  EXPECT_THAT(world.email("body_text"), Not(HasSubstr("Ref:")));
  EXPECT_EQ(world.value("SELECT count(*) FROM sys_watermark"), "2");
}

TEST(Outbox, SplitsMoreRecipientsThanTheLimit) {
  OutboundWorld world;
  InstanceConfig config = usual_config();
  for (const char* name : {"a", "b", "c", "d"}) config.notifications[0].addresses.push_back(std::string(name) + "@corp.example");
  world.configure(config);
  world.set("glide.email.smtp.max_recipients", "2");
  world.fire("incident.inserted", "INC0000001");
  ASSERT_EQ(world.mails(), 3);
  EXPECT_EQ(world.email("recipients", 1), "yuki@corp.example,a@corp.example");
  EXPECT_EQ(world.email("recipients", 3), "d@corp.example");
}

TEST(Outbox, AnEventOnAnUnknownRecordIsAnError) {
  OutboundWorld world;
  world.configure(usual_config());
  EXPECT_FALSE(outbound::fire(*world.parts, {"incident.inserted", "incident", "INC0099999", "", "", ""}));
  EXPECT_FALSE(outbound::has_waiting_events(*world.parts));
}

}  // namespace
}  // namespace engine::tests
