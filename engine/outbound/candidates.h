// Who a notification names: users, groups, fields of the record, parameters of the event, subscribers; with the devices that their mail goes to.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/outbound/occasion.h"

namespace engine::outbound {

/// A row of cmn_notif_device.
struct Device {
  std::string name, type, email_address;
  bool is_active = true, is_in_schedule = true;
};

enum class Channel { to, copied, blind_copied, sms };

/// Someone who was named as a recipient, before the exclusions.
struct Candidate {
  std::optional<User> user;
  std::string text;              ///< the address; the user name of a user without one
  std::string named_by;          ///< "in the notification's users"
  std::string_view log_switch;   ///< glide.notification.recipient.include_logging.<this>
  sim::Cause by;
  Channel channel = Channel::to;
  std::optional<Device> device = {};      ///< the primary one, or a further one that was subscribed; nothing: the address of sys_user
  bool is_further_device = false;
  bool is_unsubscribed = false;
  bool is_inactive_group = false;         ///< stands for its members
};

/// A user for whose address of the hour of sending his user name stands (see README.md).
inline bool has_no_address(const Candidate& candidate) {
  return candidate.user && candidate.user->email.empty() && candidate.text == candidate.user->user_name;
}

/// All that the notification names, in order; nobody is left out yet, and someone may stand there twice.
std::vector<Candidate> candidates(Parts& parts, const Occasion& occasion);
/// Who also gets what the candidate gets: his delegates of now (sys_user_delegate).
std::vector<Candidate> delegates_of(Parts& parts, const Occasion& occasion, const Candidate& candidate);

}  // namespace engine::outbound
