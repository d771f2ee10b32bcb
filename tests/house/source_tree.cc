#include "tests/house/source_tree.h"

#include <algorithm>
#include <cctype>
#include <fstream>

namespace house {
namespace {

/// Blanks comments and literals while it is fed line after line.
class Blanker {
 public:
  std::string blank(const std::string& line) {
    std::string out;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (!raw_end_.empty()) {
        i = skip_past(line, raw_end_, i);
        if (i < line.size()) raw_end_.clear();
      } else if (in_comment_) {
        i = skip_past(line, "*/", i);
        in_comment_ = i >= line.size();
      } else if (line.compare(i, 2, "//") == 0) {
        break;
      } else if (line.compare(i, 2, "/*") == 0) {
        in_comment_ = true;
      } else if (line.compare(i, 2, "R\"") == 0) {
        const auto open = line.find('(', i);
        raw_end_ = ")" + line.substr(i + 2, open - i - 2) + "\"";
        i = open;
      } else if (line[i] == '"' || (line[i] == '\'' && !is_digit_separator(line, i))) {
        i = literal_end(line, i);
        out += "0";
      } else {
        out += line[i];
      }
    }
    return out;
  }

 private:
  /// The last character of `end` at or after `from`; the line's size if it is not there.
  static std::size_t skip_past(const std::string& line, const std::string& end, std::size_t from) {
    const auto found = line.find(end, from);
    return found == std::string::npos ? line.size() : found + end.size() - 1;
  }
  static bool is_digit_separator(const std::string& line, std::size_t i) {
    return i > 0 && std::isalnum(static_cast<unsigned char>(line[i - 1]));
  }
  static std::size_t literal_end(const std::string& line, std::size_t i) {
    const char quote = line[i];
    for (++i; i < line.size() && line[i] != quote; ++i) {
      if (line[i] == '\\') ++i;
    }
    return i;
  }
  bool in_comment_ = false;
  std::string raw_end_;
};

bool opens_a_type(const std::string& before) {
  for (const char* word : {"namespace", "class ", "struct ", "enum ", "union ", "extern"}) {
    const auto at = before.find(word);
    if (at != std::string::npos && before.find('(') == std::string::npos) return true;
  }
  return false;
}

}  // namespace

std::vector<SourceFile> read_tree(const std::vector<std::string>& endings) {
  std::vector<SourceFile> files;
  for (const char* room : {"sim", "fakeservers", "engine", "scenarios", "bench", "tests"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(room)) {
      const auto extension = entry.path().extension().string();
      if (!entry.is_regular_file() || std::ranges::find(endings, extension) == endings.end()) continue;
      SourceFile file{entry.path().generic_string(), {}, {}};
      std::ifstream in(entry.path());
      Blanker blanker;
      for (std::string line; std::getline(in, line);) {
        file.code.push_back(blanker.blank(line));
        file.lines.push_back(line);
      }
      files.push_back(std::move(file));
    }
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

std::vector<Function> functions_of(const SourceFile& file) {
  std::vector<Function> found;
  std::vector<bool> is_type;  // of each open brace
  std::string before;         // what stands since the last brace or semicolon
  int outer = -1;             // the depth at which a function is open
  int first = 0;
  for (std::size_t n = 0; n < file.code.size(); ++n) {
    if (file.code[n].starts_with('#')) continue;
    for (const char c : file.code[n]) {
      if (c == '{') {
        const bool type = opens_a_type(before);
        if (outer < 0 && !type && before.find('(') != std::string::npos) {
          outer = static_cast<int>(is_type.size());
          first = static_cast<int>(n) + 1;
        }
        is_type.push_back(type);
      } else if (c == '}' && !is_type.empty()) {
        is_type.pop_back();
        if (outer == static_cast<int>(is_type.size())) {
          found.push_back({first, static_cast<int>(n) + 2 - first});
          outer = -1;
        }
      }
      if (c == '{' || c == '}' || c == ';') before.clear();
      else before += c;
    }
    before += ' ';
  }
  return found;
}

}  // namespace house
