// The trace as JSON lines: one event a line, nothing that depends on the machine or the wall clock.
#pragma once
#include <string>

#include "sim/trace.h"

namespace scenarios {

std::string trace_lines(const sim::Trace& trace, const std::string& story, bool is_fixed);
/// The one line of a story that was not played.
std::string skipped_line(const std::string& story, const std::string& why);

}  // namespace scenarios
