#include <gtest/gtest.h>

#include "scenarios/runner/match.h"
#include "scenarios/runner/read_yaml.h"
#include "scenarios/runner/suggest.h"

namespace {

scenarios::Value yaml(std::string_view text) {
  std::vector<sim::Error> problems;
  auto value = scenarios::read_yaml(text, "test.yaml", problems);
  return value.value_or(scenarios::Value{});
}
bool fits(std::string_view wanted, const std::optional<std::string>& actual) { return scenarios::matches(yaml(wanted), actual); }

TEST(Match, ComparesTextExactly) {
  EXPECT_TRUE(fits("Printer", "Printer"));
  EXPECT_FALSE(fits("Printer", "printer"));
  EXPECT_FALSE(fits("Printer", std::nullopt));
}

TEST(Match, FindsPatterns) {
  EXPECT_TRUE(fits("/^Incident INC[0-9]{7} was/", "Incident INC0010001 was opened"));
  EXPECT_FALSE(fits("/^INC/", "Incident"));
  EXPECT_TRUE(fits("'/^a: [0-9]$/'", "a: 5")) << "a regex that YAML needs quoted";
}

TEST(Match, LooksForParts) {
  EXPECT_TRUE(fits("{contains: smoke}", "it smells of smoke"));
  EXPECT_TRUE(fits("{contains: [smells, smoke]}", "it smells of smoke"));
  EXPECT_FALSE(fits("{contains: [smells, fire]}", "it smells of smoke"));
}

TEST(Match, TellsAbsentFromPresent) {
  EXPECT_TRUE(fits("{absent: true}", std::nullopt));
  EXPECT_TRUE(fits("{absent: true}", ""));
  EXPECT_FALSE(fits("{absent: true}", "x"));
  EXPECT_TRUE(fits("{absent: false}", "x"));
}

TEST(Match, TurnsAroundWithNot) {
  EXPECT_TRUE(fits("{not: x}", "y"));
  EXPECT_FALSE(fits("{not: x}", "x"));
}

TEST(Match, ComparesListsInOrderAndAsSets) {
  EXPECT_TRUE(fits("[a, b]", "a, b"));
  EXPECT_FALSE(fits("[b, a]", "a, b"));
  EXPECT_TRUE(fits("{set: [b, a]}", "a, b"));
  EXPECT_FALSE(fits("{set: [b, a]}", "a, b, c"));
}

TEST(Match, ComparesNumbersByBounds) {
  EXPECT_TRUE(fits("{at_least: 3}", "10"));
  EXPECT_FALSE(fits("{at_most: 3}", "10"));
}

TEST(Suggest, FindsTheNearestWord) {
  EXPECT_EQ(scenarios::nearest("recipent", {"recipient", "subject"}), "recipient");
  EXPECT_EQ(scenarios::nearest("sned", {"send", "set"}), "send");
  EXPECT_EQ(scenarios::nearest("xyz", {"recipient", "subject"}), "");
}

}  // namespace
