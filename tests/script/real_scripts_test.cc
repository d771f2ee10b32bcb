// Scripts as instances have them: what the vendor's examples and everyday actions do must come out as it does there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/script/script_world.h"

namespace engine::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(RealScript, CreatesAnIncidentFromAMail) {
  ScriptWorld world(R"js(
(function runAction(/*GlideRecord*/ current, /*GlideRecord*/ event, /*EmailWrapper*/ email, /*ScopedEmailLogger*/ logger, /*EmailClassifier*/ classifier) {
    current.caller_id = gs.getUserID();
    current.comments = "received from: " + email.origemail + "\n\n" + email.body_text;
    current.short_description = email.subject;
    current.category = "request";
    current.incident_state = IncidentState.NEW;
    current.notify = 2;
    current.contact_type = "email";
    if (email.body.assign != undefined)
        current.assigned_to = email.body.assign;
    if (email.importance) {
        if (email.importance.toLowerCase() == "high")
            current.priority = 1;
    }
    if (current.canCreate())
        current.insert();
})(current, event, email, logger);
)js");
  world.receive({.body = "It shows 0x6100.\r\n", .headers = "Importance: high\r\n"});
  EXPECT_EQ(world.value("SELECT number || '|' || short_description || '|' || category || '|' || incident_state || '|' || notify || '|' || "
                        "priority FROM incident"),
            "INC0000001|Printer is broken|request|1|2|1");
  EXPECT_EQ(world.value("SELECT u.user_name FROM incident i JOIN sys_user u ON u.sys_id = i.caller_id"), "yuki");
  EXPECT_EQ(world.value("SELECT trim(value, char(10)) FROM sys_journal_field"), "received from: yuki@corp.example\n\nIt shows 0x6100.");
  EXPECT_EQ(world.email("target_table || '|' || instance"), "incident|" + world.value("SELECT sys_id FROM incident"));
  EXPECT_EQ(world.value("SELECT group_concat(name) FROM (SELECT name FROM sysevent ORDER BY id)"), "incident.inserted,incident.commented");
  EXPECT_EQ(world.standing(), "Received received processed");
}

TEST(RealScript, HasCallerAndOpenerSetBeforeItBegins) {
  ScriptWorld world("current.short_description = email.subject; current.insert();");
  world.receive({});
  EXPECT_EQ(world.value("SELECT caller_id = opened_by AND caller_id = (SELECT sys_id FROM sys_user WHERE user_name = 'yuki') FROM incident"), "1");
}

constexpr const char* update_incident = R"js(
gs.include('validators');
if (current.getTableName() == "incident") {
  current.comments = "reply from: " + email.origemail + "\n\n" + email.body_text;
  if (email.body.assign != undefined)
    current.assigned_to = email.body.assign;
  if (email.body.priority != undefined && isNumeric(email.body.priority))
    current.priority = email.body.priority;
  if (email.body.category != undefined)
    current.category = email.body.category;
  if (email.body.short_description != undefined)
    current.short_description = email.body.short_description;
  current.update();
}
)js";

TEST(RealScript, UpdatesTheIncidentOfAReplyFromItsBody) {
  InboundActionConfig update = scripted(update_incident, "Update");
  update.type = "reply";
  InboundActionConfig create = scripted("current.short_description = email.subject; current.insert();", "Create");
  create.type = "new";
  ScriptWorld world(std::vector{create, update});
  world.receive({});
  world.receive({.subject = "re: Printer is broken",
                 .body = "Still broken\r\nPriority: 2\r\nShort Description:Fax is broken\r\nPriority: 5\r\n\r\n-----Original Message-----\r\nold\r\n",
                 .headers = "In-Reply-To: <1@corp.example>\r\n",
                 .id = "2@x"});
  EXPECT_EQ(world.count("incident"), 1);
  EXPECT_EQ(world.value("SELECT priority || '|' || short_description || '|' || sys_mod_count FROM incident"), "2|Fax is broken|1");
  EXPECT_THAT(world.value("SELECT value FROM sys_journal_field"), HasSubstr("Still broken"));
  EXPECT_THAT(world.value("SELECT value FROM sys_journal_field"), Not(HasSubstr("old")));
  EXPECT_EQ(world.value("SELECT group_concat(name) FROM (SELECT name FROM sysevent ORDER BY id)"),
            "incident.inserted,incident.updated,incident.commented");
}

TEST(RealScript, StopsTheProcessing) {
  InboundActionConfig first = scripted("current.insert(); event.state = 'stop_processing';", "First");
  first.order = 10;
  ScriptWorld world(std::vector{first, scripted("current.insert();", "Second")});
  world.receive({});
  EXPECT_EQ(world.count("incident"), 1);
  EXPECT_THAT(world.log(), Not(HasSubstr("Second")));
}

TEST(RealScript, IgnoresMailByItsSubject) {
  InboundActionConfig first = scripted("if (email.subject.toLowerCase().indexOf('newsletter') == 0) { gs.info('dropped'); event.state = "
                                       "'stop_processing'; }", "Ignore newsletters");
  first.order = 10;
  ScriptWorld world(std::vector{first, scripted("current.insert();", "Create")});
  world.receive({.subject = "Newsletter of May"});
  EXPECT_EQ(world.count("incident"), 0);
  EXPECT_THAT(world.log(), HasSubstr("info: dropped\ninfo: Skipping 'Ignore newsletters', did not create or update incident"));
  world.receive({.id = "2@x"});
  EXPECT_EQ(world.count("incident"), 1);
}

TEST(RealScript, LooksUpAUserAndAssigns) {
  ScriptWorld world(R"js(
var user = new GlideRecord('sys_user');
user.addQuery('email', email.body.assign_to);
user.addQuery('active', true);
user.query();
if (user.next()) {
  current.assigned_to = user.sys_id;
  current.short_description = email.subject + ' for ' + user.getDisplayValue();
}
current.insert();
)js");
  world.receive({.body = "Assign to: yuki@corp.example\r\n"});
  EXPECT_EQ(world.value("SELECT short_description || '|' || u.user_name FROM incident i JOIN sys_user u ON u.sys_id = i.assigned_to"),
            "Printer is broken for yuki|yuki");
}

TEST(RealScript, ReopensAClosedIncidentOnReply) {
  InstanceConfig config = office_with({scripted(R"js(
if (current.state == IncidentState.CLOSED) {
  current.state = IncidentState.IN_PROGRESS;
  current.work_notes = 'Reopened by ' + gs.getUserName();
  current.update();
}
)js")});
  config.records.push_back({"incident", {{"short_description", "x"}, {"state", "7"}}, {}});
  InboundWorld world(config);
  world.receive({.subject = "re: INC0000001"});
  EXPECT_EQ(world.value("SELECT state FROM incident"), "2");
  EXPECT_EQ(world.value("SELECT element || ': ' || value FROM sys_journal_field"), "work_notes: Reopened by yuki");
}

TEST(RealScript, SetsAGroupByItsName) {
  InstanceConfig config = office_with({scripted("current.assignment_group.setDisplayValue('Development'); current.insert();")});
  config.groups.push_back({"Development", {"yuki"}, {}});
  InboundWorld world(config);
  world.receive({});
  EXPECT_EQ(world.value("SELECT g.name FROM incident i JOIN sys_user_group g ON g.sys_id = i.assignment_group"), "Development");
}

TEST(OwnGlideRecord, IsNotTheMailsTarget) {
  ScriptWorld world("var made = new GlideRecord('incident'); made.initialize(); made.short_description = email.subject; made.insert();");
  world.receive({});
  EXPECT_EQ(world.value("SELECT short_description FROM incident"), "Printer is broken");
  EXPECT_EQ(world.email("instance"), "");  // I20
  EXPECT_THAT(world.log(), HasSubstr("Skipping 'Scripted', did not create or update incident"));  // I22
  EXPECT_EQ(world.standing(), "Received received processed");
}

TEST(OwnGlideRecord, LeavesTheNextReplyWithoutARecord) {
  ScriptWorld world("var made = new GlideRecord('incident'); made.insert();");
  world.receive({});
  world.receive({.subject = "re: Printer is broken", .headers = "In-Reply-To: <1@corp.example>\r\n", .id = "2@x"});
  EXPECT_EQ(world.email("receive_type"), "new");  // I20
  EXPECT_EQ(world.count("incident"), 2);
}

TEST(FieldActions, AreWrittenBeforeTheScriptRuns) {
  InboundActionConfig both = scripted("current.short_description = current.number + ': ' + current.short_description; current.update();");
  both.set = {{"short_description", "${email.subject}"}};
  ScriptWorld world(std::vector{both});
  world.receive({});
  EXPECT_EQ(world.value("SELECT short_description FROM incident"), "INC0000001: Printer is broken");
}

TEST(SysEmail, CanBeReadAndGivenATarget) {
  ScriptWorld world(R"js(
var made = new GlideRecord('incident');
made.short_description = sys_email.uid + sys_email.getValue('subject') + sys_email.content_type;
sys_email.instance = made.insert();
sys_email.target_table = 'incident';
sys_email.update();
)js");
  world.receive({});
  EXPECT_EQ(world.email("instance"), world.value("SELECT sys_id FROM incident"));
  EXPECT_EQ(world.value("SELECT short_description FROM incident"), "Printer is brokentext/plain");
}

TEST(Attachment, OfAScriptedMailGoesToTheFirstRecord) {
  InboundActionConfig first = scripted("current.insert();", "First");
  first.order = 10;
  ScriptWorld world(std::vector{first, scripted("current.insert();", "Second")});
  world.receive({.body = "--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\n1\r\n--b--\r\n",
                 .headers = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n"});
  EXPECT_EQ(world.count("incident"), 2);
  EXPECT_EQ(world.value("SELECT i.number FROM sys_attachment a JOIN incident i ON i.sys_id = a.table_sys_id"), "INC0000001");
}

}  // namespace
}  // namespace engine::tests
