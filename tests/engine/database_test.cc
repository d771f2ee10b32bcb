#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "engine/database.h"
#include "tests/engine/inbound_world.h"

namespace engine {
namespace {

Database memory() { return std::move(*Database::open({":memory:", 0, false})); }

TEST(Database, RollsBackWhatWasNotCommitted) {
  Database database = memory();
  {
    Transaction transaction(database);
    database.execute("INSERT INTO sys_properties VALUES ('a', '1')");
  }
  EXPECT_EQ(database.value("SELECT count(*) FROM sys_properties"), "0");
}

TEST(Database, LetsTheOuterTransactionDecide) {
  Database database = memory();
  {
    Transaction outer(database);
    {
      Transaction inner(database);
      database.execute("INSERT INTO sys_properties VALUES ('a', '1')");
      inner.commit();
    }
  }
  EXPECT_EQ(database.value("SELECT count(*) FROM sys_properties"), "0");
}

TEST(Database, WritesInATransactionThatReadsFirst) {
  Database database = memory();
  {
    Transaction transaction(database, Transaction::Use::reads_first);
    EXPECT_EQ(database.value("SELECT count(*) FROM sys_properties"), "0");
    database.execute("INSERT INTO sys_properties VALUES ('a', '1')");
    transaction.commit();
  }
  { Transaction undone(database, Transaction::Use::reads_first); database.execute("DELETE FROM sys_properties"); }
  EXPECT_EQ(database.value("SELECT count(*) FROM sys_properties"), "1");
}

TEST(Database, RunsAStatementWithTextThatLivesNoLonger) {
  Database database = memory();
  for (int i = 0; i < 3; ++i) database.kept("INSERT INTO sys_properties VALUES (?, ?)").run(std::to_string(i), std::string(5000, 'x'));
  EXPECT_EQ(database.value("SELECT group_concat(name || length(value)) FROM sys_properties"), "05000,15000,25000");
}

TEST(Database, KnowsAStatementByItsTextNotByItsPlace) {
  Database database = memory();
  std::string sql = "SELECT 1";
  const Statement* const one = &database.kept(sql);
  sql.back() = '2';
  Statement& two = database.kept(sql);
  EXPECT_NE(&two, one);
  ASSERT_TRUE(two.step());
  EXPECT_EQ(two.integer(0), 2);
  EXPECT_EQ(&database.kept(std::string_view("SELECT 1")), one);
}

TEST(Database, KeepsTextWithNulBytesAndBlobs) {
  Database database = memory();
  const std::string bytes("a\0b", 3);
  Statement both = database.prepare("SELECT ?, ?");
  both.bind_all(bytes, Blob{bytes});
  ASSERT_TRUE(both.step());
  EXPECT_EQ(both.text(0), bytes);
  EXPECT_EQ(both.view(1), bytes);
}

TEST(Database, ReachesTheNewestSchemaOnceAndKeepsIt) {
  const std::string path = testing::TempDir() + "mailrig-schema.db";
  std::filesystem::remove(path);
  std::string reached;
  {
    Database first = std::move(*Database::open({path, 0, true}));
    reached = first.value("PRAGMA user_version");
    first.execute("INSERT INTO sys_properties VALUES ('a', '1')");
  }
  Database second = std::move(*Database::open({path, 0, true}));
  EXPECT_EQ(second.value("PRAGMA user_version"), reached);
  EXPECT_EQ(second.value("SELECT value FROM sys_properties"), "1");
}

TEST(Database, SaysWhichFileCannotBeOpened) {
  const auto opened = Database::open({"/no/such/folder/mail.db", 0, true});
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().what.find("/no/such/folder/mail.db"), std::string::npos);
  EXPECT_FALSE(opened.error().advice.empty());
}

TEST(Database, RefusesAFileThatIsNone) {
  const std::string path = testing::TempDir() + "mailrig-not-a-database";
  std::ofstream(path) << std::string(5000, 'x');
  EXPECT_FALSE(Database::open({path, 0, true}));
}

TEST(Database, SaysThatItIsFull) {
  Database database = std::move(*Database::open({":memory:", 600'000, false}));
  bool was_full = false;
  try {
    Transaction transaction(database);
    for (int i = 0; i < 1000; ++i) {
      database.prepare("INSERT INTO sys_properties VALUES (?, ?)").bind_all(i, std::string(4000, 'x')).run();
    }
  } catch (const DatabaseError& error) {
    was_full = error.is_full();
  }
  EXPECT_TRUE(was_full);
  EXPECT_EQ(database.value("SELECT count(*) FROM sys_properties"), "0");
  EXPECT_EQ(database.value("PRAGMA integrity_check"), "ok");
}

}  // namespace
}  // namespace engine
