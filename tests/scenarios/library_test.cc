// The stories of scenarios/library: each holds, ends alike on both wires, and is told in the same bytes twice.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <filesystem>
#include <map>
#include <sstream>

#include "scenarios/report/console.h"
#include "scenarios/runner/director.h"
#include "scenarios/runner/replay.h"
#include "scenarios/runner/run.h"
#include "sim/mail/message.h"

namespace {

std::vector<std::string> library() {
  std::vector<sim::Error> problems;
  return scenarios::story_files({"scenarios/library"}, problems);
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = std::filesystem::path(info.param).stem().string();
  std::string out;
  bool starts = true;
  for (const char c : name) {
    if (c == '-') {
      starts = true;
    } else {
      out += starts ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
      starts = false;
    }
  }
  return out;
}

using Ways = std::map<std::string, std::string>;

/// Each mail's way through the mailboxes: what must not depend on the wire.
std::vector<std::string> sorted(const Ways& ways) {
  std::vector<std::string> out;
  for (const auto& [mail, way] : ways) out.push_back(way);
  std::sort(out.begin(), out.end());
  return out;
}

/// Of a trace as it was told.
std::vector<std::string> ways_in(const std::string& trace) {
  Ways ways;
  std::istringstream in(trace);
  for (std::string line; std::getline(in, line);) {
    const boost::json::value event = boost::json::parse(line);
    if (event.at("kind").as_string() != "mailbox.entered") continue;
    ways[std::string(event.at("sys_email").as_string())] += std::string(event.at("mailbox").as_string()) + " ";
  }
  return sorted(ways);
}

std::vector<std::string> ways_on_loopback(const scenarios::Story& story) {
  scenarios::StageOptions options;
  options.on_loopback = true;
  auto stage = scenarios::Stage::build(story, options);
  if (!stage) return {stage.error().text()};
  scenarios::Performance performance{**stage};
  perform(performance);
  Ways ways;
  for (const sim::Event& event : (*stage)->trace().events()) {
    if (event.kind == sim::EventKind::mailbox_entered) ways[std::string(event.field("sys_email"))] += std::string(event.field("mailbox")) + " ";
  }
  return sorted(ways);
}

class LibraryStory : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { sim::mail::start_mime_library(); }
};

TEST_P(LibraryStory, HoldsInTheSameBytesTwiceAndEndsAlikeOnBothWires) {
  const auto loaded = scenarios::load_story(GetParam());
  ASSERT_TRUE(loaded.story);
  scenarios::ReplayOptions options;
  options.keep_trace = true;
  const auto first = scenarios::replay(*loaded.story, options);
  EXPECT_EQ(first.verdict, scenarios::Verdict::held) << scenarios::console_text(first);
  const auto second = scenarios::replay(*loaded.story, options);
  ASSERT_FALSE(first.replays.empty());
  ASSERT_EQ(first.replays.size(), second.replays.size());
  for (std::size_t n = 0; n < first.replays.size(); ++n) {
    EXPECT_FALSE(first.replays[n].trace.empty());
    EXPECT_TRUE(first.replays[n].trace == second.replays[n].trace);
  }
  EXPECT_EQ(ways_in(first.replays.front().trace), ways_on_loopback(*loaded.story));
}

INSTANTIATE_TEST_SUITE_P(Library, LibraryStory, testing::ValuesIn(library()), test_name);

}  // namespace
