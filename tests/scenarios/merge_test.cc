#include <gtest/gtest.h>

#include "scenarios/runner/read_yaml.h"

namespace {

scenarios::Value yaml(std::string_view text) {
  std::vector<sim::Error> problems;
  auto value = scenarios::read_yaml(text, "test.yaml", problems);
  EXPECT_TRUE(problems.empty());
  return value.value_or(scenarios::Value{});
}

TEST(Merge, LaysMapsOverEachOther) {
  const auto out = scenarios::merged(yaml("{a: {x: 1, y: 2}, b: 3}"), yaml("{a: {y: 5}}"));
  EXPECT_EQ(out.brief(), "{a: {x: 1, y: 5}, b: 3}");
}

TEST(Merge, FindsEntriesOfAListByTheirName) {
  const auto out = scenarios::merged(yaml("[{user_name: yuki, email: y@x}, {user_name: ken}]"), yaml("[{user_name: yuki, active: false}]"));
  EXPECT_EQ(out.brief(), "[{user_name: yuki, email: y@x, active: false}, {user_name: k...");
  ASSERT_EQ(out.items.size(), 2u);
}

TEST(Merge, FindsAccountsByNameThoughTheyHaveAUserName) {
  const auto out = scenarios::merged(yaml("[{name: incoming, user_name: acme, password: old}]"), yaml("[{name: incoming, password: new}]"));
  EXPECT_EQ(out.brief(), "[{name: incoming, user_name: acme, password: new}]");
}

TEST(Merge, AddsEntriesThatAreNew) {
  const auto out = scenarios::merged(yaml("[{name: a}]"), yaml("[{name: b}]"));
  EXPECT_EQ(out.items.size(), 2u);
}

TEST(Merge, ReplacesOtherLists) {
  EXPECT_EQ(scenarios::merged(yaml("[1, 2]"), yaml("[3]")).brief(), "[3]");
  EXPECT_EQ(scenarios::merged(yaml("[{send: x}]"), yaml("[{wait: 5m}]")).brief(), "[{wait: 5m}]");
}

TEST(ReadYaml, KnowsWhereEachValueStands) {
  const auto root = yaml("name: x\nsteps:\n  - wait: 5m\n");
  const scenarios::Value& step = root.find("steps")->items[0];
  EXPECT_EQ(step.members[0].place.text(), "test.yaml:3:5");
  EXPECT_EQ(step.members[0].value.place.text(), "test.yaml:3:11");
}

TEST(ReadYaml, CopiesWhatAnAliasNames) {
  const auto root = yaml("a: &one {x: 1}\nb: *one\n");
  EXPECT_EQ(root.find("b")->text_of("x"), "1");
}

}  // namespace
