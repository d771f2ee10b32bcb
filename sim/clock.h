// Virtual time. Nothing in mailrig reads a wall clock (but the loopback wire, which moves this one): what is to happen
// later is put here with its moment, and the moments are played in order, equal ones in the order they were put.
#pragma once
#include <chrono>
#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sim/result.h"

namespace sim {

using Duration = std::chrono::milliseconds;
using Instant = std::chrono::time_point<std::chrono::system_clock, Duration>;

class Clock {
 public:
  /// Names one timer; ordered by moment, then by the order of asking.
  struct Timer {
    Instant when;
    std::uint64_t order = 0;
    auto operator<=>(const Timer&) const = default;
  };

  explicit Clock(Instant start) : now_(start), start_(start) {}
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;

  Instant now() const { return now_; }
  Instant start() const { return start_; }
  /// Runs `what` at `when` (at once, in order, if that is past). A timer that has run or was cancelled is forgotten.
  Timer at(Instant when, std::function<void()> what);
  Timer after(Duration delay, std::function<void()> what) { return at(now_ + delay, std::move(what)); }
  void cancel(const Timer& timer) { due_.erase(timer); }

  /// When the next timer is due; nothing if none is set.
  std::optional<Instant> next() const;
  /// Jumps to the next due moment and runs one timer. False if none is set.
  bool step();
  /// Plays every timer due up to and including `limit`, then stands at `limit`.
  void run_until(Instant limit);
  /// Moves forward without playing anything (the loopback wire's use); never backwards, never past a due timer.
  void advance_to(Instant when);

 private:
  std::map<Timer, std::function<void()>> due_;
  std::uint64_t order_ = 0;
  Instant now_;
  Instant start_;
};

/// "2026-01-05T09:00:00.000Z"
std::string iso8601(Instant when);
/// "2026-01-05 09:00:00", UTC: how the instance writes sys_created_on.
std::string glide_time(Instant when);
/// RFC 5322, 3.3: "Mon, 05 Jan 2026 09:00:00 +0000"
std::string rfc5322_date(Instant when);
/// Reads "2026-01-05T09:00:00+09:00" or "...Z" (seconds optional, fraction optional).
Result<Instant> parse_iso8601(std::string_view text);
/// Reads "5m", "2h", "90s", "250ms", "1d", or several in a row ("1h30m").
Result<Duration> parse_duration(std::string_view text);
/// "1h30m", "5m", "250ms", "0s"
std::string duration_text(Duration duration);

}  // namespace sim
