// Broken stories beside what mailrig says about them: tests/scenarios/broken/NAME.yaml and NAME.err. UPDATE_GOLDEN=1 rewrites the latter.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "scenarios/runner/story.h"

namespace {

const std::filesystem::path folder = "tests/scenarios/broken";

std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<std::filesystem::path> broken_stories() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string complaints_about(const std::filesystem::path& file) {
  std::string out;
  for (const sim::Error& problem : scenarios::load_story(file.string()).problems) out += problem.text() + "\n";
  return out;
}

TEST(BrokenStoryGolden, SaysWhatIsWrongAndWhere) {
  const auto files = broken_stories();
  ASSERT_GE(files.size(), 10u);
  for (const auto& file : files) {
    auto golden = file;
    golden.replace_extension(".err");
    const std::string said = complaints_about(file);
    if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(golden) << said;
    EXPECT_EQ(said, content_of(golden)) << file;
    EXPECT_FALSE(said.empty()) << file;
  }
}

TEST(BrokenStory, EveryProblemHasItsPlaceInTheFile) {
  for (const auto& file : broken_stories()) {
    for (const sim::Error& problem : scenarios::load_story(file.string()).problems) {
      EXPECT_TRUE(problem.place.file == file.string()) << file << ": " << problem.text();
      EXPECT_GT(problem.place.line, 0) << file << ": " << problem.text();
    }
  }
}

TEST(BrokenStory, IsNeverStaged) {
  for (const auto& file : broken_stories()) EXPECT_FALSE(scenarios::load_story(file.string()).story) << file;
}

TEST(BrokenStory, IsToldWhenItIsNoFile) {
  const auto loaded = scenarios::load_story("tests/scenarios/nothing-here.yaml");
  ASSERT_EQ(loaded.problems.size(), 1u);
  EXPECT_NE(loaded.problems[0].what.find("nothing-here.yaml"), std::string::npos);
}

TEST(BrokenStory, IsRefusedWhenListsNestWithoutEnd) {
  const auto loaded = scenarios::load_story_text("steps: " + std::string(500, '['), "deep.yaml");
  ASSERT_FALSE(loaded.problems.empty());
  EXPECT_FALSE(loaded.story);
}

}  // namespace
