// The way of one received mail: stored in Inbox, then through the table of rules (rules.h) to its final mailbox.
#pragma once
#include "engine/parts.h"

namespace engine::inbound {

/// Takes what a crash left in Inbox to its final mailbox, from what the rows hold. Called once when the instance opens.
void classify_leftovers(Parts& parts);

}  // namespace engine::inbound
