#include "fakeservers/imap/arguments.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace fakeservers::imap {
namespace {

constexpr std::array<std::string_view, 12> months{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// RFC 3501, 9: ATOM-CHAR.
bool is_atom_char(char c) { return c > 32 && c < 127 && std::string_view("(){%*\"\\]").find(c) == std::string_view::npos; }
bool is_astring_char(char c) { return is_atom_char(c) || c == ']'; }
bool is_list_char(char c) { return is_astring_char(c) || c == '%' || c == '*'; }
bool is_tag_char(char c) { return is_astring_char(c) && c != '+'; }
bool is_word_char(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || is_digit(c) || c == '.'; }

int month_number(std::string_view name) {
  for (std::size_t i = 0; i < months.size(); ++i)
    if (equal_words(months[i], name)) return static_cast<int>(i) + 1;
  return 0;
}

sim::Instant at_midnight(Day day) {
  const std::chrono::year_month_day date{std::chrono::year{day.year}, std::chrono::month{static_cast<unsigned>(day.month)},
                                         std::chrono::day{static_cast<unsigned>(day.day)}};
  return std::chrono::time_point_cast<sim::Duration>(std::chrono::sys_days{date});
}

}  // namespace

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = upper(c);
  return out;
}

bool equal_words(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return upper(x) == upper(y); });
}

SequenceSet SequenceSet::resolved(std::uint32_t largest) const {
  SequenceSet out;
  for (auto [from, to] : ranges) {
    if (from == 0) from = largest;
    if (to == 0) to = largest;
    out.ranges.emplace_back(std::min(from, to), std::max(from, to));
  }
  std::sort(out.ranges.begin(), out.ranges.end());
  std::size_t kept = 0;
  for (std::size_t i = 1; i < out.ranges.size(); ++i) {
    auto& last = out.ranges[kept];
    if (out.ranges[i].first <= last.second)
      last.second = std::max(last.second, out.ranges[i].second);
    else
      out.ranges[++kept] = out.ranges[i];
  }
  if (!out.ranges.empty()) out.ranges.resize(kept + 1);
  return out;
}

bool SequenceSet::contains(std::uint32_t number) const {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), number,
                                      [](std::uint32_t wanted, const auto& range) { return wanted < range.first; });
  return after != ranges.begin() && std::prev(after)->second >= number;
}

bool SequenceSet::goes_beyond(std::uint32_t largest) const {
  const SequenceSet all = resolved(largest);
  return std::any_of(all.ranges.begin(), all.ranges.end(),
                     [&](const auto& range) { return range.first == 0 || range.second > largest; });
}

std::string set_text(const std::vector<std::uint32_t>& numbers) {
  std::string out;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t last = i;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
    if (!out.empty()) out += ',';
    out += std::to_string(numbers[i]);
    if (last > i) out += ':' + std::to_string(numbers[last]);
    i = last + 1;
  }
  return out;
}

Day day_of(sim::Instant when) {
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(when)};
  return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day()))};
}

std::optional<Day> day_of_header(std::string_view value) {
  std::array<std::string, 3> words;  // day, month, year
  std::size_t count = 0;
  if (const std::size_t comma = value.find(','); comma != std::string_view::npos) value.remove_prefix(comma + 1);
  for (std::size_t at = 0; at < value.size() && count < words.size();) {
    at = value.find_first_not_of(" \t\r\n", at);
    if (at == std::string_view::npos) break;
    const std::size_t end = std::min(value.find_first_of(" \t\r\n", at), value.size());
    words[count++] = value.substr(at, end - at);
    at = end;
  }
  Day day;
  day.month = month_number(words[1]);
  const auto read = [](const std::string& text, int& into) {
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), into);
    return fault == std::errc{} && end == text.data() + text.size() && into >= 0;
  };
  if (count < 3 || day.month == 0 || !read(words[0], day.day) || !read(words[2], day.year)) return std::nullopt;
  // RFC 5322, 4.3: years of two digits.
  if (words[2].size() == 2) day.year += day.year < 50 ? 2000 : 1900;
  return day;
}

std::string date_time_text(sim::Instant when) {
  const Day day = day_of(when);
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(when - std::chrono::floor<std::chrono::days>(when))};
  const std::string_view name = months[static_cast<std::size_t>(day.month - 1)];
  return fmt::format("{:2}-{}{}{}-{:04} {:02}:{:02}:{:02} +0000", day.day, name[0], static_cast<char>(name[1] + 32),
                     static_cast<char>(name[2] + 32), day.year, time.hours().count(), time.minutes().count(), time.seconds().count());
}

bool Arguments::skip(char c) {
  if (peek() != c || at_end()) return false;
  ++at_;
  return true;
}

void Arguments::expect(char c) {
  if (!skip(c)) fail();
}

bool Arguments::is_done() {
  if (!at_end()) fail();
  return !is_bad_;
}

std::string_view Arguments::while_in(bool (*is_one)(char)) {
  const std::size_t from = at_;
  while (!is_bad_ && at_ < text_.size() && is_one(text_[at_])) ++at_;
  if (at_ == from) fail();
  return text_.substr(from, at_ - from);
}

std::string_view Arguments::tag() { return while_in(is_tag_char); }
std::string_view Arguments::atom() { return while_in(is_atom_char); }
std::string Arguments::word() { return upper(while_in(is_word_char)); }

std::string Arguments::string() { return peek() == '{' ? literal() : quoted(); }

std::string Arguments::quoted() {
  expect('"');
  std::string out;
  while (!is_bad_ && at_ < text_.size()) {
    const char c = text_[at_++];
    if (c == '"') return out;
    if (c == '\r' || c == '\n' || c == '\0') break;
    if (c != '\\') {
      out += c;
    } else if (peek() == '"' || peek() == '\\') {
      out += text_[at_++];
    } else {
      break;
    }
  }
  fail();
  return out;
}

std::string Arguments::literal() {
  expect('{');
  const std::uint32_t size = number();
  skip('+');
  expect('}');
  expect('\r');
  expect('\n');
  if (is_bad_ || text_.size() - at_ < size) return fail(), "";
  const std::string_view bytes = text_.substr(at_, size);
  at_ += size;
  return std::string(bytes);
}

std::optional<std::string> Arguments::nstring() {
  if (peek() == '"' || peek() == '{') return string();
  if (!equal_words(atom(), "NIL")) fail();
  return std::nullopt;
}

std::string Arguments::astring() {
  if (peek() == '"' || peek() == '{') return string();
  return std::string(while_in(is_astring_char));
}

std::string Arguments::mailbox() {
  std::string name = astring();
  return equal_words(name, "INBOX") ? "INBOX" : name;
}

std::string Arguments::pattern() {
  if (peek() == '"' || peek() == '{') return string();
  return std::string(while_in(is_list_char));
}

std::uint32_t Arguments::number() {
  std::uint32_t value = 0;
  const auto [end, fault] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
  if (is_bad_ || fault != std::errc{}) return fail(), 0;
  at_ = static_cast<std::size_t>(end - text_.data());
  return value;
}

std::uint32_t Arguments::positive() {
  const std::uint32_t value = number();
  if (value == 0) fail();
  return value;
}

std::uint32_t Arguments::sequence_number() { return skip('*') ? 0 : positive(); }

SequenceSet Arguments::sequence_set() {
  SequenceSet set;
  do {
    const std::uint32_t from = sequence_number();
    set.ranges.emplace_back(from, skip(':') ? sequence_number() : from);
  } while (skip(','));
  return set;
}

std::string Arguments::flag() {
  const bool is_system = skip('\\');
  return (is_system ? "\\" : "") + std::string(atom());
}

int Arguments::digits(std::size_t least, std::size_t most) {
  int value = 0;
  std::size_t count = 0;
  while (count < most && is_digit(peek())) {
    value = value * 10 + (text_[at_++] - '0');
    ++count;
  }
  if (count < least) fail();
  return value;
}

int Arguments::month() {
  const int value = month_number(text_.substr(std::min(at_, text_.size()), 3));
  if (value == 0) return fail(), 1;
  at_ += 3;
  return value;
}

Day Arguments::date() {
  const bool is_quoted = skip('"');
  Day day;
  day.day = digits(1, 2);
  expect('-');
  day.month = month();
  expect('-');
  day.year = digits(4, 4);
  if (is_quoted) expect('"');
  return day;
}

sim::Instant Arguments::date_time() {
  expect('"');
  skip(' ');  // date-day-fixed
  Day day;
  day.day = digits(1, 2);
  expect('-');
  day.month = month();
  expect('-');
  day.year = digits(4, 4);
  space();
  const int hour = digits(2, 2);
  expect(':');
  const int minute = digits(2, 2);
  expect(':');
  const int second = digits(2, 2);
  space();
  const bool is_west = skip('-');
  if (!is_west) expect('+');
  const int zone = digits(4, 4);
  expect('"');
  if (day.day < 1 || day.day > 31 || hour > 23 || minute > 59 || second > 60) fail();
  if (is_bad_) return {};
  const auto offset = std::chrono::minutes{(zone / 100) * 60 + zone % 100};
  return at_midnight(day) + std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second} +
         (is_west ? offset : -offset);
}

}  // namespace fakeservers::imap
