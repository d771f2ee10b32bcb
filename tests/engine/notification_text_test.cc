// What a notification's mail says: content types, templates, references, watermarks (spec 5, 6.6).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/outbound_world.h"

namespace engine::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class NotificationTexts : public ::testing::Test {
 protected:
  void play() {
    world.configure(config);
    world.fire("incident.inserted", "INC0000001", "ken");
  }
  NotificationConfig& notification() { return config.notifications[0]; }
  OutboundWorld world;
  InstanceConfig config = usual_config();
};

TEST_F(NotificationTexts, OfHtmlOnlyHaveNoPlainText) {
  notification().content_type = "html_only";
  play();
  EXPECT_EQ(world.email("body_text"), "");
  EXPECT_EQ(world.email("content_type"), "text/html");
  EXPECT_THAT(world.email("body"), HasSubstr("display:none"));
  world.send();
  EXPECT_THAT(world.provider.taken.at(0).raw, Not(HasSubstr("text/plain")));
}

TEST_F(NotificationTexts, OfTextOnlyHaveNoHtml) {
  notification().content_type = "text_only";
  notification().text = {};
  play();
  EXPECT_EQ(world.email("body"), "");
  EXPECT_THAT(world.email("body_text"), StartsWith("Printer <broken>"));
}

TEST_F(NotificationTexts, OfBothMakeTheOneThatIsMissing) {
  notification().content_type = "html_and_text";
  notification().html = {};
  play();
  EXPECT_THAT(world.email("body"), StartsWith("Dear yuki, It beeps"));
  EXPECT_THAT(world.email("body_text"), StartsWith("Dear yuki, It beeps"));
}

TEST_F(NotificationTexts, TakeFromTheTemplateWhatTheyDoNotSay) {
  notification().email_template = "house style";
  notification().subject = {};
  config.templates.push_back({"house style", "News of ${number}", "never used", {}, {}, {}});
  play();
  EXPECT_EQ(world.email("subject"), "News of INC0000001");
  EXPECT_THAT(world.email("body_text"), StartsWith("Dear yuki"));
}

TEST_F(NotificationTexts, FollowReferences) {
  config.groups.push_back({"desk", {"ken"}, {}});
  config.groups[0].manager = "ken";
  config.records[0].fields.emplace_back("assignment_group", "desk");
  notification().text = "${caller_id} ${caller_id.email} ${caller_id.active} ${assignment_group} ${assignment_group.manager.email} ${nonsense}";
  play();
  EXPECT_THAT(world.email("body_text"), StartsWith("yuki yuki@corp.example 1 desk ken@corp.example ${nonsense}"));
}

TEST_F(NotificationTexts, ShowSoManyJournalEntriesAsThePropertySays) {
  notification().text = "${comments}";
  world.configure(config);
  world.set("glide.email.journal.lines", "2");
  for (const char* text : {"two", "three"}) {
    world.store->update_record(*world.store->find_record("incident", "INC0000001"), {{"comments", text}}, "ken");
  }
  world.fire("incident.inserted", "INC0000001");
  EXPECT_THAT(world.email("body_text"), StartsWith("three\n\ntwo\n\nRef:"));
}

TEST_F(NotificationTexts, CarryTheWatermarkPrefixOfNumberMaintenance) {
  config.numbers.push_back({"sys_watermark", "MSGACME", 7, {}});
  play();
  EXPECT_THAT(world.email("body_text"), HasSubstr("Ref:MSGACME0000007_"));
}

TEST_F(NotificationTexts, AreComparedWithoutTheirMarkWhateverItsPrefix) {  // case-O13
  config.numbers.push_back({"sys_watermark", "ACME", {}, {}});
  notification().weight = 10;
  config.notifications.push_back(notification());
  config.notifications[1].name = "Copy";
  play();
  world.send();
  EXPECT_EQ(world.email("mailbox", 1), "Sent");
  EXPECT_EQ(world.email("mailbox || error_string", 2), "Skipped");
  EXPECT_EQ(world.decided(sim::EventKind::email_skipped), std::vector<std::string>{"identical-duplicate"});
}

TEST_F(NotificationTexts, LackAWatermarkWhoseNumberIsTaken) {  // case-O28
  play();
  InstanceConfig clone;
  clone.numbers.push_back({"sys_watermark", {}, 1, {}});
  world.configure(clone);
  world.fire("incident.inserted", "INC0000001");
  EXPECT_THAT(world.email("body_text"), Not(HasSubstr("Ref:")));
  EXPECT_EQ(world.value("SELECT count(*) FROM syslog_email WHERE message LIKE 'Unique Key violation%'"), "1");
}

}  // namespace
}  // namespace engine::tests
