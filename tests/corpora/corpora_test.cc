#include <cstdlib>

#include "tests/corpora/suites.h"

namespace {

std::filesystem::path folder() {
  const char* given = std::getenv("MAILRIG_CORPORA");
  return given != nullptr ? given : "../shared/corpora";
}

class Corpora : public testing::TestWithParam<std::string> {};

TEST_P(Corpora, HasNoFailedCase) {
  if (!std::filesystem::is_directory(folder())) GTEST_SKIP() << folder() << " is not here; set MAILRIG_CORPORA";
  const corpora::Runner* runner = corpora::runner_of(GetParam());
  for (const corpora::Suite& suite : corpora::suites_in(folder())) {
    if (suite.name != GetParam()) continue;
    corpora::Report report;
    runner->run(suite, report);
    EXPECT_EQ(report.failures(), std::vector<std::string>());
    EXPECT_GT(report.passed(), 0U);
    return;
  }
  GTEST_SKIP() << GetParam() << " is not in " << folder();
}

std::vector<std::string> served() {
  std::vector<std::string> names;
  for (const corpora::Runner& runner : corpora::runners()) names.emplace_back(runner.name);
  return names;
}

std::string in_camel_case(std::string name) {
  for (std::size_t dash = name.find('-'); dash != std::string::npos; dash = name.find('-')) {
    name.erase(dash, 1);
    name[dash] = static_cast<char>(name[dash] - ('a' - 'A'));
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Served, Corpora, testing::ValuesIn(served()), [](const auto& each) { return in_camel_case(each.param); });

}  // namespace
