// "Reprocess Email" (spec 1.3): a received mail goes through sender, classification and actions again, after what was wrong has been mended.
#pragma once
#include <string_view>

#include "engine/parts.h"

namespace engine::inbound {

/// Only for received and received-ignored mail. What was screened is not screened again: whoever presses the button wants it processed.
sim::Result<void> reprocess(Parts& parts, std::string_view sys_id);

}  // namespace engine::inbound
