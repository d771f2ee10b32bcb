// The Email Reader over IMAP: what holds for POP3 holds here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/engine/inbound_world.h"

namespace engine::tests {
namespace {

InstanceConfig imap_office() {
  InstanceConfig config = office();
  config.accounts[0].type = "imap";
  return config;
}

TEST(ImapReader, StoresClassifiesAndThenExpunges) {
  InboundWorld world(imap_office());
  for (int i = 0; i < 45; ++i) world.deliver(Letter{.id = std::to_string(i) + "@x"});
  world.read();
  EXPECT_EQ(on_server(world), 0U);
  EXPECT_EQ(world.value("SELECT count(*) FROM sys_email WHERE mailbox = 'Received' AND deleted = 1 AND uid LIKE '1.%'"), "45");
  EXPECT_EQ(world.count("incident"), 45);
}

TEST(ImapReader, TellsTheStageAtWhichItFailed) {
  InstanceConfig config = imap_office();
  config.accounts[0].password = "wrong";
  InboundWorld world(config);
  world.deliver(Letter{});
  world.read();
  const sim::Event* failed = world.last(sim::EventKind::job_failed);
  ASSERT_NE(failed, nullptr);
  EXPECT_THAT(std::string(failed->field("why")), testing::HasSubstr("login: NO [AUTHENTICATIONFAILED]"));
  EXPECT_EQ(on_server(world), 1U);
}

TEST(ImapReader, LosesAndDoublesNothingWhenKilledAnywhere) {
  const std::string path = testing::TempDir() + "mailrig-killed-imap.db";
  for (int steps = 0; steps < 60; ++steps) {
    std::filesystem::remove(path);
    InboundWorld world(imap_office(), {path, 0, false});
    world.deliver(Letter{.id = "1@x"});
    world.deliver(Letter{.subject = "No id", .id = ""});
    ASSERT_TRUE(world.instance->run_job("email reader"));
    for (int i = 0; i < steps; ++i) world.clock.step();
    world.instance.reset();
    world.wire.run_until(world.clock.now() + std::chrono::hours{1});
    world.reopen(imap_office());
    world.read();
    EXPECT_EQ(world.count("incident"), 2) << "killed after " << steps << " steps";
    EXPECT_EQ(world.count("sys_email"), 2) << "killed after " << steps << " steps";
    EXPECT_EQ(on_server(world), 0U);
  }
}

TEST(ImapReader, LeavesAloneWhatAnotherProgramMarkedAsDeleted) {
  InboundWorld world(imap_office());
  world.deliver(Letter{.id = "1@x"});
  fakeservers::Maildrop& drop = *world.drops.find_user("acme");
  const auto folder = world.drops.new_folder();
  drop.folders["Archive"] = folder;
  world.drops.deliver(*folder, "Subject: kept\r\n\r\n", {}, world.clock.now());
  folder->mails[0].flags = fakeservers::flag_deleted;
  world.read();
  EXPECT_EQ(folder->mails.size(), 1U) << "only INBOX is read";
  EXPECT_EQ(world.count("sys_email"), 1);
}

}  // namespace
}  // namespace engine::tests
