#include "sim/clock.h"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
using sim::Clock;
using sim::Instant;

TEST(Clock, JumpsToTheNextDueMoment) {
  Clock clock{Instant{}};
  Instant seen{};
  clock.after(2h, [&] { seen = clock.now(); });
  EXPECT_EQ(clock.next(), Instant{} + 2h);
  EXPECT_TRUE(clock.step());
  EXPECT_EQ(seen, Instant{} + 2h);
  EXPECT_FALSE(clock.step());
  EXPECT_FALSE(clock.next().has_value());
}

TEST(Clock, PlaysInOrderOfTimeAndEqualOnesInOrderOfAsking) {
  Clock clock{Instant{}};
  std::string order;
  clock.after(2s, [&] { order += 'c'; });
  clock.after(1s, [&] { order += 'a'; });
  clock.after(1s, [&] { order += 'b'; });
  while (clock.step()) {
  }
  EXPECT_EQ(order, "abc");
}

TEST(Clock, WhatIsPastRunsNowAndTimeNeverGoesBack) {
  Clock clock{Instant{} + 1h};
  Instant seen{};
  clock.at(Instant{}, [&] { seen = clock.now(); });
  clock.step();
  EXPECT_EQ(seen, Instant{} + 1h);
  clock.advance_to(Instant{});
  EXPECT_EQ(clock.now(), Instant{} + 1h);
}

TEST(Clock, ACancelledTimerDoesNotRun) {
  Clock clock{Instant{}};
  int ran = 0;
  const auto first = clock.after(1s, [&] { ++ran; });
  const auto second = clock.after(1s, [&] { ran += 10; });
  clock.cancel(first);
  clock.run_until(Instant{} + 5s);
  EXPECT_EQ(ran, 10);
  clock.cancel(second);  // has run: forgotten
}

TEST(Clock, ATimerMayCancelAndSetOthers) {
  Clock clock{Instant{}};
  std::string order;
  Clock::Timer victim;
  clock.after(1s, [&] {
    order += 'a';
    clock.cancel(victim);
    clock.after(1s, [&] { order += 'c'; });
  });
  victim = clock.after(2s, [&] { order += 'b'; });
  clock.run_until(Instant{} + 2s);
  EXPECT_EQ(order, "ac");
}

TEST(Clock, RunUntilPlaysWhatIsDueAtTheLimitAndStandsThere) {
  Clock clock{Instant{}};
  int ran = 0;
  clock.after(5s, [&] { ++ran; });
  clock.after(5001ms, [&] { ++ran; });
  clock.run_until(Instant{} + 5s);
  EXPECT_EQ(ran, 1);
  EXPECT_EQ(clock.now(), Instant{} + 5s);
}

TEST(Clock, AdvancingStopsAtADueTimer) {
  Clock clock{Instant{}};
  int ran = 0;
  clock.after(1s, [&] { ++ran; });
  clock.advance_to(Instant{} + 9s);
  EXPECT_EQ(clock.now(), Instant{} + 1s);
  EXPECT_EQ(ran, 0);
}

}  // namespace
