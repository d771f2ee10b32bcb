// When a notification speaks, and to whom: conditions, delegates, devices, subscriptions, groups (spec 6.1, 6.2).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/configure.h"
#include "engine/record_events.h"
#include "tests/engine/outbound_world.h"

namespace engine::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace std::chrono_literals;
using enum sim::EventKind;

/// yuki is the caller and gets the mail; ken is there too.
class Notifications : public ::testing::Test {
 protected:
  void play() {
    world.configure(config);
    world.fire("incident.inserted", "INC0000001", "ken");
  }
  std::string evidence(sim::EventKind kind) {
    for (const sim::Event& event : world.trace.events()) {
      if (event.kind == kind) return std::string(event.field("evidence"));
    }
    return "";
  }
  NotificationConfig& notification() { return config.notifications[0]; }
  DeviceConfig device(const std::string& user, const std::string& address) {
    DeviceConfig made;
    made.name = user + "'s device";
    made.user = user;
    made.email_address = address;
    return made;
  }

  OutboundWorld world;
  InstanceConfig config = usual_config();
};

TEST_F(Notifications, SayWhichConditionIsFalse) {
  notification().condition = "short_descriptionSTARTSWITHPrinter^caller_id.user_name=ken";
  play();
  EXPECT_EQ(world.mails(), 0);
  EXPECT_THAT(world.decided(notification_silent), ElementsAre("notification-condition"));
  EXPECT_THAT(evidence(notification_silent), HasSubstr("caller_id.user_name"));
}

TEST_F(Notifications, SpeakWhenTheConditionHolds) {
  notification().condition = "short_descriptionSTARTSWITHPrinter^caller_id.user_name=yuki";
  play();
  EXPECT_EQ(world.email("recipients"), "yuki@corp.example");
}

TEST_F(Notifications, WithAConditionNeedARecord) {
  notification().condition = "priority=1";
  world.configure(config);
  world.fire("incident.inserted");
  EXPECT_THAT(world.decided(notification_silent), ElementsAre("notification-condition"));
}

TEST_F(Notifications, RefuseAConditionThatNobodyCanRead) {
  notification().condition = "prioritie=1";
  notification().place = {"story.yaml", 9, 5};
  const auto written = write_configuration(*world.parts, config);
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().what, HasSubstr("notification 'Opened': condition 'prioritie=1'"));
  EXPECT_EQ(written.error().place.line, 9);
}

TEST_F(Notifications, TellOfAnEventThatNoneAnswers) {
  world.configure(config);
  world.fire("incident.reopened", "INC0000001");
  EXPECT_THAT(world.decided(notification_silent), ElementsAre("event-unanswered"));
}

TEST_F(Notifications, OfRecordChangesAnswerTheChangeTheyNameAndNoEvent) {
  notification().when = "updated";
  notification().condition = "state=6";
  play();
  EXPECT_EQ(world.mails(), 0);
  for (const char* state : {"2", "6"}) {
    ASSERT_TRUE(write_record(*world.parts, {"incident", "INC0000001", {{"state", state}}, "ken"}));
    outbound::process_events(*world.parts);
  }
  EXPECT_EQ(world.mails(), 1);
}

TEST_F(Notifications, ComeTwiceWhenAnAfterRuleUpdatesOnceMore) {  // case-O25
  notification().when = "updated";
  config.business_rules.push_back({"Again", {}, "updated", {}, {}, {{"category", "request"}}, {}});
  play();
  ASSERT_TRUE(write_record(*world.parts, {"incident", "INC0000001", {{"state", "2"}}, "ken"}));
  outbound::process_events(*world.parts);
  EXPECT_EQ(world.mails(), 2);
}

TEST_F(Notifications, GoToTheDelegateWhileHeIsOne) {
  config.delegates.push_back({"leave", "yuki", "ken", {}, world.clock.now(), {}, {}});
  play();
  EXPECT_EQ(world.email("recipients"), "yuki@corp.example,ken@corp.example");
  world.pass(std::chrono::seconds(1));
  world.fire("incident.inserted", "INC0000001");
  EXPECT_EQ(world.email("recipients"), "yuki@corp.example");
}

TEST_F(Notifications, DoNotGoToDelegatesOfWhoIsLeftOutNorOfDelegates) {
  config.users.push_back(config.users[1]);
  config.users[2].user_name = "mai";
  config.users[2].email = "mai@corp.example";
  config.delegates.push_back({"one", "yuki", "ken", {}, {}, {}, {}});
  config.delegates.push_back({"two", "ken", "mai", {}, {}, {}, {}});
  play();
  EXPECT_EQ(world.email("recipients"), "yuki@corp.example,ken@corp.example");
  InstanceConfig change;
  change.users = {config.users[0]};
  change.users[0].active = false;
  world.configure(change);
  world.fire("incident.inserted", "INC0000001");
  EXPECT_EQ(world.mails(), 1);
}

TEST_F(Notifications, GoToThePrimaryDeviceInsteadOfTheUsersAddress) {
  config.devices.push_back(device("yuki", "yuki@home.example"));
  config.devices[0].primary_email = true;
  play();
  EXPECT_EQ(world.email("recipients"), "yuki@home.example");
}

TEST_F(Notifications, KnowTheHoursOfADevice) {
  config.devices.push_back(device("yuki", "yuki@home.example"));
  config.devices[0].primary_email = true;
  config.devices[0].schedule = DeviceSchedule{{"tue"}, 8 * 60, 9 * 60};  // the world begins on a Monday at 09:00
  play();
  EXPECT_THAT(world.decided(recipient_excluded), ElementsAre("recipient-device-schedule"));
  for (const auto& [later, mails] : {std::pair{23h, 1}, std::pair{1h, 1}, std::pair{23h, 1}}) {
    world.pass(later);
    world.fire("incident.inserted", "INC0000001");
    EXPECT_EQ(world.mails(), mails);
  }
}

TEST_F(Notifications, RefuseADeviceWhoseHoursAreNone) {
  config.devices.push_back(device("yuki", "yuki@home.example"));
  config.devices[0].schedule = DeviceSchedule{{}, 18 * 60, 8 * 60};
  EXPECT_FALSE(write_configuration(*world.parts, config));
}

TEST_F(Notifications, CopyToFurtherDevicesThatAreSubscribed) {
  config.devices = {device("yuki", "yuki@pager.example"), device("ken", "ken@pager.example")};
  config.subscriptions.push_back({"s", "yuki", "Opened", "yuki's device", {}, {}});
  play();
  EXPECT_EQ(world.email("recipients"), "yuki@corp.example,yuki@pager.example");
}

TEST_F(Notifications, ToAnSmsDeviceAreShortMailsOfTheirOwn) {
  config.devices.push_back(device("yuki", "8190@sms.example"));
  config.devices[0].type = "sms";
  config.subscriptions.push_back({"s", "yuki", "Opened", "yuki's device", {}, {}});
  notification().sms_alternate = std::string(150, 'x');
  play();
  EXPECT_EQ(world.email("recipients", 1), "yuki@corp.example");
  EXPECT_EQ(world.email("recipients", 2), "8190@sms.example");
  EXPECT_EQ(world.email("notification_type", 2), "SMS");
  EXPECT_EQ(world.email("body_text", 2), std::string(140, 'x'));
}

TEST_F(Notifications, ReachSubscribersWhoAreNotNamed) {
  notification().subscribable = true;
  config.subscriptions.push_back({"s", "ken", "Opened", {}, {}, {}});
  play();
  EXPECT_EQ(world.email("recipients"), "yuki@corp.example,ken@corp.example");
}

TEST_F(Notifications, WithoutTheSubscribableFlagTakeNoSubscription) {
  config.subscriptions.push_back({"s", "ken", "Opened", {}, {}, {}});
  EXPECT_FALSE(write_configuration(*world.parts, config));
}

TEST_F(Notifications, PassTheUnsubscribedByUnlessForcedOrMandatory) {
  config.subscriptions.push_back({"s", "yuki", "Opened", {}, false, {}});
  notification().addresses = {"yuki@corp.example"};  // what is added by address ignores the choice (KB0788195)
  play();
  EXPECT_THAT(world.decided(recipient_excluded), ElementsAre("recipient-unsubscribed"));
  EXPECT_EQ(world.email("direct || '/' || copied"), "/yuki@corp.example");
  for (const auto flag : {&NotificationConfig::force_delivery, &NotificationConfig::mandatory}) {
    InstanceConfig change;
    change.notifications = {notification()};
    change.notifications[0].*flag = true;
    world.configure(change);
    world.fire("incident.inserted", "INC0000001");
    EXPECT_EQ(world.email("direct"), "yuki@corp.example");
    change.notifications[0].*flag = false;
    world.configure(change);
  }
}

TEST_F(Notifications, ToAGroupGoToItsAddressItsManagerAndItsMembersAsItSays) {
  notification().recipient_fields = {};
  notification().groups = {"desk"};
  config.groups.push_back({"desk", {"yuki"}, {}});
  config.groups[0].manager = "ken";
  play();
  EXPECT_EQ(world.email("recipients"), "ken@corp.example,yuki@corp.example");
  InstanceConfig change;
  change.groups = {{"desk", {}, {}}};
  change.groups[0].email = "desk@corp.example";
  world.configure(change);
  world.fire("incident.inserted", "INC0000001");
  EXPECT_EQ(world.email("recipients"), "desk@corp.example,ken@corp.example");
  change.groups[0].include_members = true;
  change.groups[0].exclude_manager = true;
  world.configure(change);
  world.fire("incident.inserted", "INC0000001");
  EXPECT_EQ(world.email("recipients"), "desk@corp.example,yuki@corp.example");
  change.groups[0].active = false;
  world.configure(change);
  world.fire("incident.inserted", "INC0000001");
  EXPECT_EQ(world.mails(), 3);
  EXPECT_THAT(world.decided(recipient_excluded), ElementsAre("recipient-group-inactive"));
}

TEST_F(Notifications, FindGroupsInFieldsOfTheRecord) {
  config.groups.push_back({"desk", {"ken"}, {}});
  config.records[0].fields.emplace_back("assignment_group", "desk");
  notification().recipient_fields = {"assignment_group", "caller_id.email"};
  play();
  EXPECT_EQ(world.email("recipients"), "ken@corp.example,yuki@corp.example");
}

TEST_F(Notifications, HideTheBlindCopied) {
  notification().blind_copied = {"audit@corp.example"};
  play();
  EXPECT_EQ(world.email("direct || '/' || copied || '/' || blind_copied"), "yuki@corp.example//audit@corp.example");
  world.send();
  ASSERT_EQ(world.provider.taken.size(), 1U);
  EXPECT_EQ(world.provider.taken[0].envelope.to.size(), 2U);
  EXPECT_THAT(world.provider.taken[0].raw, ::testing::Not(HasSubstr("audit@")));
}

TEST_F(Notifications, WithoutRecipientsAreKeptByTheOtherReading) {  // conflict-C24
  config.users[0].active = false;
  world.profile.no_recipients_to_skipped = true;
  play();
  world.send();
  EXPECT_EQ(world.email("mailbox || '/' || state"), "Skipped/ignored");
}

TEST_F(Notifications, LogTheTestUserWhateverTheSwitchesOfRecipientsSay) {  // spec 6.2, D:adv
  world.set("glide.notification.recipient.exclude_logging", "false");
  world.set("glide.notification.recipient.include_logging", "false");
  world.set("glide.email.test.user", "qa@corp.example");
  play();
  world.send();
  EXPECT_EQ(world.value("SELECT count(*) FROM syslog_email WHERE message LIKE '%recipients because%'"), "0");
  EXPECT_EQ(world.value("SELECT count(*) FROM syslog_email WHERE message LIKE 'glide.email.test.user sends the mail for yuki@corp.example to qa%'"), "1");
}

TEST_F(Notifications, NameAllOfOneReasonInOneRowOfTheLog) {
  notification().users = {"ken"};
  config.users[0].active = config.users[1].active = false;
  play();
  EXPECT_EQ(world.value("SELECT count(*) FROM syslog_email"), "1");
  EXPECT_THAT(world.value("SELECT message FROM syslog_email"), HasSubstr("'ken' ("));
  EXPECT_THAT(world.value("SELECT message FROM syslog_email"), HasSubstr("), 'yuki' ("));
}

/// A log switch, what it is about, and how to bring that about.
struct LogSwitch {
  std::string name, words;
  std::function<void(InstanceConfig&)> change;
};
void PrintTo(const LogSwitch& one, std::ostream* out) { *out << one.name; }
class LogSwitches : public ::testing::TestWithParam<LogSwitch> {};

TEST_P(LogSwitches, SilenceTheirRows) {
  for (const std::string value : {"true", "false"}) {
    OutboundWorld world;
    InstanceConfig config = usual_config();
    config.devices.push_back({"d", "yuki", {}, "yuki@corp.example", true, {}, {}, {}});
    config.groups.push_back({"desk", {"ken"}, {}});
    GetParam().change(config);
    world.configure(config);
    world.set("glide.notification.recipient." + GetParam().name, value);
    world.fire("incident.inserted", "INC0000001", "yuki", "yuki");
    EXPECT_EQ(world.value("SELECT count(*) > 0 FROM syslog_email WHERE message LIKE '%" + GetParam().words + "%'"),
              value == "true" ? "1" : "0");
  }
}

INSTANTIATE_TEST_SUITE_P(
    Spec62, LogSwitches,
    ::testing::Values(
        LogSwitch{"exclude_logging.device_inactive", "device is inactive", [](InstanceConfig& c) { c.devices[0].active = false; }},
        LogSwitch{"exclude_logging.device_schedule", "outside its schedule",
                  [](InstanceConfig& c) { c.devices[0].schedule = DeviceSchedule{{"sun"}, 0, 1440}; }},
        LogSwitch{"exclude_logging.event_creator", "event creator", [](InstanceConfig& c) { c.notifications[0].send_to_event_creator = false; }},
        LogSwitch{"exclude_logging.invalid_email", "address is invalid", [](InstanceConfig& c) { c.devices[0].email_address = "yuki"; }},
        LogSwitch{"exclude_logging.user_calendar_integration_disabled", "calendar integration",
                  [](InstanceConfig& c) {
                    c.notifications[0].type = "meeting_invitation";
                    c.users[0].calendar_integration = false;
                  }},
        LogSwitch{"exclude_logging.user_inactive", "user is inactive", [](InstanceConfig& c) { c.users[0].active = false; }},
        LogSwitch{"exclude_logging.user_notification_disabled", "are disabled", [](InstanceConfig& c) { c.users[0].notification = false; }},
        LogSwitch{"exclude_logging", "user is inactive", [](InstanceConfig& c) { c.users[0].active = false; }},
        LogSwitch{"include_logging.delegate", "as the delegate of",
                  [](InstanceConfig& c) { c.delegates.push_back({"d", "yuki", "ken", {}, {}, {}, {}}); }},
        LogSwitch{"include_logging.event_parm", "parm1",
                  [](InstanceConfig& c) {
                    c.notifications[0].recipient_fields = {};
                    c.notifications[0].event_parm1 = true;
                  }},
        LogSwitch{"include_logging.recipient_fields", "caller_id", [](InstanceConfig&) {}},
        LogSwitch{"include_logging.recipient_users", "notification''s users", [](InstanceConfig& c) { c.notifications[0].users = {"ken"}; }},
        LogSwitch{"include_logging.recipient_groups.membership", "as a member of", [](InstanceConfig& c) { c.notifications[0].groups = {"desk"}; }},
        LogSwitch{"include_logging.recipient_groups.manager", "as the manager of",
                  [](InstanceConfig& c) {
                    c.notifications[0].groups = {"desk"};
                    c.groups[0].manager = "ken";
                  }},
        LogSwitch{"include_logging.recipient_groups.group_email", "as the address of",
                  [](InstanceConfig& c) {
                    c.notifications[0].groups = {"desk"};
                    c.groups[0].email = "desk@corp.example";
                  }},
        LogSwitch{"include_logging.subscription", "by their subscription",
                  [](InstanceConfig& c) {
                    c.notifications[0].subscribable = true;
                    c.subscriptions.push_back({"s", "ken", "Opened", {}, {}, {}});
                  }}),
    [](const auto& each) {
      std::string name = each.param.name;
      std::replace(name.begin(), name.end(), '.', '0');
      std::erase(name, '_');
      return name;
    });

}  // namespace
}  // namespace engine::tests
