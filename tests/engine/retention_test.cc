#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/inbound_world.h"

namespace engine::tests {
namespace {

using std::chrono::hours;

/// Lets days pass without any job, then runs retention.
void pass(InboundWorld& world, int days) {
  world.clock.run_until(world.clock.now() + hours{24} * days);
  ASSERT_TRUE(world.instance->run_job("email retention"));
}

std::string counts(InboundWorld& world) {
  return std::to_string(world.count("sys_email")) + " + " + std::to_string(world.count("ar_sys_email"));
}

TEST(Retention, ArchivesIgnoredMailAfterNinetyDaysAndAllAfterAYear) {
  InboundWorld world;
  world.receive({.id = "kept@x"});
  world.receive({.headers = "Auto-Submitted: auto-replied\r\n", .id = "ignored@x"});
  pass(world, 89);
  EXPECT_EQ(counts(world), "2 + 0");
  pass(world, 2);
  EXPECT_EQ(counts(world), "1 + 1");
  EXPECT_EQ(world.value("SELECT message_id || ' ' || json_extract(row, '$.subject') || ' ' || json_extract(row, '$.type') FROM ar_sys_email"),
            "ignored@x Printer is broken received-ignored");
  pass(world, 275);
  EXPECT_EQ(counts(world), "0 + 2");
}

TEST(Retention, ArchivesEverythingByOneRuleInTheNewerReading) {
  InstanceConfig config = office();
  config.switches.push_back({"archive-rules", "one", {}});
  InboundWorld world(config);
  world.receive({.id = "kept@x"});
  world.receive({.headers = "Auto-Submitted: auto-replied\r\n", .id = "ignored@x"});
  pass(world, 364);
  EXPECT_EQ(counts(world), "2 + 0");
  pass(world, 2);
  EXPECT_EQ(counts(world), "0 + 2");
}

TEST(Retention, DestroysAfterAYearInTheArchiveWithAllThatHangsOnTheMail) {
  InboundWorld world;
  world.instance->receive("From: lena@corp.example\r\nMessage-ID: <1@x>\r\nSubject: s\r\nContent-Type: application/pdf\r\n"
                          "Content-Disposition: attachment; filename=a.pdf\r\n\r\nPDF\r\n");
  EXPECT_EQ(world.count("sys_attachment"), 1);
  pass(world, 366);
  pass(world, 364);
  EXPECT_EQ(counts(world), "0 + 1");
  EXPECT_EQ(world.count("sys_attachment"), 1);
  pass(world, 2);
  EXPECT_EQ(counts(world), "0 + 0");
  EXPECT_EQ(world.count("sys_attachment") + world.count("sys_email_attachment") + world.count("syslog_email"), 0);
  EXPECT_NE(world.last(sim::EventKind::email_destroyed), nullptr);
}

TEST(Retention, KeepsWhatBelongsToRecords) {
  InboundWorld world;
  world.receive({});
  pass(world, 366);
  pass(world, 366);
  EXPECT_EQ(world.count("incident"), 1);
}

TEST(Retention, DeletesLogRowsAfterAWeekEvenIfMailIsKept) {
  InstanceConfig config = office();
  config.retention = false;
  InboundWorld world(config);
  world.receive({});
  ASSERT_GT(world.count("syslog_email"), 0);
  pass(world, 6);
  EXPECT_GT(world.count("syslog_email"), 0);
  pass(world, 2);
  EXPECT_EQ(world.count("syslog_email"), 0);
  pass(world, 800);
  EXPECT_EQ(counts(world), "1 + 0");
}

TEST(ArchivedMail, IsNotMatchedByInReplyToButByNumberAndWatermark) {
  InboundWorld world;
  world.receive({.id = "first@x"});
  const std::string sys_id = world.value("SELECT sys_id FROM incident");
  world.instance->database().execute(
      "INSERT INTO sys_watermark (number, source_table, source_id, email, sys_created_on) "
      "SELECT 'MSG0000009_abcdefghijklmnopqrst', 'incident', sys_id, '', 0 FROM incident");
  world.receive({.subject = "re: Printer", .headers = "In-Reply-To: <first@x>\r\n", .id = "2@x"});
  EXPECT_EQ(world.email("receive_type"), "reply");
  pass(world, 366);
  world.receive({.subject = "re: Printer", .headers = "In-Reply-To: <first@x>\r\n", .id = "3@x"});
  EXPECT_EQ(world.email("receive_type"), "new");
  world.receive({.subject = "re: Printer", .body = "Ref:MSG0000009_abcdefghijklmnopqrst\r\n", .id = "4@x"});
  EXPECT_EQ(world.email("receive_type || instance"), "reply" + sys_id);
  world.receive({.subject = "re: INC0000001", .id = "5@x"});
  EXPECT_EQ(world.email("receive_type || instance"), "reply" + sys_id);
}

TEST(Jobs, RunRetentionDailyByThemselves) {
  InboundWorld world;
  InstanceConfig change;
  change.reader_jobs = 0;
  world.apply(change);
  world.receive({});
  world.instance->start();
  world.wire.run_until(world.clock.now() + hours{24} * 9);
  EXPECT_EQ(world.count("syslog_email"), 0);
  EXPECT_EQ(counts(world), "1 + 0");
}

}  // namespace
}  // namespace engine::tests
