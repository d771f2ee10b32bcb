// What an inbound action does with a mail that it takes: writes a record by its fields or its script, or answers the sender.
#pragma once
#include <optional>
#include <string>

#include "engine/inbound/mail.h"

namespace engine::inbound {

struct ActionRan {
  bool stops = false;                  ///< the checkbox, or event.state of the script
  std::optional<std::string> trouble;  ///< why its script failed
};
ActionRan run_record_action(Mail& mail, const Action& action);
/// Writes an answer to the sender into the Outbox, with the watermark of the mail's target (spec 3.4: Reply Email).
ActionRan run_reply_email(Mail& mail, const Action& action);

/// Tells the mail's log and the trace that an action did not do what it is for.
void note_skipped(Mail& mail, const Action& action, std::string_view rule, const std::string& why, const sim::Place& place);
/// Tells them what it did: "created incident INC0000001".
void note_ran(Mail& mail, const Action& action, const Record& record, const std::string& effect);

}  // namespace engine::inbound
