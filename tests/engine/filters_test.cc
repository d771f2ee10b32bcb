// Email Filters (spec 7.3): the vendor's, the story's, their order and what they do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/vendor_filters.h"
#include "tests/engine/inbound_world.h"

namespace engine::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

EmailFilterConfig filter(std::string name, std::string condition, std::string action, int order = 100) {
  EmailFilterConfig made;
  made.name = std::move(name);
  made.condition = std::move(condition);
  made.action = std::move(action);
  made.order = order;
  made.place = {"story.yaml", 40 + order, 5};
  return made;
}

InstanceConfig with_filters(std::vector<EmailFilterConfig> filters, InstanceConfig config = office()) {
  config.filters = std::move(filters);
  return config;
}

InstanceConfig turned(const std::string& name, const std::string& reading, InstanceConfig config = office()) {
  config.switches.push_back({name, reading, {}});
  return config;
}

InstanceConfig without_plugin(InstanceConfig config = office()) {
  config.plugins.push_back({"com.glide.email_filter", false, {}});
  return config;
}

EmailFilterConfig changed(std::string name) {
  EmailFilterConfig made;
  made.name = std::move(name);
  return made;
}

Letter letter(std::string subject, std::string headers = "", std::string body = "It shows 0x6100.\r\n") {
  return {.subject = std::move(subject), .body = std::move(body), .headers = std::move(headers)};
}

constexpr const char* processed = "Received received processed";
constexpr const char* junk = "Junk received-ignored ignored";
constexpr const char* marked = "Received received ignored";
const std::string calendar = "Yes.\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n";
const std::string spam_flag = "X-ServiceNow-Spam-Flag: YES\r\n";
const std::string spam_status = "X-ServiceNow-Spam-Status: Yes, score=8.6\r\n";
const std::string infected = "X-ServiceNow-Virus: INFECTED, message contains virus: Eicar-Test-Signature\r\n";

std::string standing_of(const InstanceConfig& config, const Letter& mail) {
  InboundWorld world(config);
  world.receive(mail);
  return world.standing();
}

TEST(VendorFilters, NameThemselvesInTheEvidence) {
  const std::pair<const char*, Letter> cases[]{
      {"Move spam to junk folder", letter("Printer", spam_flag)},
      {"Move spam to junk folder", letter("Printer", infected)},
      {"Ignore header", letter("Printer", "Auto-Submitted: auto-replied\r\n")},
      {"Ignore subject", letter("Undeliverable: Printer")},
      {"Junk email - sender equals recipient", {.from = "acme@service-now.example"}},
      {"Ignore VCAL", letter("Accepted: Meeting", "", calendar)},
  };
  for (const auto& [name, mail] : cases) {
    InboundWorld world;
    world.receive(mail);
    EXPECT_EQ(world.standing(), std::string_view(name) == "Ignore VCAL" ? marked : junk) << name;
    EXPECT_THAT(world.email("error_string"), HasSubstr(fmt::format("email filter '{}' matched", name)));
    EXPECT_EQ(world.count("incident"), 0) << name;
  }
}

TEST(VendorFilters, StandInTheTableAndCanBeLeftOut) {
  InboundWorld world;
  EXPECT_EQ(world.value("SELECT name || ' ' || filter_action FROM sys_email_filter ORDER BY id"), "Move spam to junk folder move_to_junk");
  EXPECT_EQ(world.count("sys_email_filter"), static_cast<int>(vendor_filters().size()));
  InstanceConfig bare = office();
  bare.default_filters = false;
  InboundWorld other(bare);
  EXPECT_EQ(other.count("sys_email_filter"), 0);
  other.receive(letter("Undeliverable: Printer", spam_flag));
  EXPECT_EQ(other.standing(), processed);
}

TEST(VendorFilters, AreChangedByAStoryFilterOfTheirName) {
  EmailFilterConfig off = changed("Ignore subject");
  off.active = false;
  EXPECT_EQ(standing_of(with_filters({off}), letter("Undeliverable: Printer")), processed);
  EmailFilterConfig milder = changed("Ignore subject");
  milder.action = "mark_as_ignored";
  EXPECT_EQ(standing_of(with_filters({milder}), letter("Undeliverable: Printer")), marked);
  EmailFilterConfig other = changed("Ignore subject");
  other.condition = "subjectLIKEvacation";
  EXPECT_EQ(standing_of(with_filters({other}), letter("Undeliverable: Printer")), processed);
  EXPECT_EQ(standing_of(with_filters({other}), letter("On vacation")), junk);
}

TEST(EmailFilter, MarksOrMovesAsItsActionSays) {
  EXPECT_EQ(standing_of(with_filters({filter("Ads", "subjectSTARTSWITHprinter", "move_to_junk")}), letter("Printer")), junk);
  EXPECT_EQ(standing_of(with_filters({filter("Ads", "subjectSTARTSWITHprinter", "mark_as_ignored")}), letter("Printer")), marked);
  EXPECT_EQ(standing_of(with_filters({filter("Ads", "subjectSTARTSWITHfax", "move_to_junk")}), letter("Printer")), processed);
  EXPECT_EQ(standing_of(with_filters({filter("All", "", "mark_as_ignored")}), letter("Printer")), marked);
}

TEST(EmailFilter, TellsItsNamePlaceAndConditionInTheCause) {
  InboundWorld world(with_filters({filter("Ads", "subjectLIKEprinter^ORsubjectLIKEsale", "move_to_junk")}));
  world.receive(letter("Printer"));
  EXPECT_THAT(world.decided(sim::EventKind::email_screened), ElementsAre("email-filter"));
  for (const auto kind : {sim::EventKind::email_screened, sim::EventKind::mailbox_entered}) {
    EXPECT_EQ(world.last(kind)->by.id, "filter:Ads");
    EXPECT_EQ(world.last(kind)->by.place.line, 140);
  }
  EXPECT_THAT(world.email("error_string"), HasSubstr("email filter 'Ads' matched: subject LIKE 'printer'"));
}

TEST(CaseI10, FilterWithoutActionMatchesAndDoesNothing) {
  InboundWorld world(with_filters({filter("Forgotten", "subjectLIKEprinter", "none"),
                                   filter("Second", "subjectLIKEprinter", "none", 200)}));
  world.receive(letter("Printer"));
  EXPECT_EQ(world.standing(), processed);
  EXPECT_EQ(world.count("incident"), 1);
  EXPECT_EQ(world.last(sim::EventKind::filter_passed)->by.id, "filter:Second");
  EXPECT_EQ(world.value("SELECT count(*) FROM syslog_email WHERE message LIKE '%it has no filter action, so nothing is done'"), "2");
}

TEST(EmailFilter, IsAskedInOrderWithTheVendors) {
  const auto decided = [](int order, int other_order) {
    InboundWorld world(with_filters({filter("Late", "subjectLIKEprinter", "move_to_junk", order),
                                     filter("Early", "subjectLIKEprinter", "mark_as_ignored", other_order)}));
    world.receive(letter("Undeliverable: Printer"));
    return world.last(sim::EventKind::mailbox_entered)->by.id;
  };
  EXPECT_EQ(decided(60, 50), "filter:Early");
  EXPECT_EQ(decided(50, 60), "filter:Late");
  EXPECT_EQ(decided(100, 100), "ignore-subject");
}

TEST(EmailFilter, SeesColumnsHeadersAndTheSendersUser) {
  const std::pair<const char*, const char*> cases[]{
      {"headersLIKEX-Mailer:Bulk", marked},       {"headersLIKEX-Mailer: Bulk", processed}, {"fromENDSWITH@corp.example", marked},
      {"user=yuki@corp.example", marked},         {"user_id.user_name=yuki", marked},       {"user_id.active=true", marked},
      {"user_id.locked_out=true", processed},     {"mailbox=inbox^type=received", marked},  {"recipientsLIKEacme@service-now", marked},
      {"body_textLIKE0x6100^copiedISEMPTY", marked}, {"importance=high", marked},
  };
  for (const auto& [condition, expected] : cases) {
    const Letter mail = letter("Printer", "X-Mailer: Bulk\r\nImportance: High\r\n");
    EXPECT_EQ(standing_of(with_filters({filter("F", condition, "mark_as_ignored")}), mail), expected) << condition;
  }
}

TEST(EmailFilter, AsksItsConditionScriptAndTakesTheErrorOfItsActionScript) {
  EmailFilterConfig scripted = filter("Loud", "subjectLIKEprinter", "move_to_junk");
  scripted.condition_script = "answer = email.subject == email.subject.toUpperCase();";
  scripted.action_script = "error_string = 'Shouting: ' + email.subject;";
  InboundWorld world(with_filters({scripted}));
  world.receive({.subject = "Printer", .id = "1@x"});
  EXPECT_EQ(world.standing(), processed);
  world.receive({.subject = "PRINTER", .id = "2@x"});
  EXPECT_EQ(world.standing(), junk);
  EXPECT_EQ(world.email("error_string"), "Shouting: PRINTER");
  EXPECT_EQ(world.last(sim::EventKind::mailbox_entered)->by.id, "filter:Loud");
}

TEST(EmailFilter, WhoseConditionScriptFailsDoesNotMatch) {
  EmailFilterConfig broken = filter("Broken", "", "move_to_junk");
  broken.condition_script = "answer = nothing.there;";
  InboundWorld world(with_filters({broken}));
  world.receive(letter("Printer"));
  EXPECT_EQ(world.standing(), processed);
  EXPECT_EQ(world.value("SELECT count(*) FROM syslog_email WHERE message LIKE 'Email Filter ''Broken'': the script failed:%'"), "1");
}

TEST(CaseI10, ActionScriptOfAFilterWithoutActionStillWritesItsError) {
  EmailFilterConfig scripted = filter("Noted", "subjectLIKEprinter", "none");
  scripted.action_script = "error_string = 'seen';";
  InboundWorld world(with_filters({scripted}));
  world.receive(letter("Printer"));
  EXPECT_EQ(world.standing() + " " + world.email("error_string"), std::string(processed) + " seen");
}

TEST(EmailFilter, WithABadConditionIsRefusedWithPlaceAndColumn) {
  InboundWorld world;
  const auto applied = world.instance->apply(with_filters({filter("Ads", "subjectLIKEa^sujbect=b", "none")}, {}));
  ASSERT_FALSE(applied);
  EXPECT_THAT(applied.error().text(), testing::StartsWith("story.yaml:140:5: email filter 'Ads': condition"));
  EXPECT_THAT(applied.error().what, HasSubstr("column 14: there is no field 'sujbect'"));
  const auto unknown = world.instance->apply(with_filters({filter("Ads", "", "delete")}, {}));
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().text(), HasSubstr("mark_as_ignored, move_to_junk, none"));
}

TEST(EmailFilter, ChangesWhileTheInstanceRuns) {
  InboundWorld world(with_filters({filter("Ads", "subjectLIKEsale", "move_to_junk")}));
  world.receive({.subject = "Sale", .id = "1@x"});
  EXPECT_EQ(world.standing(), junk);
  EmailFilterConfig off = changed("Ads");
  off.active = false;
  world.apply(with_filters({off}, {}));
  world.receive({.subject = "Sale", .id = "2@x"});
  EXPECT_EQ(world.standing(), processed);
  EXPECT_EQ(world.value("SELECT active || ' ' || conditions || ' ' || filter_action FROM sys_email_filter WHERE name = 'Ads'"),
            "0 subjectLIKEsale move_to_junk");
}

TEST(ConflictC3, MarkAsIgnoredLeadsToReceivedOrJunk) {
  for (const auto& [reading, expected] : {std::pair("received", marked), std::pair("junk", junk)}) {
    EXPECT_EQ(standing_of(turned("marked-as-ignored", reading, with_filters({filter("F", "subject=Printer", "mark_as_ignored")})),
                          letter("Printer")), expected);
  }
}

TEST(ConflictC11, CaseOfIgnoredSubjectsIsASwitch) {
  for (const auto& [reading, expected] : {std::pair("any", junk), std::pair("exact", processed)}) {
    EXPECT_EQ(standing_of(turned("ignore-subject-case", reading), letter("Undeliverable: Printer")), expected) << reading;
    EXPECT_EQ(standing_of(turned("ignore-subject-case", reading), letter("undeliverable: Printer")), junk) << reading;
  }
}

TEST(ConflictC12, IgnoredHeadersMayNameTheMarksOfTheMailServers) {
  for (const std::string& header : {spam_flag, infected}) {
    EXPECT_EQ(standing_of(without_plugin(turned("ignore-headers-default", "plain")), letter("Printer", header)), processed);
    EXPECT_EQ(standing_of(without_plugin(turned("ignore-headers-default", "with-spam-headers")), letter("Printer", header)), junk);
  }
  InstanceConfig set = without_plugin(turned("ignore-headers-default", "with-spam-headers"));
  set.properties.push_back({"glide.pop3.ignore_headers", "X-Own:1", {}});
  EXPECT_EQ(standing_of(set, letter("Printer", spam_flag)), processed);
}

TEST(ConflictC13, EitherSpamHeaderCountsOrOneOfThem) {
  const std::tuple<const char*, const char*, const char*> cases[]{
      {"either", junk, junk}, {"flag", junk, processed}, {"status", processed, junk}};
  for (const auto& [reading, by_flag, by_status] : cases) {
    EXPECT_EQ(standing_of(turned("spam-header", reading), letter("Printer", spam_flag)), by_flag) << reading;
    EXPECT_EQ(standing_of(turned("spam-header", reading), letter("Printer", spam_status)), by_status) << reading;
  }
}

TEST(ConflictC41, IgnoredSendersArePropertyWithAndWithoutThePlugin) {
  const Letter bounce{.from = "MAILER-DAEMON@mx.example"};
  for (const InstanceConfig& config : {office(), without_plugin()}) {
    InboundWorld world(config);
    world.receive(bounce);
    EXPECT_EQ(world.standing(), junk);
    EXPECT_THAT(world.decided(sim::EventKind::email_screened), ElementsAre("ignore-sender"));
  }
}

TEST(ConflictC42, WhereAFilteredMailEndsDependsOnTheFilterAction) {
  const auto ends = [](const char* action) {
    return standing_of(with_filters({filter("F", "subject=Printer", action)}), letter("Printer"));
  };
  EXPECT_EQ(ends("move_to_junk"), junk);
  EXPECT_EQ(ends("mark_as_ignored"), marked);
}

TEST(WithoutTheFilterPlugin, OnlyTheIgnorePropertiesScreen) {
  EXPECT_EQ(standing_of(without_plugin(with_filters({filter("Ads", "subject=Printer", "move_to_junk")})), letter("Printer")), processed);
  EXPECT_EQ(standing_of(without_plugin(), letter("Printer", spam_flag)), processed);
  EXPECT_EQ(standing_of(without_plugin(), letter("Accepted: x", "", calendar)), processed);
  InboundWorld world(without_plugin());
  world.receive(letter("Undeliverable: Printer"));
  EXPECT_EQ(world.standing(), junk);
  EXPECT_THAT(world.email("error_string"), testing::Not(HasSubstr("email filter")));
  EXPECT_EQ(world.last(sim::EventKind::mailbox_entered)->by.id, "ignore-subject");
}

}  // namespace
}  // namespace engine::tests
