// Every fact of facts.tsv is shown by a story or a test that names it.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/house/source_tree.h"

namespace house {
namespace {

/// Lower case without hyphens: a tag case-I11, a comment case-I11 and a test CaseI11 are one.
std::string folded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != '-') out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return out;
}

bool names(const std::string& text, const std::string& mark) {
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    const std::size_t end = at + mark.size();
    if (end >= text.size() || std::isdigit(static_cast<unsigned char>(text[end])) == 0) return true;
  }
  return false;
}

std::string all_stories_and_tests() {
  std::string text;
  for (const SourceFile& file : read_tree({".yaml", ".cc"})) {
    if (!file.path.starts_with("scenarios/library/") && !file.path.starts_with("tests/")) continue;
    for (const std::string& line : file.lines) text += folded(line) + "\n";
  }
  return text;
}

TEST(Facts, AreEachNamedByAStoryOrATest) {
  const std::string text = all_stories_and_tests();
  std::ifstream facts("tests/house/facts.tsv");
  ASSERT_TRUE(facts);
  int checked = 0;
  for (std::string line; std::getline(facts, line);) {
    if (line.empty() || line.front() == '#') continue;
    ++checked;
    EXPECT_TRUE(names(text, folded(line.substr(0, line.find('\t'))))) << "no story or test names " << line;
  }
  EXPECT_GT(checked, 60);
}

}  // namespace
}  // namespace house
