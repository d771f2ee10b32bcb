#include "sim/clock.h"

#include <fmt/format.h>

#include <cassert>
#include <charconv>

namespace sim {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t ms;
};
constexpr Unit units[] = {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};

struct Civil {
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<Duration> time;
  std::chrono::weekday weekday;
};
Civil civil(Instant when) {
  const auto day = std::chrono::floor<std::chrono::days>(when);
  return {std::chrono::year_month_day(day), std::chrono::hh_mm_ss<Duration>(when - day),
          std::chrono::weekday(day)};
}
std::string date_time(const Civil& c, char between) {
  return fmt::format("{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}", int(c.date.year()), unsigned(c.date.month()),
                     unsigned(c.date.day()), between, c.time.hours().count(), c.time.minutes().count(),
                     c.time.seconds().count());
}

/// Takes `digits` decimal digits off the front; nothing if they are not there.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
  if (error != std::errc{} || end != text.data() + digits) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}
bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

/// Reads the zone at the end of an ISO 8601 time: "Z", "+09:00", "-05:00".
std::optional<std::chrono::minutes> take_zone(std::string_view& text) {
  if (take(text, 'Z')) return std::chrono::minutes{0};
  const bool west = !text.empty() && text.front() == '-';
  if (!take(text, '+') && !take(text, '-')) return std::nullopt;
  const auto hours = take_number(text, 2);
  if (!hours || !take(text, ':')) return std::nullopt;
  const auto minutes = take_number(text, 2);
  if (!minutes || *hours > 14 || *minutes > 59) return std::nullopt;
  const std::chrono::minutes offset{*hours * 60 + *minutes};
  return west ? -offset : offset;
}

}  // namespace

Clock::Timer Clock::at(Instant when, std::function<void()> what) {
  const Timer timer{std::max(when, now_), order_++};
  due_.emplace(timer, std::move(what));
  return timer;
}

std::optional<Instant> Clock::next() const {
  if (due_.empty()) return std::nullopt;
  return due_.begin()->first.when;
}

bool Clock::step() {
  if (due_.empty()) return false;
  auto first = due_.extract(due_.begin());
  now_ = std::max(now_, first.key().when);
  first.mapped()();
  return true;
}

void Clock::run_until(Instant limit) {
  while (next() && *next() <= limit) step();
  advance_to(limit);
}

void Clock::advance_to(Instant when) {
  if (next()) when = std::min(when, *next());
  now_ = std::max(now_, when);
}

std::string iso8601(Instant when) {
  const Civil c = civil(when);
  return fmt::format("{}.{:03}Z", date_time(c, 'T'), c.time.subseconds().count());
}

std::string glide_time(Instant when) { return date_time(civil(when), ' '); }

std::string rfc5322_date(Instant when) {
  static constexpr std::string_view days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Civil c = civil(when);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000", days[c.weekday.c_encoding()],
                     unsigned(c.date.day()), months[unsigned(c.date.month()) - 1], int(c.date.year()),
                     c.time.hours().count(), c.time.minutes().count(), c.time.seconds().count());
}

Result<Instant> parse_iso8601(std::string_view text) {
  const Error bad{fmt::format("'{}' is not a time", text),
                  "write it as 2026-01-05T09:00:00+09:00 or 2026-01-05T00:00:00Z", {}};
  const auto year = take_number(text, 4);
  if (!year || !take(text, '-')) return bad;
  const auto month = take_number(text, 2);
  if (!month || !take(text, '-')) return bad;
  const auto day = take_number(text, 2);
  if (!day || (!take(text, 'T') && !take(text, ' '))) return bad;
  const auto hour = take_number(text, 2);
  if (!hour || !take(text, ':')) return bad;
  const auto minute = take_number(text, 2);
  if (!minute) return bad;
  int second = 0;
  if (take(text, ':')) {
    const auto read = take_number(text, 2);
    if (!read) return bad;
    second = *read;
  }
  int millis = 0;
  if (take(text, '.')) {
    for (int scale = 100; !text.empty() && text.front() >= '0' && text.front() <= '9'; scale /= 10) {
      millis += (text.front() - '0') * scale;
      text.remove_prefix(1);
    }
  }
  const auto zone = take_zone(text);
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month(unsigned(*month)),
                                         std::chrono::day(unsigned(*day))};
  if (!zone || !text.empty() || !date.ok() || *hour > 23 || *minute > 59 || second > 59) return bad;
  return Instant{std::chrono::sys_days{date}} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
         std::chrono::seconds{second} + Duration{millis} - *zone;
}

Result<Duration> parse_duration(std::string_view text) {
  const Error bad{fmt::format("'{}' is not a duration", text), "write it as 250ms, 90s, 5m, 2h, 1d or 1h30m", {}};
  if (text.empty()) return bad;
  std::int64_t total = 0;
  while (!text.empty()) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || count < 0 || count > 1'000'000'000) return bad;
    text.remove_prefix(std::size_t(end - text.data()));
    const Unit* unit = nullptr;
    for (const Unit& u : units) {
      const bool longer = unit && unit->name.size() >= u.name.size();
      if (text.starts_with(u.name) && !longer) unit = &u;
    }
    if (!unit) return bad;
    text.remove_prefix(unit->name.size());
    total += count * unit->ms;
  }
  return Duration{total};
}

std::string duration_text(Duration duration) {
  if (duration.count() == 0) return "0s";
  std::string out = duration.count() < 0 ? "-" : "";
  std::int64_t rest = duration.count() < 0 ? -duration.count() : duration.count();
  for (const auto* unit : {&units[4], &units[3], &units[2], &units[1], &units[0]}) {
    if (rest < unit->ms) continue;
    out += fmt::format("{}{}", rest / unit->ms, unit->name);
    rest %= unit->ms;
  }
  return out;
}

}  // namespace sim
