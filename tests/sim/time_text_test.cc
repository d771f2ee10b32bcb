#include <gtest/gtest.h>

#include "sim/clock.h"

namespace {

using namespace std::chrono_literals;
using sim::parse_duration;
using sim::parse_iso8601;

const sim::Instant moment = sim::Instant{std::chrono::sys_days{std::chrono::year{2026} / 1 / 5}} + 9h + 1min + 2s + 34ms;

TEST(TimeText, WritesTheThreeForms) {
  EXPECT_EQ(sim::iso8601(moment), "2026-01-05T09:01:02.034Z");
  EXPECT_EQ(sim::glide_time(moment), "2026-01-05 09:01:02");
  EXPECT_EQ(sim::rfc5322_date(moment), "Mon, 05 Jan 2026 09:01:02 +0000");
}

TEST(TimeText, ReadsWhatItWrites) {
  const auto read = parse_iso8601(sim::iso8601(moment));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(*read, moment);
}

TEST(TimeText, ReadsZones) {
  EXPECT_EQ(*parse_iso8601("2026-01-05T18:01:02.034+09:00"), moment);
  EXPECT_EQ(*parse_iso8601("2026-01-05T04:01:02.034-05:00"), moment);
  EXPECT_EQ(*parse_iso8601("2024-02-29T00:00Z"), *parse_iso8601("2024-02-29T00:00:00Z"));
}

TEST(TimeText, RefusesWhatIsNoTime) {
  for (const auto* text : {"", "2026", "2026-01-05", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-05T24:00:00Z",
                           "2026-01-05T09:60:00Z", "2026-01-05T09:00:00", "2026-01-05T09:00:00Zx", "2026-01-05T09:00:00+9:00",
                           "2026-01-05T09:00:00+15:00", "yesterday"}) {
    const auto read = parse_iso8601(text);
    ASSERT_FALSE(read.has_value()) << text;
    EXPECT_NE(read.error().what.find(text), std::string::npos);
    EXPECT_FALSE(read.error().advice.empty());
  }
}

TEST(DurationText, ReadsUnitsAndSeveralInARow) {
  EXPECT_EQ(*parse_duration("250ms"), 250ms);
  EXPECT_EQ(*parse_duration("90s"), 90s);
  EXPECT_EQ(*parse_duration("5m"), 5min);
  EXPECT_EQ(*parse_duration("2h"), 2h);
  EXPECT_EQ(*parse_duration("1d"), 24h);
  EXPECT_EQ(*parse_duration("1h30m5ms"), 90min + 5ms);
}

TEST(DurationText, RefusesWhatIsNoDuration) {
  for (const auto* text : {"", "5", "m", "5x", "-5m", "5 m", "1.5h", "99999999999999999999s", "5m3"}) {
    const auto read = parse_duration(text);
    ASSERT_FALSE(read.has_value()) << text;
    EXPECT_FALSE(read.error().advice.empty());
  }
}

TEST(DurationText, WritesWhatItReads) {
  for (const auto* text : {"0s", "250ms", "1m30s", "5m", "1h30m", "1d2h3m4s5ms"}) {
    EXPECT_EQ(sim::duration_text(*parse_duration(text)), text);
  }
}

}  // namespace
