// One story replayed from its file to its result.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "scenarios/runner/stage.h"
#include "scenarios/runner/step.h"

namespace scenarios {

enum class Verdict { held, skipped, failed, wrong, broken };   ///< exit codes 0, 0, 1, 2, 3
int exit_code(Verdict verdict);

/// One replay: of the story itself, or of it after the repair.
struct Replay {
  std::string name;
  bool is_fixed = false;
  std::vector<Finding> failures;
  std::vector<std::string> stories;  ///< beside failures: what the trace tells about the mails
  std::string trace;                 ///< JSON lines, if asked for
  std::string explanation;           ///< the whole trace told, if asked for
};

struct Result {
  std::string file, name;
  Verdict verdict = Verdict::held;
  std::vector<Replay> replays;
  std::vector<sim::Error> problems;  ///< why the story is wrong, or why mailrig failed
  std::string why_skipped;           ///< what is missing to play it here
  double seconds = 0;
};

struct ReplayOptions {
  StageOptions stage;
  bool keep_trace = false;
  bool keep_explanation = false;
};

/// Loads and replays the story and, if it has one, its repaired form. Never throws.
Result replay(const std::string& file, const ReplayOptions& options);
/// The same for a story that is loaded already.
Result replay(const Story& story, const ReplayOptions& options);

}  // namespace scenarios
