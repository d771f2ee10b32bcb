// `mailrig bench --sending`: as many users as mails, an event for each, one notification; from the events to Sent, over the wire into a
// server that takes everything.
#pragma once
#include "scenarios/runner/bench.h"

namespace scenarios {

/// Prints the report; 0 if every mail ended in Sent, 1 if not, 3 if the rig could not be built.
int bench_sending(const BenchOptions& options);

}  // namespace scenarios
