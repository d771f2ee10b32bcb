// Many stories on many threads, their results in the order of the files.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "scenarios/runner/replay.h"

namespace scenarios {

/// The story files below the given paths, in order: a folder stands for the *.yaml in it (not deeper). Errors name what is not there.
std::vector<std::string> story_files(const std::vector<std::string>& paths, std::vector<sim::Error>& problems);

/// Replays each file; `done` is called in the order of the files, from the calling thread or a worker, one at a time.
void replay_all(const std::vector<std::string>& files, const ReplayOptions& options, unsigned threads,
                const std::function<void(const Result&)>& done);

}  // namespace scenarios
