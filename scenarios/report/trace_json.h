// The trace as JSON lines: one event a line, nothing that depends on the machine or the wall clock.
#pragma once
#include <string>

#include "sim/trace.h"

namespace scenarios {

/// What a trace of that level holds, though the story may have needed a deeper one; numbers of events are then left out.
std::string trace_lines(const sim::Trace& trace, sim::TraceLevel level, const std::string& story, bool is_fixed);
/// The one line of a story that was not played.
std::string skipped_line(const std::string& story, const std::string& why);

}  // namespace scenarios
