// One line a story on the console, details below those that failed, a summary at the end.
#pragma once
#include <string>
#include <vector>

#include "scenarios/runner/replay.h"

namespace scenarios {

/// "held    0.004s  A locked-out sender's mail goes to Junk", and what went wrong if something did.
std::string console_text(const Result& result);

/// Counts results for the summary.
struct Tally {
  std::size_t held = 0, skipped = 0, failed = 0, wrong = 0, broken = 0;
  Verdict worst = Verdict::held;
  void add(const Result& result);
  std::string text(double seconds) const;   ///< `seconds` of wall time, stories beside each other counted once
};

}  // namespace scenarios
