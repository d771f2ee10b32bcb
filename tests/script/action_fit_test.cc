// Which inbound actions take a mail, and what their log rows say when they do not (spec 3.4, 3.5).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/script/script_world.h"

namespace engine::tests {
namespace {

using testing::HasSubstr;

InboundActionConfig action(std::string name) {
  InboundActionConfig made;
  made.name = std::move(name);
  return made;
}

TEST(ActionCondition, IsAnEncodedQueryOverTheMail) {
  InboundActionConfig only = action("Printers");
  only.condition = "subjectLIKEprinter^fromENDSWITHcorp.example";
  ScriptWorld world(std::vector{only});
  world.receive({});
  EXPECT_EQ(world.count("incident"), 1);
  world.receive({.subject = "Fax", .id = "2@x"});
  EXPECT_EQ(world.count("incident"), 1);
  EXPECT_THAT(world.log(), HasSubstr("Skipping 'Printers', condition is not met: "));
}

TEST(ActionCondition, SpeaksOfTheRecordThatAReplyIsAbout) {
  InboundActionConfig reopen = action("Reopen");
  reopen.condition = "current.state=7";
  reopen.set = {{"state", "2"}};
  InstanceConfig config = office_with({reopen});
  for (const char* state : {"7", "1"}) config.records.push_back({"incident", {{"state", state}}, {}});
  InboundWorld world(config);
  world.receive({.subject = "re: INC0000001"});
  world.receive({.subject = "re: INC0000002", .id = "2@x"});
  EXPECT_EQ(world.value("SELECT group_concat(state) FROM (SELECT state FROM incident ORDER BY id)"), "2,1");
}

TEST(ActionCondition, ThatCannotBeReadIsAnErrorWithItsPlace) {
  InboundWorld world;
  InstanceConfig change;
  change.inbound_actions = {action("bad")};
  change.inbound_actions[0].condition = "no_such_field=1";
  change.inbound_actions[0].place = {"story.yaml", 30, 5};
  const auto applied = world.instance->apply(change);
  ASSERT_FALSE(applied);
  EXPECT_THAT(applied.error().text(), HasSubstr("story.yaml:30:5: inbound action 'bad': condition: "));
}

TEST(ActionRoles, AreAskedOfTheActingUser) {
  InboundActionConfig guarded = action("Guarded");
  guarded.roles = {"itil", "sn_incident_write"};
  InstanceConfig config = office_with({guarded});
  config.users[0].roles = {"sn_incident_write"};
  InboundWorld world(config);
  world.receive({});
  EXPECT_EQ(world.count("incident"), 1);
  world.receive({.from = "Stranger <s@other.example>", .id = "2@x"});
  EXPECT_EQ(world.count("incident"), 1);
  EXPECT_EQ(world.value("SELECT message FROM syslog_email WHERE message LIKE '%roles%'"),
            "Skipping 'Guarded', user guest has none of the required roles itil,sn_incident_write");
}

TEST(ActionFrom, TakesOnlyThatUsersMailUnlessThereIsNoSuchUser) {
  InboundActionConfig mine = action("Mine"), gone = action("Gone");
  mine.from = "ina";
  gone.from = "left-the-company";
  ScriptWorld world(std::vector{mine, gone});
  world.receive({});
  EXPECT_EQ(world.count("incident"), 1);
  EXPECT_THAT(world.log(), HasSubstr("Skipping 'Mine', email is not from the user it is restricted to"));
}

TEST(ActionTable, ThatIsBlankHasNoRecord) {
  InboundActionConfig blank = action("Blank");
  blank.table = "";
  blank.script = "gs.info('ran');";
  ScriptWorld world(std::vector{blank});
  world.receive({});
  EXPECT_THAT(world.log(), HasSubstr("info: Skipping 'Blank', a suitable GlideRecord not found"));  // I23
  EXPECT_EQ(world.standing(), "Received received processed");
}

TEST(EqualOrder, DefeatsTheStopOfAScript) {
  InboundActionConfig first = scripted("current.insert(); event.state = 'stop_processing';", "First"), equal = scripted("current.insert();", "Equal");
  InboundActionConfig later = scripted("current.insert();", "Later");
  later.order = 200;
  ScriptWorld world(std::vector{first, equal, later});
  world.receive({});
  EXPECT_EQ(world.count("incident"), 2);  // I24
}

TEST(UnmatchedMail, IsProcessedOrStaysByProfile) {
  for (const auto& [reading, standing] : {std::pair{"processed", "Received received processed"}, {"ready", "Inbox received ready"}}) {
    InstanceConfig config = office_with({});
    config.switches = {{"no-matching-action", reading, {}}};
    InboundWorld world(config);
    world.receive({});
    EXPECT_EQ(world.standing(), standing);  // C26
    EXPECT_TRUE(world.instance->is_idle());
  }
}

TEST(ActionRows, StandInTheInstancesTable) {
  InboundActionConfig mine = scripted("current.insert();", "Mine");
  mine.condition = "subjectLIKEx";
  mine.roles = {"itil", "admin"};
  mine.order = 7;
  InstanceConfig config = office();
  config.inbound_actions = {mine};
  InboundWorld world(config);
  EXPECT_EQ(world.count("sysevent_in_email_action"), 4);
  EXPECT_EQ(world.value("SELECT \"table\" || '|' || type || '|' || \"order\" || '|' || filter_condition || '|' || required_roles || '|' || script FROM "
                        "sysevent_in_email_action WHERE name = 'Mine'"),
            "incident|none|7|subjectLIKEx|itil,admin|current.insert();");
}

}  // namespace
}  // namespace engine::tests
