#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/engine/inbound_world.h"

namespace engine::tests {
namespace {

using testing::HasSubstr;

AccountConfig account(const std::string& user, std::optional<std::string> group = {}) {
  AccountConfig made = office().accounts[0];
  made.name = user;
  made.user_name = user;
  made.group = std::move(group);
  return made;
}

/// An instance with an account for each maildrop, each in the group of its name but the last, which is in none.
struct GroupedWorld : InboundWorld {
  static InstanceConfig grouped() {
    InstanceConfig config = office();
    config.accounts = {account("north", "north"), account("south", "south"), account("other")};
    config.properties.push_back({"glide.email.inbound.account_group_processing", "true", {}});
    return config;
  }
  explicit GroupedWorld(InstanceConfig config = grouped(), DatabaseOptions database = {":memory:", 0, false})
      : InboundWorld(std::move(config), std::move(database)) {
    for (const char* user : {"north", "south", "other"}) drops.add(user, "secret", {*sim::mail::Address::parse(std::string(user) + "@service-now.example")});
  }
  void deliver_to(const std::string& user, const std::string& id) { drops.deliver(*drops.find_user(user), Letter{.id = id}.raw(), {}, clock.now()); }
  std::size_t left() { return drops.find_user("north")->mails.size() + drops.find_user("south")->mails.size() + drops.find_user("other")->mails.size(); }
};

TEST(AccountGroups, AreReadOneAfterAnotherByOneJobUngroupedAccountsAsDefault) {
  GroupedWorld world;
  for (const char* user : {"north", "south", "other"}) world.deliver_to(user, std::string(user) + "@x");
  world.read();
  EXPECT_EQ(world.value("SELECT group_concat(name) FROM (SELECT name FROM sys_email_account_group ORDER BY last_processed)"), "Default,north,south");
  EXPECT_EQ(world.left(), 0U);
  EXPECT_EQ(world.count("incident"), 3);
  EXPECT_EQ(world.value("SELECT count(*) FROM sys_email_account_group WHERE claimed_by <> ''"), "0");
}

TEST(AccountGroups, AreSharedByReaderJobsThatRunBesideEachOther) {
  InstanceConfig config = GroupedWorld::grouped();
  config.reader_jobs = 2;
  GroupedWorld world(config);
  world.deliver_to("north", "1@x");
  ASSERT_TRUE(world.instance->run_job("email reader"));
  ASSERT_TRUE(world.instance->run_job("email reader 2"));
  EXPECT_EQ(world.value("SELECT group_concat(claimed_by) FROM (SELECT claimed_by FROM sys_email_account_group ORDER BY name)"),
            "email reader,email reader 2,");
  world.read();
  EXPECT_EQ(world.count("incident"), 1);
}

TEST(AccountGroups, AreIgnoredUnlessSwitchedOn) {
  InstanceConfig config = GroupedWorld::grouped();
  config.properties.clear();
  config.reader_jobs = 2;
  GroupedWorld world(config);
  for (const char* user : {"north", "south", "other"}) world.deliver_to(user, std::string(user) + "@x");
  ASSERT_TRUE(world.instance->run_job("email reader 2"));
  EXPECT_TRUE(world.instance->is_idle());
  world.read();
  EXPECT_EQ(world.left(), 0U);
  EXPECT_EQ(world.value("SELECT max(last_processed) FROM sys_email_account_group"), "0");
}

TEST(AccountGroups, OfAKilledInstanceAreFreeAgain) {
  const std::string path = testing::TempDir() + "mailrig-groups.db";
  std::filesystem::remove(path);
  GroupedWorld world(GroupedWorld::grouped(), {path, 0, false});
  world.deliver_to("north", "1@x");
  ASSERT_TRUE(world.instance->run_job("email reader"));
  EXPECT_EQ(world.value("SELECT count(*) FROM sys_email_account_group WHERE claimed_by <> ''"), "1");
  world.instance.reset();
  world.wire.run_until(world.clock.now() + std::chrono::hours{1});
  world.reopen(GroupedWorld::grouped());
  world.read();
  EXPECT_EQ(world.count("incident"), 1);
}

TEST(AccountGroups, OfAStuckJobAreTakenOverAfterTwoHours) {
  GroupedWorld world;
  const auto claimed = [&](int minutes_ago) {
    world.instance->database().execute(
        "UPDATE sys_email_account_group SET claimed_by = 'email reader 9', claimed_at = " +
        std::to_string((world.clock.now() - std::chrono::minutes{minutes_ago}).time_since_epoch().count()) + " WHERE name = 'north'");
  };
  world.deliver_to("north", "1@x");
  claimed(119);
  world.read();
  EXPECT_EQ(world.left(), 1U);
  claimed(121);
  world.read();
  EXPECT_EQ(world.left(), 0U);
  EXPECT_THAT(std::string(world.last(sim::EventKind::job_failed)->field("why")), HasSubstr("stuck"));
}

TEST(ReaderJobs, MayBeStoppedAndStartedAgain) {
  InboundWorld world;
  InstanceConfig change;
  change.reader_jobs = 0;
  world.apply(change);
  world.instance->start();
  world.deliver(Letter{});
  world.wire.run_until(world.clock.now() + std::chrono::hours{3});
  EXPECT_EQ(world.count("sys_email"), 0);
  change.reader_jobs = 1;
  world.apply(change);
  world.wire.run_until(world.clock.now() + std::chrono::minutes{3});
  EXPECT_EQ(world.count("sys_email"), 1);
  change.reader_jobs = 17;
  EXPECT_FALSE(world.instance->apply(change));
}

TEST(SeveralAccounts, AreReadThoughOthersAreInactiveDownOrHaveAWrongPassword) {
  InstanceConfig config = office();
  config.accounts = {account("north"), account("south"), account("other"), account("acme")};
  config.accounts[0].password = "wrong";
  config.accounts[1].port = 4110;
  config.accounts[2].active = false;
  GroupedWorld world(config);
  for (const char* user : {"north", "south", "other", "acme"}) world.deliver_to(user, std::string(user) + "@x");
  world.read();
  EXPECT_EQ(world.count("incident"), 1);
  EXPECT_EQ(world.left(), 3U);
  std::string accounts;
  for (const sim::Event& event : world.trace.events()) {
    if (event.kind == sim::EventKind::job_failed) accounts += std::string(event.field("account")) + " ";
  }
  EXPECT_EQ(accounts, "north south ");
}

}  // namespace
}  // namespace engine::tests
