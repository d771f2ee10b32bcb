// Carries decisions out: the trace, the mail's log, its error text and its standing are made from one value.
#pragma once
#include "engine/outbound/results.h"
#include "engine/outbound/rules.h"

namespace engine::outbound {

/// Tells in the mail's log, and for blocked addresses in the trace, who was left out at hand-over.
void log_left_out(Parts& parts, const EmailRecord& email, const Handover& handover);
/// For a rewrite only the trace and the log change: the record keeps its recipients (spec 6.3).
void carry_out(Parts& parts, EmailRecord& email, const Decision& decision);
/// The outcome of a hand-over to `server`.
void carry_out(Parts& parts, EmailRecord& email, const HandoverResult& result, const std::string& server, bool is_rewritten);

}  // namespace engine::outbound
