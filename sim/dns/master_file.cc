#include "sim/dns/master_file.h"

#include <algorithm>

namespace sim::dns {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Reader {
 public:
  Reader(std::string_view text, const Place& start) : text_(text), start_(start) {}

  Result<std::vector<Entry>> read() {
    while (at_ < text_.size()) {
      if (auto done = step(); !done) return done.error();
    }
    if (depth_ > 0) return error(open_line_, open_column_, "the parenthesis is never closed", "add ')'");
    end_entry();
    return std::move(entries_);
  }

 private:
  Result<void> step() {
    const char c = text_[at_];
    if (c == '\n') {
      next_line();
    } else if (is_blank(c)) {
      if (column() == 0 && depth_ == 0) entry_.begins_blank = true;
      ++at_;
    } else if (c == ';') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (c == '"') {
      return read_quoted();
    } else if (c == '(') {
      if (depth_++ == 0) {
        open_line_ = line_;
        open_column_ = column();
      }
      ++at_;
    } else if (c == ')') {
      if (depth_ == 0) return error(line_, column(), "this parenthesis was never opened", "remove it or add '('");
      --depth_;
      ++at_;
    } else {
      read_word();
    }
    return {};
  }

  void next_line() {
    if (depth_ == 0) end_entry();
    ++at_;
    ++line_;
    line_start_ = at_;
  }

  void end_entry() {
    if (!entry_.tokens.empty()) entries_.push_back(std::move(entry_));
    entry_ = {};
  }

  void read_word() {
    Token token{{}, false, line_, column()};
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (is_blank(c) || c == '\n' || c == ';' || c == '"' || c == '(' || c == ')') break;
      const bool escape = c == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] != '\n';
      token.text += text_.substr(at_, escape ? 2 : 1);
      at_ += escape ? 2 : 1;
    }
    entry_.tokens.push_back(std::move(token));
  }

  Result<void> read_quoted() {
    Token token{{}, true, line_, column()};
    ++at_;
    while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\n') {
      const bool escape = text_[at_] == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] != '\n';
      token.text += text_.substr(at_, escape ? 2 : 1);
      at_ += escape ? 2 : 1;
    }
    if (at_ == text_.size() || text_[at_] == '\n') {
      return error(token.line, token.column, "the quote is not closed on its line",
                   "add '\"'; a long text may go on as several quoted strings in parentheses");
    }
    ++at_;
    entry_.tokens.push_back(std::move(token));
    return {};
  }

  int column() const { return static_cast<int>(at_ - line_start_); }
  Error error(int line, int column, std::string what, std::string advice) const {
    return {std::move(what), std::move(advice), place_at(start_, line, column)};
  }

  std::string_view text_;
  const Place& start_;
  std::size_t at_ = 0;
  std::size_t line_start_ = 0;
  int line_ = 0;
  int depth_ = 0;
  int open_line_ = 0;
  int open_column_ = 0;
  Entry entry_;
  std::vector<Entry> entries_;
};

}  // namespace

Place place_at(const Place& start, int line, int column) {
  return {start.file, std::max(start.line, 1) + line, std::max(start.column, 1) + column};
}

Result<std::vector<Entry>> read_entries(std::string_view text, const Place& start) {
  return Reader(text, start).read();
}

Result<std::string> unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    const std::string_view rest = text.substr(i + 1);
    if (rest.empty()) return Error{"a backslash stands alone", "write \\\\ for a backslash", {}};
    if (!is_digit(rest[0])) {
      out += rest[0];
      ++i;
      continue;
    }
    const bool whole = rest.size() >= 3 && is_digit(rest[1]) && is_digit(rest[2]);
    const int value = whole ? (rest[0] - '0') * 100 + (rest[1] - '0') * 10 + (rest[2] - '0') : 256;
    if (value > 255) return Error{"a backslash and a digit begin \\DDD, from \\000 to \\255", "write all three digits", {}};
    out += static_cast<char>(value);
    i += 3;
  }
  return out;
}

}  // namespace sim::dns
