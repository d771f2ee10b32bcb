// One notification that answers one event: what recipients, texts and rows are made from.
#pragma once
#include <optional>
#include <string>

#include "engine/instance.h"
#include "engine/outbound/notifications.h"
#include "engine/parts.h"

namespace engine::outbound {

struct Occasion {
  const EventRequest& event;
  const std::string& creator;                 ///< sys_id of who caused the event, "" if nobody is known
  const std::optional<Record>& record;
  const Notification& notification;
  const NotificationSet& set;
  std::string mail;                           ///< the Message-ID of the mail to be: the trace's key
};

}  // namespace engine::outbound
