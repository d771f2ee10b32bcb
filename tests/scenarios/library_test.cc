// The stories of scenarios/library: each holds, ends alike on both wires, and is told in the same bytes twice.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

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

/// Each mail's way through the mailboxes, by subject: what must not depend on the wire.
std::vector<std::string> transitions(const scenarios::Story& story, bool on_loopback) {
  scenarios::StageOptions options;
  options.on_loopback = on_loopback;
  auto stage = scenarios::Stage::build(story, options);
  if (!stage) return {stage.error().text()};
  scenarios::Performance performance{**stage};
  perform(performance);
  std::map<std::string, std::string> ways;
  for (const sim::Event& event : (*stage)->trace().events()) {
    if (event.kind == sim::EventKind::mailbox_entered) ways[std::string(event.field("sys_email"))] += std::string(event.field("mailbox")) + " ";
  }
  std::vector<std::string> out;
  for (const auto& [mail, way] : ways) out.push_back(way);
  std::sort(out.begin(), out.end());
  return out;
}

class LibraryStory : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { sim::mail::start_mime_library(); }
};

TEST_P(LibraryStory, EndsInTheSameMailboxesOnBothWires) {
  const auto loaded = scenarios::load_story(GetParam());
  ASSERT_TRUE(loaded.story);
  EXPECT_EQ(transitions(*loaded.story, false), transitions(*loaded.story, true));
}

TEST_P(LibraryStory, HoldsAndIsToldInTheSameBytesTwice) {
  scenarios::ReplayOptions options;
  options.keep_trace = true;
  const auto first = scenarios::replay(GetParam(), options);
  EXPECT_EQ(first.verdict, scenarios::Verdict::held) << scenarios::console_text(first);
  const auto second = scenarios::replay(GetParam(), options);
  ASSERT_FALSE(first.replays.empty());
  ASSERT_EQ(first.replays.size(), second.replays.size());
  for (std::size_t n = 0; n < first.replays.size(); ++n) {
    EXPECT_FALSE(first.replays[n].trace.empty());
    EXPECT_TRUE(first.replays[n].trace == second.replays[n].trace);
  }
}

INSTANTIATE_TEST_SUITE_P(Library, LibraryStory, testing::ValuesIn(library()), test_name);

}  // namespace
