#include "tests/corpora/imap_values.h"

#include <algorithm>
#include <cstdlib>

namespace corpora {
namespace {

using Values = std::vector<ImapValue>;

bool same_word(std::string_view a, std::string_view b) {
  const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return low(x) == low(y); });
}

class ValueReader {
 public:
  explicit ValueReader(std::string_view text) : text_(text) {}

  Values read(char until) {
    Values out;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == until) break;
      if (c == ' ') {
        ++at_;
      } else if (c == '(' || c == '[') {
        out.push_back(list(c == '(' ? ')' : ']'));
      } else if (c == '"') {
        out.push_back(quoted());
      } else if (c == '{' || (c == '~' && text_.substr(at_, 2) == "~{")) {
        out.push_back(literal());
      } else {
        out.push_back(word());
      }
    }
    return out;
  }

 private:
  ImapValue list(char close) {
    ++at_;
    ImapValue value{ImapValue::Kind::list, "", read(close)};
    ++at_;
    return value;
  }

  ImapValue quoted() {
    ImapValue value{ImapValue::Kind::string, "", {}};
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      value.text += text_[at_];
    }
    ++at_;
    return value;
  }

  ImapValue literal() {
    at_ = text_.find('{', at_) + 1;
    const auto size = static_cast<std::size_t>(std::strtoul(std::string(text_.substr(at_, 12)).c_str(), nullptr, 10));
    at_ = std::min(text_.find('\n', at_), text_.size() - 1) + 1;
    ImapValue value{ImapValue::Kind::string, std::string(text_.substr(at_, size)), {}};
    at_ = std::min(at_ + size, text_.size());
    return value;
  }

  /// `BODY[HEADER.FIELDS (FROM)]` is one word.
  ImapValue word() {
    const std::size_t from = at_;
    int depth = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '[') ++depth;
      if (c == ']' && --depth < 0) break;
      if (depth == 0 && (c == ' ' || c == '(' || c == ')')) break;
    }
    if (at_ == from) ++at_;  // a bracket that closes nothing
    return {ImapValue::Kind::word, std::string(text_.substr(from, at_ - from)), {}};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// How a list is compared.
struct ListRules {
  std::size_t chain = 0;  ///< 0: the order counts
  bool allows_extra = true;
  std::vector<std::string> ignored, banned;
};

bool match_value(const ImapValue& pattern, const ImapValue& value, const ListRules& defaults, ImapVariables& variables);

bool match_ordered(const Values& pattern, const Values& values, ImapVariables& variables) {
  if (pattern.size() != values.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i)
    if (!match_value(pattern[i], values[i], {}, variables)) return false;
  return true;
}

bool is_flags(const ImapValue& name) { return same_word(name.text, "flags"); }

/// A chain is a name and its values: the FLAGS of a FETCH are a set, but for \Recent that comes as it likes.
bool match_chain(const ImapValue* pattern, const ImapValue* values, std::size_t count, ImapVariables& variables) {
  for (std::size_t i = 0; i < count; ++i) {
    ListRules rules;
    if (i == 1 && is_flags(pattern[0])) rules = {1, false, {"\\recent"}, {}};
    if (!match_value(pattern[i], values[i], rules, variables)) return false;
  }
  return true;
}

bool is_allowed_beside(const ImapValue& value, const ListRules& rules) {
  const auto is_it = [&](const std::string& each) { return same_word(each, value.text); };
  if (std::any_of(rules.banned.begin(), rules.banned.end(), is_it)) return false;
  return rules.allows_extra || std::any_of(rules.ignored.begin(), rules.ignored.end(), is_it);
}

bool match_unordered(const Values& pattern, const Values& values, const ListRules& rules, ImapVariables& variables) {
  const std::size_t chain = rules.chain;
  std::vector<bool> is_taken(values.size() / chain, false);
  for (std::size_t i = 0; i + chain <= pattern.size(); i += chain) {
    std::size_t place = 0;
    for (; place < is_taken.size(); ++place)
      if (!is_taken[place] && match_chain(&pattern[i], &values[place * chain], chain, variables)) break;
    if (place == is_taken.size()) return false;
    is_taken[place] = true;
  }
  for (std::size_t place = 0; place < is_taken.size(); ++place)
    if (!is_taken[place] && !is_allowed_beside(values[place * chain], rules)) return false;
  return true;
}

/// Takes `$!` directives from the front of a list; they replace the defaults.
ListRules rules_of(Values& items, const ListRules& defaults) {
  if (items.empty() || !items.front().text.starts_with("$!")) return defaults;
  ListRules rules;
  while (!items.empty() && items.front().text.starts_with("$!")) {
    const std::string word = items.front().text.substr(2);
    items.erase(items.begin());
    if (word == "unordered") rules.chain = 1;
    else if (word.starts_with("unordered=")) rules.chain = static_cast<std::size_t>(std::atoi(word.c_str() + 10));
    else if (word == "noextra") rules.allows_extra = false;
    else if (word.starts_with("ignore=")) rules.ignored.push_back(word.substr(7));
    else if (word.starts_with("ban=")) rules.banned.push_back(word.substr(4));
  }
  return rules;
}

bool match_value(const ImapValue& pattern, const ImapValue& value, const ListRules& defaults, ImapVariables& variables) {
  if (pattern.kind == ImapValue::Kind::word && pattern.text == "$") return true;
  if (pattern.kind == ImapValue::Kind::list || value.kind == ImapValue::Kind::list) {
    if (pattern.kind != value.kind) return false;
    Values items = pattern.items;
    const ListRules rules = rules_of(items, defaults);
    return rules.chain == 0 ? match_ordered(items, value.items, variables) : match_unordered(items, value.items, rules, variables);
  }
  if (pattern.kind == ImapValue::Kind::word && pattern.text.size() > 1 && pattern.text[0] == '$' &&
      pattern.text.find_first_not_of("0123456789", 1) == std::string::npos) {
    const int now = variables.places[std::atoi(pattern.text.c_str() + 1)];
    return now != 0 && value.text == std::to_string(now);
  }
  std::string wanted;
  // What stands in a literal is meant as it stands.
  if (pattern.text.find('\n') != std::string::npos) wanted = pattern.text;
  else if (!variables.put_in(pattern.text, wanted)) {
    const std::string name = pattern.text.substr(pattern.text.starts_with("${") ? 2 : 1);
    variables.values[name.substr(0, name.find('}'))] = value.text;
    return true;
  }
  return same_word(wanted, value.text);
}

bool is_status(const ImapValue& first) {
  const auto is_it = [&](std::string_view word) { return same_word(first.text, word); };
  return is_it("ok") || is_it("no") || is_it("bad") || is_it("bye") || is_it("preauth");
}

/// The rules that lists of well-known responses have by default.
ListRules default_rules(const Values& pattern, std::size_t place) {
  if (place == 2 && same_word(pattern[1].text, "fetch")) return {2, true, {}, {}};
  if (place == 1 && (same_word(pattern[0].text, "list") || same_word(pattern[0].text, "lsub"))) return {1, true, {}, {}};
  if (place == 2 && same_word(pattern[0].text, "status")) return {2, true, {}, {}};
  return {};
}

}  // namespace

Values read_imap_values(std::string_view text) { return ValueReader(text).read('\0'); }

void ImapVariables::begin_command() {
  for (int i = 1; i <= 1000; ++i) places[i] = i;
}

void ImapVariables::expunged(int number) {
  for (auto& [before, now] : places) {
    if (now == number) now = 0;
    else if (now > number) --now;
  }
}

bool ImapVariables::put_in(std::string_view text, std::string& out) const {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '$') {
      out += text[at];
    } else if (text.substr(at, 2) == "$$") {
      out += text[at++];
    } else {
      const bool is_braced = text.substr(at, 2) == "${";
      const std::size_t from = at + (is_braced ? 2 : 1);
      std::size_t end = from;
      while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_')) ++end;
      const auto found = values.find(std::string(text.substr(from, end - from)));
      if (found == values.end()) return false;
      out += found->second;
      at = is_braced ? end : end - 1;
    }
  }
  return true;
}

bool matches(const Values& pattern, const Values& response, ImapVariables& variables) {
  if (pattern.empty() || response.size() < pattern.size()) return false;
  // The text behind a condition is for people.
  if (!is_status(pattern[0]) && response.size() != pattern.size()) return false;
  // A pattern that does not fit sets nothing.
  ImapVariables tried = variables;
  for (std::size_t i = 0; i < pattern.size(); ++i)
    if (!match_value(pattern[i], response[i], default_rules(pattern, i), tried)) return false;
  variables = std::move(tried);
  return true;
}

}  // namespace corpora
