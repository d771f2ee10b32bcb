#include "sim/result.h"

#include <gtest/gtest.h>

#include <memory>

namespace {

using sim::Error;
using sim::Result;

TEST(Result, HoldsAValueOrAnError) {
  const Result<int> value = 5;
  EXPECT_TRUE(value.has_value());
  EXPECT_EQ(*value, 5);
  const Result<int> failed = Error{"no", "do", {}};
  EXPECT_FALSE(failed);
  EXPECT_EQ(failed.error().what, "no");
}

TEST(Result, GivesItsValueAway) {
  Result<std::unique_ptr<int>> held = std::make_unique<int>(3);
  const auto taken = *std::move(held);
  EXPECT_EQ(*taken, 3);
}

TEST(Result, OfNothingStillFails) {
  EXPECT_TRUE(Result<void>().has_value());
  const Result<void> failed = Error{"no", "", {}};
  EXPECT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().text(), "no");
}

TEST(Error, TextHasPlaceAndAdvice) {
  EXPECT_EQ((Error{"what", "advice", {"f.yaml", 3, 7}}).text(), "f.yaml:3:7: what\n  advice");
  EXPECT_EQ((Error{"what", "", {"f.yaml", 0, 0}}).text(), "f.yaml: what");
  EXPECT_EQ((Error{"what", "", {}}).text(), "what");
}

}  // namespace
