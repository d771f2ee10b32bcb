#include "sim/sender/results_reader.h"

#include <algorithm>
#include <optional>

#include "sim/sender/dkim_canon.h"
#include "sim/sender/domain_name.h"

namespace sim::sender {
namespace {

constexpr std::string_view results_blanks = " \t\r\n";

/// A field's value from the left. Each part is looked at once.
class ResultsReader {
 public:
  explicit ResultsReader(std::string_view text) : text_(text) {}

  std::vector<MethodResult> read() {
    std::vector<MethodResult> out;
    skip_to_next();  // the authserv-id and its version
    while (at_ < text_.size() && out.size() < most_read_results) {
      ++at_;
      if (auto result = take_result()) out.push_back(std::move(*result));
      skip_to_next();
    }
    return out;
  }

 private:
  bool is_at(char c) const { return at_ < text_.size() && text_[at_] == c; }

  void skip_comment() {
    std::size_t depth = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\\') ++at_;
      else if (c == '(') ++depth;
      else if (c == ')' && --depth == 0) break;
    }
    at_ = std::min(at_ + 1, text_.size());
  }

  /// Folding, white space and comments (RFC 5322, 3.2.2).
  void skip_blanks() {
    while (at_ < text_.size()) {
      if (is_at('(')) skip_comment();
      else if (results_blanks.find(text_[at_]) != std::string_view::npos) ++at_;
      else return;
    }
  }

  /// A quoted string, undone, behind `out`; false if it does not end.
  bool take_quoted(std::string& out) {
    for (++at_; at_ < text_.size(); ++at_) {
      char c = text_[at_];
      if (c == '"') return ++at_, true;
      if (c == '\\' && at_ + 1 < text_.size()) c = text_[++at_];
      if (c != '\r' && c != '\n') out += c;
    }
    return false;
  }

  /// To the ";" before the next result, or the end; those in comments and quoted strings are passed over.
  void skip_to_next() {
    std::string ignored;
    while (at_ < text_.size() && !is_at(';')) {
      if (is_at('(')) skip_comment();
      else if (is_at('"')) take_quoted(ignored);
      else ++at_;
    }
  }

  /// What stands before "=", which is taken too: "dmarc", "dmarc/1", "header . from". Nothing if there is no such thing.
  std::optional<std::string> take_name() {
    static constexpr std::string_view joins = "./";
    std::string out;
    for (skip_blanks(); at_ < text_.size(); skip_blanks()) {
      if (is_at('=')) {
        ++at_;
        return out.empty() ? std::nullopt : std::optional(lower_case(out));
      }
      const std::size_t end = std::min(text_.find_first_of(" \t\r\n(;=\"", at_), text_.size());
      const std::string_view word = text_.substr(at_, end - at_);
      if (word.empty()) return std::nullopt;
      const bool is_joined = out.empty() || joins.find(out.back()) != std::string_view::npos || joins.find(word.front()) != std::string_view::npos;
      if (!is_joined) return std::nullopt;
      out += word;
      at_ = end;
    }
    return std::nullopt;
  }

  /// A value: to the next blank, comment or ";", with quoted strings in it ("a b"@corp.example).
  std::optional<std::string> take_value() {
    std::string out;
    skip_blanks();
    const std::size_t from = at_;
    while (at_ < text_.size() && !is_at(';') && !is_at('(') && results_blanks.find(text_[at_]) == std::string_view::npos) {
      if (!is_at('"')) out += text_[at_++];
      else if (!take_quoted(out)) return std::nullopt;
    }
    return at_ == from ? std::nullopt : std::optional(std::move(out));
  }

  std::optional<MethodResult> take_result() {
    MethodResult out;
    const auto method = take_name();
    skip_blanks();
    const std::size_t from = at_;
    const auto result = method ? take_value() : std::nullopt;
    if (!result || text_.substr(from, at_ - from).find('"') != std::string_view::npos) return std::nullopt;  // a result is a word
    const std::size_t slash = method->find('/');
    if (slash != std::string::npos && method->substr(slash) != "/1") return std::nullopt;  // the only version there is
    out.method = method->substr(0, slash);
    out.result = lower_case(*result);
    for (skip_blanks(); at_ < text_.size() && !is_at(';'); skip_blanks()) {
      auto name = take_name();
      auto value = name ? take_value() : std::nullopt;
      if (!value) return std::nullopt;
      if (out.properties.size() < most_read_results) out.properties.emplace_back(std::move(*name), std::move(*value));
    }
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::string_view MethodResult::property(std::string_view name) const {
  const auto found = std::find_if(properties.begin(), properties.end(), [&](const auto& each) { return each.first == name; });
  return found == properties.end() ? std::string_view() : found->second;
}

std::vector<MethodResult> read_results(std::string_view value) { return ResultsReader(value).read(); }

bool says_dmarc_pass(std::string_view value, std::string_view author_domain) {
  const std::string wanted = comparable_domain(author_domain);
  bool is_said = false;
  for (const MethodResult& each : read_results(value)) {
    const std::string_view from = each.property("header.from");
    if (each.method != "dmarc" || wanted.empty() || comparable_domain(from.substr(from.rfind('@') + 1)) != wanted) continue;
    if (each.result != "pass") return false;
    is_said = true;
  }
  return is_said;
}

}  // namespace sim::sender
