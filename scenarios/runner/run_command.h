// `mailrig run`, `explain` and `lint`: what they print and which files they write.
#pragma once
#include <string>
#include <vector>

#include "scenarios/runner/replay.h"

namespace scenarios {

struct RunOptions {
  std::vector<std::string> paths;
  std::string library = "scenarios/library";   ///< replayed if no path is given
  ReplayOptions replay;
  unsigned threads = 0;                        ///< 0: as many as there are cores
  std::string junit_file, json_file;
};
int run_stories(const RunOptions& options);

/// Replays one story and tells its whole trace.
int explain_story(const std::string& file, const ReplayOptions& options);
/// Only validates.
int lint_stories(const std::vector<std::string>& paths);

}  // namespace scenarios
