// Account groups (sys_email_account_group, spec 2.1): a reader job claims one, reads its accounts, and lets it go.
#pragma once
#include <optional>
#include <string>

#include "engine/parts.h"

namespace engine::inbound {

/// A claim older than this belongs to a job that is stuck: another may take it over (the vendor calls a reader stuck after two hours, I2).
inline constexpr sim::Duration longest_claim = std::chrono::hours{2};

/// Claims the group that was processed longest ago, among those that nobody holds and nobody has claimed since `since`. Nothing if there is none.
std::optional<std::string> claim_group(Parts& parts, const std::string& job, sim::Instant since);
/// Lets a group go, unless another job has taken it over meanwhile.
void release_group(Parts& parts, const std::string& group, const std::string& job);
/// An instance that starts has no reader at work: claims are what a crash left.
void release_all_groups(Database& database);

}  // namespace engine::inbound
