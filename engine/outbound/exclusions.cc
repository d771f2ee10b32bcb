#include "engine/outbound/exclusions.h"

#include <algorithm>

#include "engine/outbound/account.h"

namespace engine::outbound {
namespace {

bool is_creator(Parts&, const Occasion& occasion, const Candidate& candidate) {
  const bool may_get_it = occasion.notification.send_to_event_creator.value_or(true);
  return candidate.user && !may_get_it && candidate.user->sys_id == occasion.creator;
}

bool is_inactive(Parts&, const Occasion&, const Candidate& candidate) { return candidate.user && !candidate.user->active; }

bool is_locked_out(Parts&, const Occasion&, const Candidate& candidate) { return candidate.user && candidate.user->locked_out; }

bool wants_none(Parts&, const Occasion& occasion, const Candidate& candidate) {
  return candidate.user && !candidate.user->notification && !occasion.notification.force_delivery.value_or(false);
}

/// A user without any address stays in: the sender's rule no-recipients tells of it (see README.md).
bool is_invalid(Parts&, const Occasion&, const Candidate& candidate) {
  if (candidate.user && candidate.user->email.empty()) return false;
  return !sim::mail::Address::parse(candidate.text).has_value();
}

bool is_own(Parts& parts, const Occasion&, const Candidate& candidate) {
  const auto address = sim::mail::Address::parse(candidate.text);
  return address && is_own_address(*address, parts.config);
}

/// An address given as such that belongs to inactive users only (spec 6.2, KB2993715).
bool is_address_of_inactive(Parts& parts, const Occasion&, const Candidate& candidate) {
  if (candidate.user) return false;
  const auto owners = parts.store.users_by_email(candidate.text);
  return !owners.empty() && std::none_of(owners.begin(), owners.end(), [](const User& owner) { return owner.active; });
}

}  // namespace

const std::vector<Exclusion>& exclusions() {
  // clang-format off
  static const std::vector<Exclusion> table{
    {"recipient-is-event-creator", "event_creator", "user is the event creator (see \"sysevent_email_action.send_self\")", true, is_creator},
    {"recipient-inactive", "user_inactive", "user is inactive (see \"sys_user.active\")", false, is_inactive},
    {"recipient-locked-out", "", "user is locked out (see \"sys_user.locked_out\")", false, is_locked_out},
    {"recipient-notification-disabled", "user_notification_disabled", "user's notifications are disabled (see \"sys_user.notification\")", false, wants_none},
    {"recipient-address-invalid", "invalid_email", "email address is invalid (see \"sys_user.email\")", false, is_invalid},
    {"recipient-is-instance", "", "the address is the instance's own", true, is_own},
    {"recipient-address-of-inactive-user", "user_inactive", "the address belongs to an inactive user (see \"sys_user.active\")", true, is_address_of_inactive},
  };
  // clang-format on
  return table;
}

const Exclusion* find_exclusion(Parts& parts, const Occasion& occasion, const Candidate& candidate) {
  for (const Exclusion& exclusion : exclusions()) {
    if (exclusion.applies(parts, occasion, candidate)) return &exclusion;
  }
  return nullptr;
}

}  // namespace engine::outbound
