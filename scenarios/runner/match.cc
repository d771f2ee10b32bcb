#include "scenarios/runner/match.h"

#include <regex.h>

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scenarios/runner/suggest.h"

namespace scenarios {
namespace {

/// A compiled POSIX expression; owned here, freed here.
class Regex {
 public:
  explicit Regex(const std::string& pattern) : code_(regcomp(&regex_, pattern.c_str(), REG_EXTENDED | REG_NOSUB)) {}
  ~Regex() {
    if (code_ == 0) regfree(&regex_);
  }
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;
  std::string fault() const {
    if (code_ == 0) return {};
    std::string text(200, '\0');
    text.resize(regerror(code_, &regex_, text.data(), text.size()) - 1);
    return text;
  }
  bool finds(const std::string& text) const { return code_ == 0 && regexec(&regex_, text.c_str(), 0, nullptr, 0) == 0; }

 private:
  regex_t regex_{};
  int code_;
};

bool is_regex(const Value& value) {
  return value.is_scalar() && value.text.size() > 2 && value.text.front() == '/' && value.text.back() == '/';
}
std::string pattern_of(const Value& value) { return value.text.substr(1, value.text.size() - 2); }

/// Bounds what glibc's regcomp may be asked to expand: a counted repetition multiplies the memory it takes.
constexpr std::size_t longest_pattern = 500;

bool multiplies_too_much(std::string_view pattern) {
  std::size_t counts = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '{') continue;
    std::size_t digits = 0;
    for (++i; i < pattern.size() && pattern[i] != '}'; ++i) {
      digits = pattern[i] >= '0' && pattern[i] <= '9' ? digits + 1 : 0;
      if (digits > 2) return true;
    }
    if (++counts > 2) return true;
  }
  return false;
}

void check_regex(const Value& value, std::vector<sim::Error>& problems) {
  const std::string pattern = pattern_of(value);
  std::string fault;
  if (pattern.size() > longest_pattern) fault = "too long";
  if (fault.empty() && multiplies_too_much(pattern)) fault = "at most two counted repetitions {n}, of at most 99 each";
  if (fault.empty()) fault = Regex(pattern).fault();
  if (!fault.empty()) problems.push_back({fmt::format("the pattern {} is wrong: {}", value.text, fault), "POSIX extended syntax", value.place});
}

const std::vector<std::string>& words() {
  static const std::vector<std::string> known{"contains", "absent", "not", "set", "at_least", "at_most"};
  return known;
}

long number_of(const std::string& text) {
  try {
    return std::stol(text);
  } catch (const std::exception&) {
    return 0;
  }
}

bool matches_word(const std::string& word, const Value& wanted, const std::optional<std::string>& actual) {
  if (word == "absent") return (wanted.text == "true") == (!actual || actual->empty());
  if (word == "not") return !matches(wanted, actual);
  if (!actual) return false;
  if (word == "at_least") return number_of(*actual) >= number_of(wanted.text);
  if (word == "at_most") return number_of(*actual) <= number_of(wanted.text);
  if (word == "set") return matches_list(Value{.kind = Value::Kind::map, .members = {{word, wanted.place, wanted}}}, split_list(*actual));
  const auto parts = items_of(wanted);
  return std::all_of(parts.begin(), parts.end(), [&](const Value* part) { return actual->find(part->text) != std::string::npos; });
}

}  // namespace

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto comma = text.find(',');
    std::string_view item = text.substr(0, comma);
    while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
    while (!item.empty() && item.back() == ' ') item.remove_suffix(1);
    if (!item.empty()) out.emplace_back(item);
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
  }
  return out;
}

void check_match(const Value& wanted, std::vector<sim::Error>& problems) {
  if (is_regex(wanted)) check_regex(wanted, problems);
  for (const Value& item : wanted.items) check_match(item, problems);
  for (const Member& member : wanted.members) {
    if (std::find(words().begin(), words().end(), member.key) == words().end()) {
      problems.push_back({fmt::format("unknown word '{}' in a value to match", member.key), advice_for(member.key, words(), "words"),
                          member.place});
    } else {
      check_match(member.value, problems);
    }
  }
}

bool matches(const Value& wanted, const std::optional<std::string>& actual) {
  switch (wanted.kind) {
    case Value::Kind::null: return !actual || actual->empty();
    case Value::Kind::list: return actual && matches_list(wanted, split_list(*actual));
    case Value::Kind::scalar:
      if (is_regex(wanted)) return actual && Regex(pattern_of(wanted)).finds(*actual);
      return actual && *actual == wanted.text;
    case Value::Kind::map:
      return std::all_of(wanted.members.begin(), wanted.members.end(),
                         [&](const Member& member) { return matches_word(member.key, member.value, actual); });
  }
  return false;
}

bool matches_any(const Value& wanted, const std::vector<std::string>& actual) {
  const bool asks_for_none = wanted.find("absent") != nullptr || wanted.find("not") != nullptr;
  if (actual.empty()) return matches(wanted, std::nullopt);
  const auto fits = [&](const std::string& item) { return matches(wanted, item); };
  return asks_for_none ? std::all_of(actual.begin(), actual.end(), fits) : std::any_of(actual.begin(), actual.end(), fits);
}

bool matches_list(const Value& wanted, const std::vector<std::string>& actual) {
  if (const Value* set = wanted.find("set")) {
    std::vector<std::string> left = actual;
    for (const Value* item : items_of(*set)) {
      const auto found = std::find_if(left.begin(), left.end(), [&](const std::string& text) { return matches(*item, text); });
      if (found == left.end()) return false;
      left.erase(found);
    }
    return left.empty();
  }
  if (const Value* contained = wanted.find("contains")) {
    const auto parts = items_of(*contained);
    return std::all_of(parts.begin(), parts.end(), [&](const Value* part) { return matches_any(*part, actual); });
  }
  const auto items = items_of(wanted);
  if (items.size() != actual.size()) return false;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!matches(*items[i], actual[i])) return false;
  }
  return true;
}

std::string wanted_text(const Value& wanted) {
  if (wanted.is_null()) return "nothing";
  if (is_regex(wanted)) return "matching " + wanted.text;
  if (wanted.is_scalar()) return "'" + wanted.text + "'";
  if (wanted.is_list()) return wanted.brief();
  std::vector<std::string> parts;
  for (const Member& member : wanted.members) {
    parts.push_back(member.key == "absent" ? (member.value.text == "true" ? "absent" : "present")
                                           : member.key + " " + (member.value.is_scalar() ? "'" + member.value.text + "'" : member.value.brief()));
  }
  return fmt::format("{}", fmt::join(parts, " and "));
}

}  // namespace scenarios
