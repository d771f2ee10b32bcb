// The trace as JSON lines: one event a line, nothing that depends on the machine or the wall clock.
#pragma once
#include <string>

#include "sim/trace.h"

namespace scenarios {

std::string trace_lines(const sim::Trace& trace, const std::string& story, bool is_fixed);

}  // namespace scenarios
