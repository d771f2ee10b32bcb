// The instance's notifications, compiled once so that no event pays for their configuration (spec 6.1): which of them answers what,
// their conditions, and what is logged about recipients.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/instance.h"
#include "engine/parts.h"
#include "engine/query.h"

namespace engine::outbound {

enum class Content { as_given, html_only, text_only, html_and_text };

struct Notification {
  NotificationConfig given;       ///< with its template's texts where it has none of its own
  std::string sys_id;
  Query condition;                ///< over the record
  Content content = Content::as_given;
};

struct NotificationSet {
  std::uint64_t made_at = 0;      ///< Properties::changes() when it was compiled
  std::vector<Notification> all;  ///< in the order of the configuration
  std::map<std::string, std::vector<std::size_t>, std::less<>> by_event;
  std::map<std::string, std::string, std::less<>> mail_scripts;
  bool has_devices = false, has_delegates = false, has_subscriptions = false;
};

/// The notifications in force; compiled again after a change.
std::shared_ptr<const NotificationSet> notification_set(Parts& parts);

/// What the engine itself queues when a record was inserted or updated and notifications ask for it: "record.inserted:incident".
std::string change_event(bool is_insert, std::string_view table);
bool is_change_event(std::string_view name);

/// The days of a device's schedule as bits, Monday the lowest; all for an empty list. Words that are no days count for nothing.
int day_bits(const std::vector<std::string>& days);

}  // namespace engine::outbound
