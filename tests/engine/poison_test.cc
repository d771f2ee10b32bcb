#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/engine/inbound_world.h"

namespace engine::tests {
namespace {

using testing::HasSubstr;

/// A business rule that breaks on a subject: it raises while the table is written.
void break_on(InboundWorld& world, const std::string& table, const std::string& condition) {
  world.instance->database().execute("CREATE TRIGGER broken BEFORE INSERT ON " + table + " WHEN " + condition +
                                     " BEGIN SELECT RAISE(ABORT, 'broken rule'); END");
}

void deliver_three(InboundWorld& world) {
  for (const char* subject : {"One", "Poison", "Three"}) world.deliver(Letter{.subject = subject, .id = std::string(subject) + "@x"});
}

TEST(PoisonedMail, ThatCannotBeClassifiedIsMarkedAndTheOthersOfItsBatchAreProcessed) {
  InboundWorld world;
  break_on(world, "incident", "new.short_description = 'Poison'");
  deliver_three(world);
  world.read();
  EXPECT_EQ(on_server(world), 0U);
  EXPECT_EQ(world.count("incident"), 2);
  EXPECT_EQ(world.value("SELECT type || ' ' || state || ' ' || subject || ' ' || \"from\" || ' ' || deleted FROM sys_email WHERE state = 'error'"),
            "received error Poison yuki@corp.example 1");
  EXPECT_THAT(world.value("SELECT error_string FROM sys_email WHERE state = 'error'"), HasSubstr("broken rule"));
  EXPECT_THAT(std::string(world.last(sim::EventKind::email_poison)->field("why")), HasSubstr("broken rule"));
  world.read();
  EXPECT_EQ(world.count("sys_email"), 3);
}

TEST(PoisonedMail, ThatCannotBeStoredIsKeptWithoutAWordOfIt) {
  InboundWorld world;
  break_on(world, "sys_email", "new.subject = 'Poison'");
  deliver_three(world);
  world.read();
  EXPECT_EQ(on_server(world), 0U);
  EXPECT_EQ(world.count("incident"), 2);
  EXPECT_EQ(world.value("SELECT subject || message_id FROM sys_email WHERE state = 'error'"), "Poison@x");
}

TEST(PoisonedMail, ThatLeavesNoRowAtAllStaysOnTheServerAlone) {
  InboundWorld world;
  break_on(world, "sys_email", "new.message_id = 'Poison@x'");
  deliver_three(world);
  for (int run = 0; run < 2; ++run) {
    world.read();
    EXPECT_EQ(on_server(world), 1U);
    EXPECT_EQ(world.count("incident"), 2);
    EXPECT_THAT(std::string(world.last(sim::EventKind::job_failed)->field("why")), HasSubstr("stays on the server"));
  }
}

TEST(PoisonedMail, LeftInInboxDoesNotKeepTheInstanceFromStarting) {
  const std::string path = testing::TempDir() + "mailrig-poison.db";
  std::filesystem::remove(path);
  InboundWorld world(office(), {path, 0, false});
  for (const char* subject : {"Poison", "Fine"}) world.receive({.subject = subject, .id = std::string(subject) + "@x"});
  world.instance->database().execute("DELETE FROM incident; UPDATE sys_email SET type = 'received', state = 'ready', mailbox = 'Inbox', receive_type = ''");
  break_on(world, "incident", "new.short_description = 'Poison'");
  world.reopen();
  EXPECT_EQ(world.count("incident"), 1);
  EXPECT_EQ(world.value("SELECT state FROM sys_email WHERE subject = 'Poison'"), "error");
}

}  // namespace
}  // namespace engine::tests
