#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/inbound_world.h"

namespace engine::tests {
namespace {

using testing::HasSubstr;

constexpr const char* with_attachment =
    "From: %s\r\nTo: acme@service-now.example\r\nSubject: Plan\r\nMessage-ID: <plan@x>\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee the plan.\r\n--b\r\nContent-Type: application/pdf\r\n"
    "Content-Disposition: attachment; filename=plan.pdf\r\n\r\nPDF\r\n--b--\r\n";

std::string letter_from(const std::string& sender) {
  std::string raw = with_attachment;
  return raw.replace(raw.find("%s"), 2, sender);
}

void unlock_lena(InboundWorld& world) {
  InstanceConfig change;
  change.users.resize(1);
  change.users[0].user_name = "lena";
  change.users[0].locked_out = false;
  world.apply(change);
}

TEST(Reprocess, MakesARecordOfWhatWasJunkOnceTheSenderIsUnlocked) {
  InboundWorld world;
  const std::string sys_id = world.instance->receive(letter_from("lena@corp.example"));
  ASSERT_TRUE(world.instance->reprocess(sys_id));
  EXPECT_EQ(world.standing(), "Junk received-ignored ignored");
  unlock_lena(world);
  ASSERT_TRUE(world.instance->reprocess(sys_id));
  EXPECT_EQ(world.standing(), "Received received processed");
  EXPECT_EQ(world.email("error_string || receive_type || target_table"), "newincident");
  EXPECT_EQ(world.value("SELECT short_description FROM incident"), "Plan");
  EXPECT_THAT(world.value("SELECT description FROM incident"), HasSubstr("See the plan."));
  EXPECT_EQ(world.count("sys_email"), 1);
}

TEST(Reprocess, HandsTheAttachmentsToTheRecordWithoutDoublingThem) {
  InboundWorld world;
  const std::string sys_id = world.instance->receive(letter_from("lena@corp.example"));
  EXPECT_EQ(world.value("SELECT table_name FROM sys_attachment"), "sys_email");
  unlock_lena(world);
  ASSERT_TRUE(world.instance->reprocess(sys_id));
  EXPECT_EQ(world.value("SELECT count(*) || table_name || file_name || CAST(content AS TEXT) FROM sys_attachment"), "1incidentplan.pdfPDF");
  EXPECT_EQ(world.value("SELECT table_sys_id = (SELECT sys_id FROM incident) FROM sys_attachment"), "1");
  ASSERT_TRUE(world.instance->reprocess(sys_id));
  EXPECT_EQ(world.count("incident"), 2);
  EXPECT_EQ(world.value("SELECT group_concat(n) FROM (SELECT count(*) AS n FROM sys_attachment GROUP BY table_sys_id)"), "1,1");
  EXPECT_EQ(world.count("sys_email_attachment"), 1);
}

TEST(Reprocess, DoesNotScreenAgain) {
  InboundWorld world;
  const std::string sys_id = world.receive({.headers = "X-ServiceNow-Spam-Flag: YES\r\n"});
  ASSERT_EQ(world.standing(), "Junk received-ignored ignored");
  ASSERT_TRUE(world.instance->reprocess(sys_id));
  EXPECT_EQ(world.standing(), "Received received processed");
  EXPECT_EQ(world.last(sim::EventKind::email_reprocessed)->field("sys_email"), sys_id);
}

TEST(Reprocess, IsRefusedForOtherMail) {
  InboundWorld world;
  ASSERT_TRUE(world.instance->compose({"yuki@corp.example", "", "", "Hello", "text", "", ""}));
  const auto refused = world.instance->reprocess(world.email("sys_id"));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, HasSubstr("send-ready"));
  EXPECT_FALSE(world.instance->reprocess("no such row"));
}

TEST(Reprocess, ChangesNothingIfItFails) {
  InboundWorld world;
  const std::string sys_id = world.receive({.from = "lena@corp.example"});
  unlock_lena(world);
  world.instance->database().execute("CREATE TRIGGER broken BEFORE INSERT ON incident BEGIN SELECT RAISE(ABORT, 'broken rule'); END");
  const auto failed = world.instance->reprocess(sys_id);
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().what, HasSubstr("broken rule"));
  EXPECT_EQ(world.standing(), "Junk received-ignored ignored");
}

}  // namespace
}  // namespace engine::tests
