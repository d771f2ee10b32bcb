// Messages of the MIME corpora, damaged at random: however they are read then, nothing of them gets lost.
#include <cstdlib>

#include "sim/random.h"
#include "tests/corpora/mime_loss.h"
#include "tests/corpora/suites.h"

namespace {

constexpr int mutants_of_each = 30;

std::filesystem::path folder() {
  const char* given = std::getenv("MAILRIG_CORPORA");
  return given != nullptr ? given : "../shared/corpora";
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t next = std::min(text.find('\n', at), text.size() - 1) + 1;
    lines.push_back(text.substr(at, next - at));
    at = next;
  }
  return lines;
}

std::string mutant_of(const std::string& raw, sim::Random& random) {
  std::vector<std::string> lines = lines_of(raw);
  const std::uint64_t changes = 1 + random.below(4);
  for (std::uint64_t i = 0; i < changes && !lines.empty(); ++i) {
    const auto at = static_cast<std::ptrdiff_t>(random.below(lines.size()));
    std::string& line = lines[static_cast<std::size_t>(at)];
    switch (random.below(6)) {
      case 0: lines.erase(lines.begin() + at); break;
      case 1: lines.insert(lines.begin() + at, std::string(line)); break;
      case 2: line.insert(random.below(line.size() + 1), 1, static_cast<char>(random.below(256))); break;
      case 3: lines.resize(static_cast<std::size_t>(at)); break;
      case 4: std::swap(line, lines[random.below(lines.size())]); break;
      default: line.erase(random.below(line.size() + 1));
    }
  }
  std::string out;
  for (const std::string& line : lines) out += line;
  return out;
}

TEST(MimeMutants, LoseNothing) {
  if (!std::filesystem::is_directory(folder())) GTEST_SKIP() << folder() << " is not here; set MAILRIG_CORPORA";
  sim::Random random(20, "mutants");
  int tried = 0;
  for (const auto& [suite, extension] : {std::pair("mime-stalwart", ".eml"), std::pair("mime-mime4j", ".msg")}) {
    for (const auto& file : corpora::Suite{suite, folder(), {}}.files(extension)) {
      const std::string raw = corpora::bytes_of(file);
      if (raw.empty() || raw.size() > 200'000) continue;
      for (int i = 0; i < mutants_of_each; ++i, ++tried) {
        const std::string mutant = mutant_of(raw, random);
        EXPECT_EQ(corpora::loss_of(sim::mail::Message(mutant)), "") << file << "\n" << mutant.substr(0, 3000);
      }
    }
  }
  if (tried == 0) GTEST_SKIP() << "no MIME suite is in " << folder();
}

}  // namespace
