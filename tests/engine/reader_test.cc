#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/engine/inbound_world.h"

namespace engine::tests {
namespace {

using testing::HasSubstr;

std::string why(const InboundWorld& world) {
  const sim::Event* failed = world.last(sim::EventKind::job_failed);
  return failed == nullptr ? "" : std::string(failed->field("why"));
}

TEST(EmailReader, StoresClassifiesAndThenDeletes) {
  InboundWorld world;
  for (int i = 0; i < 45; ++i) world.deliver(Letter{.id = std::to_string(i) + "@x"});
  world.read();
  EXPECT_EQ(on_server(world), 0U);
  EXPECT_EQ(world.value("SELECT count(*) FROM sys_email WHERE mailbox = 'Received' AND deleted = 1 AND uid <> ''"), "45");
  EXPECT_EQ(world.count("incident"), 45);
}

TEST(EmailReader, RunsEveryTwoMinutes) {
  InboundWorld world;
  world.instance->start();
  world.deliver(Letter{});
  world.wire.run_until(world.clock.now() + std::chrono::seconds{119});
  EXPECT_EQ(world.count("sys_email"), 0);
  world.wire.run_until(world.clock.now() + std::chrono::seconds{10});
  EXPECT_EQ(world.count("sys_email"), 1);
}

TEST(EmailReader, ReadsNothingWhenSwitchedOff) {
  InboundWorld world;
  world.set("glide.email.read.active", "false");
  world.deliver(Letter{});
  world.read();
  EXPECT_EQ(on_server(world), 1U);
  EXPECT_EQ(world.count("sys_email"), 0);
}

TEST(EmailReader, TellsTheStageAtWhichItFailed) {
  InstanceConfig config = office();
  config.accounts[0].password = "wrong";
  InboundWorld world(config);
  world.deliver(Letter{});
  world.read();
  EXPECT_THAT(why(world), HasSubstr("login"));
  EXPECT_EQ(world.last(sim::EventKind::job_failed)->by.place.line, 20);
  EXPECT_EQ(on_server(world), 1U);
}

TEST(EmailReader, TellsThatAServerHasNoAddressOrNoAnswer) {
  InstanceConfig config = office();
  config.accounts[0].server = "nowhere.service-now.example";
  InboundWorld world(config);
  world.read();
  EXPECT_THAT(why(world), HasSubstr("nowhere.service-now.example"));
  InstanceConfig change = office();
  change.users.clear();
  change.accounts[0].port = 4110;
  world.apply(change);
  world.read();
  EXPECT_FALSE(world.instance->run_job("email rider"));
}

TEST(EmailReader, GoesOnWithTheNextAccountAfterAFailure) {
  InstanceConfig config = office();
  AccountConfig broken = config.accounts[0];
  broken.name = "broken";
  broken.server = "nowhere.example";
  config.accounts.insert(config.accounts.begin(), broken);
  InboundWorld world(config);
  world.deliver(Letter{});
  world.read();
  EXPECT_EQ(world.count("incident"), 1);
}

TEST(EmailReader, IsNotBlockedByAPoisonedMail) {
  InboundWorld world;
  world.deliver(std::string("\r\n\r\n\0\0", 6));
  world.deliver(Letter{});
  world.read();
  EXPECT_EQ(on_server(world), 0U);
  EXPECT_EQ(world.value("SELECT count(*) FROM sys_email WHERE state = 'error'"), "1");
  EXPECT_EQ(world.count("incident"), 1);
}

TEST(EmailReader, LosesAndDoublesNothingWhenKilledAnywhere) {
  const std::string path = testing::TempDir() + "mailrig-killed.db";
  for (int steps = 0; steps < 60; ++steps) {
    std::filesystem::remove(path);
    InboundWorld world(office(), {path, 0, false});
    world.deliver(Letter{.id = "1@x"});
    world.deliver(Letter{.subject = "No id", .id = ""});
    ASSERT_TRUE(world.instance->run_job("email reader"));
    for (int i = 0; i < steps; ++i) world.clock.step();
    world.instance.reset();
    world.wire.run_until(world.clock.now() + std::chrono::hours{1});
    world.reopen();
    world.read();
    EXPECT_EQ(world.count("incident"), 2) << "killed after " << steps << " steps";
    EXPECT_EQ(world.count("sys_email"), 2) << "killed after " << steps << " steps";
    EXPECT_EQ(on_server(world), 0U);
  }
}

TEST(EmailReader, KeepsMailOnTheServerWhenTheDiskIsFull) {
  InboundWorld world(office(), {":memory:", 600'000, false});
  for (int i = 0; i < 40; ++i) world.deliver(Letter{.body = std::string(40'000, 'x'), .id = std::to_string(i) + "@x"});
  world.read();
  EXPECT_THAT(why(world), HasSubstr("stay on the server"));
  const int stored = world.count("sys_email");
  EXPECT_EQ(static_cast<std::size_t>(stored) + on_server(world), 40U);
  EXPECT_EQ(world.count("incident"), stored);
  EXPECT_EQ(world.mailboxes().size(), static_cast<std::size_t>(stored) * 2);
  EXPECT_EQ(world.value("PRAGMA integrity_check"), "ok");
}

TEST(Instance, KeepsItsRowsOverARestart) {
  const std::string path = testing::TempDir() + "mailrig-restart.db";
  std::filesystem::remove(path);
  InboundWorld world(office(), {path, 0, true});
  world.set("com.glide.email.max_read", "7");
  world.receive({});
  world.reopen();
  EXPECT_EQ(world.count("incident"), 1);
  EXPECT_EQ(world.value("SELECT value FROM sys_properties"), "7");
  EXPECT_EQ(world.count("sys_user"), 4);
}

TEST(Instance, ClassifiesAtStartWhatStandsInInbox) {
  const std::string path = testing::TempDir() + "mailrig-leftover.db";
  std::filesystem::remove(path);
  InboundWorld world(office(), {path, 0, true});
  world.receive({.headers = "Auto-Submitted: auto-replied\r\n"});
  world.receive({.id = "2@x"});
  world.instance->database().execute("DELETE FROM incident; UPDATE sys_email SET type = 'received', state = 'ready', mailbox = 'Inbox', receive_type = ''");
  world.reopen();
  EXPECT_EQ(world.value("SELECT group_concat(mailbox) FROM (SELECT mailbox FROM sys_email ORDER BY id)"), "Junk,Received");
  EXPECT_EQ(world.count("incident"), 1);
}

TEST(Instance, ChangesAllOrNothing) {
  InboundWorld world;
  InstanceConfig change;
  change.properties.push_back({"com.glide.email.max_read", "7", {}});
  change.groups.push_back({"it", {"nobody"}, {"story.yaml", 9, 3}});
  const auto applied = world.instance->apply(change);
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().place.line, 9);
  EXPECT_EQ(world.count("sys_properties"), 0);
  EXPECT_TRUE(world.instance->config().properties.empty());
}

TEST(Instance, ChangesOnlyTheMembersThatAreGiven) {
  InboundWorld world;
  InstanceConfig change;
  change.users.resize(1);
  change.users[0].user_name = "lena";
  change.users[0].locked_out = false;
  world.apply(change);
  EXPECT_EQ(world.value("SELECT email || active || locked_out FROM sys_user WHERE user_name = 'lena'"), "lena@corp.example10");
  world.receive({.from = "lena@corp.example"});
  EXPECT_EQ(world.count("incident"), 1);
}

TEST(Instance, RefusesASecondActiveSmtpAccount) {
  InstanceConfig config = office();
  for (const char* name : {"one", "two"}) {
    AccountConfig account;
    account.name = name;
    account.type = "smtp";
    account.server = "mail.service-now.example";
    config.accounts.push_back(account);
  }
  InboundWorld world;
  EXPECT_FALSE(world.instance->apply(config));
}

TEST(Instance, NamesTheProfilesAndJobsThereAre) {
  InboundWorld world;
  InstanceConfig config = office();
  config.profile = "nonsense";
  const auto opened = Instance::open(world.world, config, {":memory:", 0, false}, {});
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().advice, HasSubstr("xanadu"));
  const auto ran = world.instance->run_job("nonsense");
  ASSERT_FALSE(ran);
  EXPECT_THAT(ran.error().advice, HasSubstr("events process, smtp sender, email reader"));
}

}  // namespace
}  // namespace engine::tests
