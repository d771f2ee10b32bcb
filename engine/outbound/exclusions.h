// Why a candidate does not get a notification: one ordered table (spec 6.2).
#pragma once
#include <string_view>
#include <vector>

#include "engine/outbound/candidates.h"

namespace engine::outbound {

struct Exclusion {
  std::string_view rule;
  std::string_view log_switch;   ///< glide.notification.recipient.exclude_logging.<this>; "" for the main switch alone
  std::string_view reason;       ///< completes "excluded recipients because ..."
  bool is_of_notification;       ///< the notification decided, not the user's record
  bool (*applies)(Parts&, const Occasion&, const Candidate&);
};
const std::vector<Exclusion>& exclusions();
/// The first that applies; nullptr if the candidate gets the mail.
const Exclusion* find_exclusion(Parts& parts, const Occasion& occasion, const Candidate& candidate);

}  // namespace engine::outbound
