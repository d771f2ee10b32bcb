#include <cstdlib>

#include "tests/corpora/suites.h"

namespace {

std::filesystem::path folder() {
  const char* given = std::getenv("MAILRIG_CORPORA");
  return given != nullptr ? given : "../shared/corpora";
}

/// Suites of real mail, which no program reads without a mistake: what must be reached there.
struct Floor {
  std::string_view suite, rate;
  double percent;
};
constexpr Floor floors[] = {{"bounce-sisimai", "class", 98}, {"bounce-sisimai", "hard/soft", 92}, {"bounce-sisimai", "status", 90},
                            {"bounce-crisp", "class", 95},
                            {"fwd-crisp", "class", 95}};

bool has_floor(std::string_view suite) {
  return std::any_of(std::begin(floors), std::end(floors), [&](const Floor& floor) { return floor.suite == suite; });
}

class Corpora : public testing::TestWithParam<std::string> {};

TEST_P(Corpora, ReachesWhatItMust) {
  if (!std::filesystem::is_directory(folder())) GTEST_SKIP() << folder() << " is not here; set MAILRIG_CORPORA";
  const corpora::Runner* runner = corpora::runner_of(GetParam());
  for (const corpora::Suite& suite : corpora::suites_in(folder())) {
    if (suite.name != GetParam()) continue;
    corpora::Report report;
    runner->run(suite, report);
    EXPECT_GT(report.passed(), 0U);
    if (!has_floor(suite.name)) {
      EXPECT_EQ(report.failures(), std::vector<std::string>());
    }
    for (const Floor& floor : floors) {
      if (floor.suite != suite.name) continue;
      const auto rate = std::find_if(report.rates().begin(), report.rates().end(), [&](const auto& each) { return each.name == floor.rate; });
      ASSERT_NE(rate, report.rates().end()) << floor.rate << " was not measured";
      EXPECT_GE(rate->percent(), floor.percent) << floor.rate << ", see mailrig-corpora -v";
    }
    for (const std::string& failure : report.failures()) {
      EXPECT_EQ(failure.find("auto-reply instead of bounce"), std::string::npos) << failure;
      EXPECT_EQ(failure.find("bounce instead of auto-reply"), std::string::npos) << failure;
    }
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
