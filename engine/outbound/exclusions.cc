#include "engine/outbound/exclusions.h"

#include <algorithm>

#include "engine/outbound/account.h"

namespace engine::outbound {
namespace {

/// Mandatory and forced notifications reach the primary device whatever the user chose (D:t_ForcingANotificationToBeSent).
bool is_forced(const Occasion& occasion, const Candidate& candidate) {
  const NotificationConfig& given = occasion.notification.given;
  return !candidate.is_further_device && (given.force_delivery.value_or(false) || given.mandatory.value_or(false));
}

bool is_inactive_group(Parts&, const Occasion&, const Candidate& candidate) { return candidate.is_inactive_group; }

bool is_creator(Parts&, const Occasion& occasion, const Candidate& candidate) {
  const bool may_get_it = occasion.notification.given.send_to_event_creator.value_or(true);
  return candidate.user && !may_get_it && candidate.user->sys_id == occasion.creator;
}

bool is_inactive(Parts&, const Occasion&, const Candidate& candidate) { return candidate.user && !candidate.user->active; }

bool is_locked_out(Parts&, const Occasion&, const Candidate& candidate) { return candidate.user && candidate.user->locked_out; }

bool wants_none(Parts&, const Occasion& occasion, const Candidate& candidate) {
  return candidate.user && !candidate.user->notification && !is_forced(occasion, candidate);
}

bool is_unsubscribed(Parts&, const Occasion& occasion, const Candidate& candidate) {
  return candidate.is_unsubscribed && !is_forced(occasion, candidate);
}

bool wants_no_invitations(Parts&, const Occasion& occasion, const Candidate& candidate) {
  return candidate.user && !candidate.user->calendar_integration && occasion.notification.given.type.value_or("email") == "meeting_invitation";
}

bool has_inactive_device(Parts&, const Occasion&, const Candidate& candidate) { return candidate.device && !candidate.device->is_active; }

bool is_outside_schedule(Parts&, const Occasion&, const Candidate& candidate) { return candidate.device && !candidate.device->is_in_schedule; }

bool has_no_usable_device(Parts&, const Occasion&, const Candidate& candidate) {
  if (!candidate.device || !candidate.device->email_address.empty()) return false;
  return candidate.is_further_device || !candidate.user || candidate.user->email.empty();
}

/// A user without any address stays in: the sender's rule no-recipients tells of it (see README.md).
bool is_invalid(Parts&, const Occasion&, const Candidate& candidate) {
  if (has_no_address(candidate)) return false;
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
    {"recipient-group-inactive", "", "group is inactive (see \"sys_user_group.active\")", true, is_inactive_group},
    {"recipient-is-event-creator", "event_creator", "user is the event creator (see \"sysevent_email_action.send_self\")", true, is_creator},
    {"recipient-inactive", "user_inactive", "user is inactive (see \"sys_user.active\")", false, is_inactive},
    {"recipient-locked-out", "", "user is locked out (see \"sys_user.locked_out\")", false, is_locked_out},
    {"recipient-notification-disabled", "user_notification_disabled", "user's notifications are disabled (see \"sys_user.notification\")", false, wants_none},
    {"recipient-unsubscribed", "", "user is unsubscribed (see \"sys_notif_subscription\")", false, is_unsubscribed},
    {"recipient-calendar-integration-disabled", "user_calendar_integration_disabled", "user's calendar integration is disabled (see \"sys_user.calendar_integration\")", false, wants_no_invitations},
    {"recipient-device-inactive", "device_inactive", "user's device is inactive (see \"cmn_notif_device.active\")", false, has_inactive_device},
    {"recipient-device-schedule", "device_schedule", "user's device is outside its schedule (see \"cmn_notif_device.schedule\")", false, is_outside_schedule},
    {"recipient-no-usable-device", "", "user has no usable devices (see \"cmn_notif_device\")", false, has_no_usable_device},
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
