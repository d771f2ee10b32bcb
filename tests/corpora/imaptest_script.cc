#include "tests/corpora/imaptest_script.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include <fmt/format.h>

namespace corpora {
namespace {

struct Line {
  std::string text;
  std::size_t number = 0;
};

std::string upper_word(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return out;
}

/// Whole lines: those between `{{{` and `}}}` have become literals.
std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> out;
  std::istringstream in{std::string(text)};
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    Line whole{line, number};
    while (whole.text.ends_with("{{{")) {
      std::string literal;
      bool is_first = true;
      while (std::getline(in, line) && !line.starts_with("}}}")) {
        ++number;
        literal += (is_first ? "" : "\r\n") + line;
        is_first = false;
      }
      ++number;
      whole.text.resize(whole.text.size() - 3);
      whole.text += fmt::format("{{{}}}\r\n{}{}", literal.size(), literal, line.substr(std::min<std::size_t>(3, line.size())));
    }
    out.push_back(std::move(whole));
  }
  return out;
}

std::string take_word(std::string& text) {
  const std::size_t end = std::min(text.find(' '), text.size());
  std::string word = text.substr(0, end);
  text.erase(0, std::min(end + 1, text.size()));
  return word;
}

bool is_condition(const std::string& word) {
  const std::string name = upper_word(word);
  return name == "OK" || name == "NO" || name == "BAD" || name == "\"\"";
}

std::string condition_of(const std::string& word) { return word == "\"\"" ? "" : upper_word(word); }

class ScriptReader {
 public:
  ImaptestScript read(std::string_view text) {
    bool is_head = true;
    for (const Line& line : lines_of(text)) {
      if (line.text.starts_with('#') || skips(line.text)) continue;
      if (line.text.empty()) {
        is_head = is_head && !has_head_;
      } else if (is_head && line.text.find(": ") != std::string::npos) {
        head(line.text);
      } else {
        is_head = false;
        body(line);
      }
    }
    return std::move(script_);
  }

 private:
  /// `!ifenv`: nothing is set in the environment here.
  bool skips(const std::string& line) {
    if (line.starts_with("!ifenv ")) return is_skipping_ = true;
    if (line.starts_with("!ifnenv ")) return true;
    if (line.starts_with("!else")) return is_skipping_ = !is_skipping_, true;
    if (line.starts_with("!endif")) return is_skipping_ = false, true;
    return is_skipping_;
  }

  void head(const std::string& line) {
    has_head_ = true;
    const std::string key = line.substr(0, line.find(": "));
    std::string value = line.substr(key.size() + 2);
    if (key == "capabilities") {
      while (!value.empty()) script_.capabilities.push_back(upper_word(take_word(value)));
    } else if (key == "connections") {
      script_.connections = static_cast<std::size_t>(std::max(1, std::atoi(value.c_str())));
    } else if (key == "state") {
      script_.state = value;
    } else if (key == "messages") {
      script_.messages = value == "all" ? 0 : static_cast<std::size_t>(std::max(0, std::atoi(value.c_str())));
    } else if (key == "ignore_extra_untagged") {
      script_.ignores_extra_untagged = value != "no";
    } else {
      script_.fault = "unknown key in its head: " + key;
    }
  }

  void body(const Line& line) {
    std::string text = line.text;
    if (text.starts_with("* ") || text.starts_with("! ") || text.starts_with("? ")) {
      if (script_.groups.empty()) script_.fault = fmt::format("line {}: a reply before any command", line.number);
      else script_.groups.back().untagged.push_back({text[0], text.substr(2), line.number});
      return;
    }
    std::size_t connection = 0;
    if (script_.connections > 1) {
      const int number = std::atoi(take_word(text).c_str());
      if (number < 1 || static_cast<std::size_t>(number) > script_.connections) script_.fault = fmt::format("line {}: no such connection", line.number);
      else connection = static_cast<std::size_t>(number) - 1;
    }
    std::string rest = text;
    const std::string first = take_word(rest);
    if (is_tag(first)) return tagged(first, rest, connection, line.number);
    if (!is_condition(first)) return begin({"", text, "", "", false, line.number}, connection);
    if (is_open()) return reply(script_.groups.back().commands.back(), first, rest);
    begin({"", rest, condition_of(first), "", true, line.number}, connection);
  }

  static bool is_tag(const std::string& word) {
    return word.starts_with("tag") && word.size() > 3 && word.find_first_not_of("0123456789", 3) == std::string::npos;
  }

  void tagged(const std::string& tag, std::string rest, std::size_t connection, std::size_t number) {
    std::string text = rest;
    const std::string word = take_word(rest);
    if (is_condition(word)) {
      for (auto& command : script_.groups.back().commands)
        if (command.tag == tag && !command.has_reply) return reply(command, word, rest);
    }
    if (is_open() && !script_.groups.back().commands.back().tag.empty())
      script_.groups.back().commands.push_back({tag, text, "", "", false, number});
    else
      begin({tag, text, "", "", false, number}, connection);
  }

  /// A command still waits for the line with its reply.
  bool is_open() const {
    if (script_.groups.empty()) return false;
    const auto& commands = script_.groups.back().commands;
    return std::any_of(commands.begin(), commands.end(), [](const auto& each) { return !each.has_reply; });
  }

  static void reply(ImaptestGroup::Command& command, const std::string& condition, const std::string& prefix) {
    command.condition = condition_of(condition);
    command.prefix = prefix;
    command.has_reply = true;
  }

  void begin(ImaptestGroup::Command command, std::size_t connection) {
    script_.groups.push_back({connection, {std::move(command)}, {}});
  }

  ImaptestScript script_;
  bool has_head_ = false, is_skipping_ = false;
};

/// "From user@domain  Fri Feb 22 17:06:23 2008"
std::string append_date(const std::string& line) {
  std::istringstream in(line);
  std::string from, who, week_day, month, time;
  int day = 0, year = 0;
  if (!(in >> from >> who >> week_day >> month >> day >> time >> year) || month.size() != 3) return "";
  std::string zone;
  in >> zone;
  return fmt::format("\"{:2}-{}-{:04} {} {}\" ", day, month, year, time, zone.empty() ? "+0000" : zone);
}

}  // namespace

ImaptestScript read_imaptest_script(std::string_view text) { return ScriptReader().read(text); }

std::vector<MboxMessage> read_mbox(std::string_view text) {
  std::vector<MboxMessage> out;
  // The empty line behind a message belongs to the format, but not the one that ends a header.
  const auto end_message = [&out] {
    if (out.empty() || !out.back().raw.ends_with("\r\n\r\n")) return;
    if (out.back().raw.find("\r\n\r\n") + 4 < out.back().raw.size()) out.back().raw.resize(out.back().raw.size() - 2);
  };
  std::istringstream in{std::string(text)};
  std::string line;
  while (std::getline(in, line)) {
    if (line.starts_with("From ")) {
      end_message();
      out.push_back({"", append_date(line)});
    } else if (!out.empty()) {
      if (line.ends_with('\r')) line.pop_back();
      out.back().raw += line + "\r\n";
    }
  }
  end_message();
  return out;
}

}  // namespace corpora
