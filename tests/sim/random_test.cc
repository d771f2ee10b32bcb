#include "sim/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace {

using sim::Random;

TEST(Random, TheSameSeedDrawsTheSame) {
  Random a(7);
  Random b(7);
  EXPECT_EQ(a.hex(32), b.hex(32));
  EXPECT_NE(Random(7).hex(32), Random(8).hex(32));
}

TEST(MersenneTwister, DrawsTheNumbersOfTheStandardLibrarys) {
  for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{7}, UINT64_MAX}) {
    std::mt19937_64 expected(seed);
    sim::MersenneTwister whole(seed);
    for (int i = 0; i < 1000; ++i) {
      sim::MersenneTwister copy = whole;  // made in the middle of a round, and of the first one's filling
      const std::uint64_t wanted = expected();
      ASSERT_EQ(whole(), wanted) << "number " << i;
      ASSERT_EQ(copy(), wanted) << "number " << i;
    }
  }
}

TEST(Random, AStreamDoesNotDependOnOtherDraws) {
  Random untouched(7);
  Random drawn(7);
  for (int i = 0; i < 100; ++i) drawn.next();
  drawn.stream("junk").next();
  EXPECT_EQ(untouched.stream("people").hex(32), drawn.stream("people").hex(32));
}

TEST(Random, StreamsOfDifferentNamesDiffer) {
  const Random root(7);
  EXPECT_NE(root.stream("a").hex(32), root.stream("b").hex(32));
  EXPECT_NE(root.stream("a").stream("x").hex(32), root.stream("b").stream("x").hex(32));
}

TEST(Random, StaysBelowTheBoundAndReachesAllOfIt) {
  Random random(1);
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 500; ++i) seen.insert(random.below(5));
  EXPECT_EQ(seen, (std::set<std::uint64_t>{0, 1, 2, 3, 4}));
}

TEST(Random, ChanceIsARatio) {
  Random random(1);
  int hits = 0;
  for (int i = 0; i < 4000; ++i) hits += random.chance(1, 4) ? 1 : 0;
  EXPECT_NEAR(hits, 1000, 150);
  EXPECT_FALSE(random.chance(0, 4));
  EXPECT_TRUE(random.chance(4, 4));
}

TEST(Random, ShufflesWithoutLoss) {
  Random random(3);
  std::vector<int> items{1, 2, 3, 4, 5, 6, 7, 8};
  random.shuffle(items);
  EXPECT_NE(items, (std::vector<int>{1, 2, 3, 4, 5, 6, 7, 8}));
  std::sort(items.begin(), items.end());
  EXPECT_EQ(items, (std::vector<int>{1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST(Random, TokensKeepToTheirAlphabets) {
  Random random(3);
  EXPECT_EQ(random.hex(32).find_first_not_of("0123456789abcdef"), std::string::npos);
  const auto token = random.token(20);
  EXPECT_EQ(token.size(), 20U);
  EXPECT_TRUE(std::all_of(token.begin(), token.end(), [](unsigned char c) { return std::isalnum(c) != 0; }));
}

}  // namespace
