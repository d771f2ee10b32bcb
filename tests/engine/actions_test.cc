#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/inbound_world.h"

namespace engine::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

InboundActionConfig action(std::string name, int order, bool stops, std::vector<std::pair<std::string, std::string>> set) {
  InboundActionConfig made;
  made.name = std::move(name);
  made.order = order;
  made.stop_processing = stops;
  made.set = std::move(set);
  return made;
}

std::vector<std::string> ran(const InboundWorld& world) {
  std::vector<std::string> names;
  for (const sim::Event& event : world.trace.events()) {
    if (event.kind == sim::EventKind::action_ran) names.emplace_back(event.field("action"));
  }
  return names;
}

TEST(InboundActions, MakeAnIncidentOfANewMail) {
  InboundWorld world;
  world.receive({.body = "It shows 0x6100.\r\n"});
  EXPECT_EQ(world.value("SELECT number || '|' || short_description || '|' || trim(description, char(10)) FROM incident"),
            "INC0000001|Printer is broken|It shows 0x6100.");
  EXPECT_EQ(world.email("target_table || '|' || instance"), "incident|" + world.value("SELECT sys_id FROM incident"));
  EXPECT_THAT(ran(world), ElementsAre("Create Incident"));
}

TEST(InboundActions, CommentOnTheIncidentOfAReplyAboveTheSeparator) {
  InboundWorld world;
  world.receive({});
  world.receive({.body = "Still broken\r\n\r\n-----Original Message-----\r\nold\r\n",
                 .headers = "In-Reply-To: <1@corp.example>\r\n",
                 .id = "2@x"});
  EXPECT_EQ(world.count("incident"), 1);
  EXPECT_EQ(world.value("SELECT value FROM sys_journal_field"), "reply from: yuki@corp.example\n\nStill broken");
  EXPECT_EQ(world.value("SELECT group_concat(name) FROM (SELECT name FROM sysevent ORDER BY id)"),
            "incident.inserted,incident.updated,incident.commented");
}

TEST(InboundActions, SayWhyEachOtherOneWasSkipped) {
  InboundWorld world;
  world.receive({});
  EXPECT_EQ(world.value("SELECT message FROM syslog_email WHERE message LIKE '%Update%'"),
            "Skipping 'Update Incident (BP)', email is type 'new', which does not match Inbound Email Action's type 'reply'");
}

TEST(InboundActions, RunInOrderUntilOneStops) {
  InstanceConfig config = office();
  config.default_inbound_actions = false;
  config.inbound_actions = {action("later", 300, false, {}), action("stops", 200, true, {}), action("first", 100, false, {}),
                            action("equal", 200, false, {})};
  InboundWorld world(config);
  world.receive({});
  EXPECT_THAT(ran(world), ElementsAre("first", "stops", "equal"));
}

TEST(InboundActions, FillFieldsFromVariablesAndBodyLines) {
  InstanceConfig config = office();
  config.default_inbound_actions = false;
  config.inbound_actions = {action("make", 100, false,
                                   {{"short_description", "${email.body.serial_number}/${email.importance}/${email.nonsense}"},
                                    {"description", "${email.to}|${email.origemail}|${email.from}"}})};
  InboundWorld world(config);
  world.receive({.body = "Serial Number: 42\r\n", .headers = "Importance: High\r\nCc: ken@corp.example\r\n"});
  EXPECT_EQ(world.value("SELECT short_description FROM incident"), "42/High/${email.nonsense}");
  EXPECT_EQ(world.value("SELECT description FROM incident"), "acme@service-now.example,ken@corp.example|yuki@corp.example|yuki@corp.example");
}

TEST(InboundActions, OnlyRunOnRecordsOfTheirTable) {
  InstanceConfig config = office();
  config.tables.push_back({"problem", "PRB", {}, {}});
  config.records.push_back({"problem", {{"short_description", "x"}}, {}});
  InboundActionConfig other = action("Update Problem", 100, false, {{"comments", "${email.body_text}"}});
  other.table = "problem";
  config.inbound_actions = {other};
  InboundWorld world(config);
  world.receive({.subject = "re: PRB0000001"});
  EXPECT_THAT(ran(world), ElementsAre("Update Problem"));
  EXPECT_EQ(world.count("incident"), 0);
}

TEST(InboundActions, AreRefusedWithTheirPlaceIfTheyNameWhatIsNotThere) {
  InboundWorld world;
  InstanceConfig change;
  change.inbound_actions = {action("bad", 1, false, {{"no_such_column", "x"}})};
  change.inbound_actions[0].place = {"story.yaml", 30, 5};
  const auto applied = world.instance->apply(change);
  ASSERT_FALSE(applied);
  EXPECT_THAT(applied.error().text(), HasSubstr("story.yaml:30:5: inbound action 'bad': table 'incident' has no column 'no_such_column'"));
}

TEST(Attachments, GoToTheRecordAndAreLimited) {
  InboundWorld world;
  world.set("glide.email.inbound.max_attachment_count", "2");
  std::string body;
  for (const char* name : {"a.txt", "b.txt", "c.txt"}) {
    body += std::string("--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=") + name + "\r\n\r\n" + name + "\r\n";
  }
  world.receive({.body = body + "--b--\r\n", .headers = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n"});
  EXPECT_EQ(world.value("SELECT count(*) FROM sys_attachment WHERE table_name = 'incident'"), "2");
  EXPECT_EQ(world.value("SELECT discard_reason FROM sys_email_attachment WHERE attachment IS NULL"), "more than 2 attachments");
  EXPECT_EQ(world.value("SELECT count(*) FROM sysevent WHERE name = 'inbound.email_attachments.discarded'"), "1");
}

TEST(EmailRow, HoldsHeadersAndAddressesAsTheInstanceWritesThem) {
  InboundWorld world;
  world.receive({.headers = "Reply-To: helpdesk@corp.example\r\nX-Long: a\r\n\tb\r\n"});
  EXPECT_THAT(world.email("headers"), HasSubstr("Subject:Printer is broken\n"));
  EXPECT_THAT(world.email("headers"), HasSubstr("X-Long:a\n\tb\n"));
  EXPECT_THAT(world.email("headers"), HasSubstr("X-ServiceNow-Source:EmailInbound\n"));
  EXPECT_EQ(world.email("direct || '|' || message_id || '|' || reply_to"), "acme@service-now.example|1@corp.example|helpdesk@corp.example");
}

}  // namespace
}  // namespace engine::tests
