#include "tests/corpora/pipeline.h"

#include <cstdlib>

namespace {

TEST(Pipeline, TakesEveryMessageOfTheCorporaToItsEnd) {
  const char* given = std::getenv("MAILRIG_CORPORA");
  const std::filesystem::path folder = given != nullptr ? given : "../shared/corpora";
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << folder << " is not here; set MAILRIG_CORPORA";
  const corpora::PipelineRun run = corpora::run_pipeline(folder);
  EXPECT_EQ(run.failures, std::vector<std::string>());
  EXPECT_GT(run.messages, 0U);
}

TEST(Pipeline, KnowsMessagesByTheirFirstLine) {
  EXPECT_TRUE(corpora::looks_like_message("Received: from x\n"));
  EXPECT_TRUE(corpora::looks_like_message("From a@b Mon Jan  5\nX: y\n"));
  EXPECT_FALSE(corpora::looks_like_message("Copyright (c): me\n"));
  EXPECT_FALSE(corpora::looks_like_message("{\"a\": 1}"));
  EXPECT_FALSE(corpora::looks_like_message(""));
}

}  // namespace
