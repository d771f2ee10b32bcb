// What a script finds around it when it runs for a received mail.
#pragma once
#include "engine/inbound/mail.h"
#include "engine/script/script.h"

namespace engine::script {

/// `email`, `sys_email` and the acting user of the mail; `current` is left to the caller. Refers to the mail, which outlives it.
Job job_of(const inbound::Mail& mail, Kind kind, std::string_view text);

}  // namespace engine::script
