// Recipients that the story wants refused, each with a reply of its own.
#pragma once
#include <optional>

#include "fakeservers/mta/mail_server.h"
#include "fakeservers/policy/decision.h"

namespace fakeservers::policy {

/// The refusal for this recipient; nothing if none is asked for.
std::optional<Decision> refuse_recipient(const mta::PolicyConfig& config, const sim::mail::Address& to);

}  // namespace fakeservers::policy
