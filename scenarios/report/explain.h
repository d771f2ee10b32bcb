// The story of each mail, told from the trace: when, what, and which rule decided, mail by mail in order of their first event.
#pragma once
#include <string>
#include <vector>

#include "sim/trace.h"

namespace scenarios {

/// All mails, and in front of them what concerns none: what a trace of that level holds, though the story may have needed a deeper one.
std::string explain(const sim::Trace& trace, sim::TraceLevel level);
/// Only these mails (Message-IDs without brackets). The last line is what decided last.
std::string explain_mails(const sim::Trace& trace, const std::vector<std::string>& mails, sim::TraceLevel level);
/// "+0:02:00.041  the instance stored the mail ...   [rule at file.yaml:3:5]"
std::string explain_event(const sim::Event& event, sim::Instant start);

}  // namespace scenarios
