// Inbound actions: which of them run, what they write, and how the mail ends (spec 3.4, 3.5).
#pragma once
#include "engine/inbound/mail.h"

namespace engine::inbound {

struct ActionsEnd {
  Standing standing;
  std::string error_string;   ///< of the first action that failed
};
/// Runs the actions that fit. The first record that one creates or updates becomes the mail's target.
ActionsEnd run_actions(Mail& mail);
/// Tells of every action that it does not run, and why: "User Yuki with email ... is locked out".
void skip_actions(Mail& mail, std::string_view rule, const std::string& why, const sim::Place& place);

}  // namespace engine::inbound
