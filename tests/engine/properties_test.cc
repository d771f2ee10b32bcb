#include <gtest/gtest.h>

#include <set>

#include "engine/properties.h"

namespace engine {
namespace {

TEST(PropertyTable, NamesEachPropertyOnceWithADefaultThatFits) {
  std::set<std::string_view> names;
  for (const PropertyInfo& info : property_table()) {
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_TRUE(check_property(info.name, info.default_value)) << info.name;
    EXPECT_FALSE(info.meaning.empty());
  }
}

TEST(PropertyTable, FindsTheNearestName) {
  EXPECT_EQ(nearest_property("glide.email.test.usr"), "glide.email.test.user");
  EXPECT_EQ(nearest_property("glide.pop3.ignore_subject"), "glide.pop3.ignore_subjects");
  EXPECT_EQ(nearest_property("something.else.entirely"), "");
}

TEST(PropertyTable, RefusesValuesOfTheWrongType) {
  EXPECT_FALSE(check_property("glide.email.smtp.active", "yes"));
  EXPECT_FALSE(check_property("com.glide.email.max_read", "many"));
  EXPECT_FALSE(check_property("com.glide.email.max_read", "-1"));
  EXPECT_TRUE(check_property("com.glide.email.max_read", " 50 "));
  EXPECT_TRUE(check_property("my.own.property", "anything"));
}

TEST(Properties, ReadDefaultsUntilSetAndKeepWhatIsSet) {
  Database database = std::move(*Database::open({":memory:", 0, false}));
  Properties properties(database);
  EXPECT_TRUE(properties.flag("glide.email.read.active"));
  EXPECT_EQ(properties.number("com.glide.email.max_read"), 20);
  EXPECT_EQ(properties.list("glide.pop3.ignore_senders"), (std::vector<std::string>{"mailer-daemon", "postmaster"}));
  const auto before = properties.changes();
  properties.set("glide.email.test.user", " qa@corp.example , ,lead@corp.example");
  EXPECT_GT(properties.changes(), before);
  EXPECT_EQ(Properties(database).list("glide.email.test.user"), (std::vector<std::string>{"qa@corp.example", "lead@corp.example"}));
}

}  // namespace
}  // namespace engine
