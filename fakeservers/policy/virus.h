// The virus scanner of the instance's mail servers: it knows one virus, the EICAR test file, in whatever transfer encoding it comes.
#pragma once
#include <optional>

#include "fakeservers/policy/decision.h"
#include "sim/mail/message.h"

namespace fakeservers::policy {

/// The marks for an infected mail (spec 8): X-ServiceNow-Virus and the subject's `*** INFECTED ***`. Nothing for a clean one.
std::optional<Decision> scan_virus(const sim::mail::Message& message);
/// The EICAR test file's 68 octets.
std::string eicar_file();

}  // namespace fakeservers::policy
