#include <gtest/gtest.h>

#include "engine/store.h"
#include "engine/template.h"
#include "tests/engine/inbound_world.h"

namespace engine {
namespace {

struct StoreTest : testing::Test {
  sim::Clock clock{*sim::parse_iso8601("2026-01-05T09:00:00Z")};
  sim::Trace trace{clock};
  Database database = std::move(*Database::open({":memory:", 0, false}));
  Store store{database, clock, trace, sim::Random(1)};

  void SetUp() override {
    database.execute("INSERT INTO sys_number (category, prefix, number) VALUES ('sys_watermark', 'MSG', 1)");
    store.declare_table("incident", "INC", {"short_description", "caller_id"});
  }
  EmailRecord mail(const std::string& id) {
    EmailRecord email;
    email.type = standing::inbox.type;
    email.state = standing::inbox.state;
    email.message_id = id;
    return email;
  }
};

TEST(Mailboxes, FollowTypeAndState) {
  EXPECT_EQ(mailbox_name(standing::inbox.mailbox()), "Inbox");
  EXPECT_EQ(mailbox_name(standing::received.mailbox()), "Received");
  EXPECT_EQ(mailbox_name(standing::received_ignored.mailbox()), "Received");
  EXPECT_EQ(mailbox_name(standing::junk.mailbox()), "Junk");
  EXPECT_EQ(mailbox_name(standing::outbox.mailbox()), "Outbox");
  EXPECT_EQ(mailbox_name(standing::retry_backoff.mailbox()), "Outbox");
  EXPECT_EQ(mailbox_name(standing::sent.mailbox()), "Sent");
  EXPECT_EQ(mailbox_name(standing::skipped.mailbox()), "Skipped");
  EXPECT_EQ(mailbox_name(standing::failed.mailbox()), "Failed");
  EXPECT_EQ(mailbox_name(mailbox_of("0123456789abcdef0123456789abcdef", "ready")), "Outbox");
}

TEST(Template, FillsKnownNamesAndLeavesUnknownOnes) {
  const auto look_up = [](std::string_view name) {
    return name == "a" ? std::optional<std::string>("${b}") : std::nullopt;
  };
  EXPECT_EQ(fill("x ${a} ${b} $ {a} ${a", look_up), "x ${b} ${b} $ {a} ${a");
}

TEST_F(StoreTest, MakesKeysOfThirtyTwoHexDigitsThatRise) {
  std::string last;
  for (int i = 0; i < 300; ++i) {
    clock.advance_to(clock.now() + sim::Duration{i});
    const std::string next = store.new_sys_id();
    EXPECT_EQ(next.size(), 32U);
    EXPECT_EQ(next.find_first_not_of("0123456789abcdef"), std::string::npos);
    EXPECT_LT(last, next);
    last = next;
  }
}

TEST_F(StoreTest, NeverRepeatsAKeyAfterARestart) {
  const std::string before = store.new_sys_id();
  Store restarted(database, clock, trace, sim::Random(1));
  EXPECT_NE(restarted.new_sys_id(), before);
  EXPECT_NE(restarted.new_watermark("incident", "x", "y"), "");
}

TEST_F(StoreTest, NotesEachMailboxOnce) {
  EmailRecord email = mail("1@a");
  store.insert(email);
  store.move(email, standing::received);
  store.move(email, standing::received_error, "broken");
  ASSERT_EQ(trace.events().size(), 2U);
  EXPECT_EQ(trace.events()[0].field("mailbox"), "Inbox");
  EXPECT_EQ(trace.events()[1].field("mailbox"), "Received");
  EXPECT_EQ(trace.events()[1].field("from_mailbox"), "Inbox");
  EXPECT_EQ(trace.events()[1].mail, "1@a");
  const auto found = store.find_email(email.sys_id);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->state, "error");
  EXPECT_EQ(found->error_string, "broken");
}

/// A row of another length would be written anew with its bodies (schema/006_sending.sql).
TEST_F(StoreTest, LeavesARowItsLengthWhenTheMailIsSent) {
  std::vector<EmailRecord> mails;
  for (int i = 0; i < 10; ++i) {
    mails.push_back(mail(std::to_string(i) + "@a"));
    mails.back().type = standing::outbox.type;
    mails.back().state = standing::outbox.state;
    mails.back().body_text = std::string(5000, 'x');
    store.insert(mails.back());
  }
  const auto length = [&] { return database.value("SELECT sum(payload) FROM dbstat WHERE name = 'sys_email'"); };
  const std::string before = length();
  for (EmailRecord& each : mails) {
    ++each.attempts;
    store.move(each, standing::sent);
  }
  EXPECT_EQ(length(), before);
  EXPECT_EQ(database.value("PRAGMA freelist_count"), "0");
  EXPECT_EQ(database.value("SELECT count(*) FROM sys_email WHERE mailbox = 'Sent' AND sent_on > 0"), "10");
  EXPECT_EQ(store.find_email(mails[3].id)->message_id, "3@a");
}

TEST_F(StoreTest, FindsTheNewestMailWithATargetByItsMessageId) {
  for (const char* target : {"", "first", "second", ""}) {
    EmailRecord email = mail("1@a");
    email.instance = target;
    store.insert(email);
  }
  EXPECT_EQ(store.find_referenced("1@a")->instance, "second");
  EXPECT_FALSE(store.find_referenced("2@a"));
  EXPECT_FALSE(store.find_referenced(""));
}

TEST_F(StoreTest, PrefersActiveUsersOfAnAddressThenOlderOnes) {
  for (const char* name : {"old", "second", "third"}) store.insert_user({name, "", "", "Same@Corp.example"});
  database.execute("UPDATE sys_user SET active = 0 WHERE user_name = 'old'");
  const auto users = store.users_by_email("same@corp.EXAMPLE");
  ASSERT_EQ(users.size(), 3U);
  EXPECT_EQ(users[0].user_name, "second");
  EXPECT_EQ(users[2].user_name, "old");
  EXPECT_TRUE(store.users_by_email("").empty());
}

TEST_F(StoreTest, NumbersRecordsAndStepsOverGivenNumbers) {
  EXPECT_EQ(store.insert_record("incident", {}, "yuki").number, "INC0000001");
  EXPECT_EQ(store.insert_record("incident", {{"number", "INC0010000"}}, "yuki").number, "INC0010000");
  EXPECT_EQ(store.insert_record("incident", {}, "yuki").number, "INC0010001");
  EXPECT_EQ(store.table_of_number("INC0010000"), "incident");
  EXPECT_FALSE(store.table_of_number("XYZ1"));
}

TEST_F(StoreTest, KeepsCommentsInTheJournalAndPassesUnknownColumnsOver) {
  const Record made = store.insert_record("incident", {{"short_description", "it's \"so\""}, {"nonsense", "x"}}, "yuki");
  store.update_record(made, {{"comments", "hello"}, {"caller_id", "c"}}, "ken");
  const auto found = store.find_record("incident", made.number);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->field("short_description"), "it's \"so\"");
  EXPECT_EQ(found->field("caller_id"), "c");
  EXPECT_EQ(found->field("sys_mod_count"), "1");
  EXPECT_EQ(database.value("SELECT value || sys_created_by FROM sys_journal_field"), "helloken");
}

TEST_F(StoreTest, MakesWatermarksOfThePublishedShape) {
  const std::string made = store.new_watermark("incident", "r", "e");
  EXPECT_EQ(made.size(), 31U);
  EXPECT_TRUE(made.starts_with("MSG0000001_"));
  EXPECT_EQ(store.watermark(made)->source_id, "r");
  EXPECT_FALSE(store.watermark("MSG0000001"));
}

TEST_F(StoreTest, RefusesTableNamesThatAreNone) {
  EXPECT_THROW(store.declare_table("a\"; DROP TABLE sys_email; --", "X", {}), DatabaseError);
  EXPECT_THROW(store.declare_table("sys_email", "X", {}), DatabaseError);
  EXPECT_FALSE(store.find_record("incident\" WHERE 1 --", "x"));
}

}  // namespace
}  // namespace engine
