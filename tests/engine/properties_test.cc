#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

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

/// All sources of the engine but the tables of properties themselves.
std::string engine_sources() {
  std::ostringstream all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("engine")) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".cc") || name.starts_with("property_")) continue;
    all << std::ifstream(entry.path()).rdbuf();
  }
  return all.str();
}

/// glide.notification.recipient.exclude_logging.user_inactive is put together from its parts.
bool is_log_switch(std::string_view name, const std::string& sources) {
  constexpr std::string_view family = "glide.notification.recipient.";
  if (!name.starts_with(family)) return false;
  name.remove_prefix(family.size());
  const std::size_t dot = name.find('.');
  const auto has = [&](std::string_view part) { return sources.find("\"" + std::string(part) + "\"") != std::string::npos; };
  return sources.find(family) != std::string::npos && has(name.substr(0, dot)) && (dot == std::string_view::npos || has(name.substr(dot + 1)));
}

TEST(PropertyTable, SaysOfEachPropertyThatNothingReadsThatItIsWithoutEffect) {
  ASSERT_TRUE(std::filesystem::exists("engine/property_table.cc")) << "run from the root of the repository";
  const std::string sources = engine_sources();
  for (const PropertyInfo& info : property_table()) {
    const bool is_read = sources.find("\"" + std::string(info.name) + "\"") != std::string::npos || is_log_switch(info.name, sources);
    const bool says_so = info.meaning.find("without effect") != std::string_view::npos;
    EXPECT_NE(is_read, says_so) << info.name << (is_read ? " is read, and says that it has no effect" : " is read by nothing, and does not say so");
  }
}

TEST(PropertyTable, HasARangeForEachNumber) {
  for (const PropertyInfo& info : property_table()) {
    EXPECT_EQ(range_text(info).empty(), info.type != PropertyType::integer) << info.name;
    if (info.type != PropertyType::integer) continue;
    EXPECT_TRUE(check_property(info.name, std::to_string(info.minimum))) << info.name;
    EXPECT_FALSE(check_property(info.name, std::to_string(info.minimum - 1))) << info.name;
    EXPECT_LT(info.maximum, std::numeric_limits<std::int64_t>::max()) << info.name;
    const auto beyond = check_property(info.name, std::to_string(info.maximum + 1));
    ASSERT_FALSE(beyond) << info.name;
    EXPECT_NE(beyond.error().what.find(range_text(info)), std::string::npos);
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
