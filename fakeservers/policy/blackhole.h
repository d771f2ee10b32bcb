// Domains whose mail a server takes and throws away: the vendor's servers do so with addresses that tests and demonstrations leave in records
// (KB0722504).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "fakeservers/mta/mail_server.h"
#include "fakeservers/policy/decision.h"

namespace fakeservers::policy {

/// The vendor's list.
const std::vector<std::string>& usual_blackholes();
/// The decision to discard this recipient's copy; nothing if its domain is neither on the list nor below one that is.
std::optional<Decision> swallow(const mta::PolicyConfig& config, const sim::mail::Address& to);

}  // namespace fakeservers::policy
