// Inbound actions: which of them run, and what they write (spec 3.4, 3.5).
#pragma once
#include "engine/inbound/mail.h"

namespace engine::inbound {

/// Runs the actions that fit. The first record that one creates or updates becomes the mail's target.
void run_actions(Mail& mail);
/// Tells of every action that it does not run, and why: "User Yuki with email ... is locked out".
void skip_actions(Mail& mail, std::string_view rule, const std::string& why, const sim::Place& place);

}  // namespace engine::inbound
