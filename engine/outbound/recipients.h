// Who gets a notification: users, groups, fields of the record, parameters of the event, plain addresses; each inclusion and exclusion
// is traced and worded for the log (spec 6.2).
#pragma once
#include <string>
#include <vector>

#include "engine/outbound/occasion.h"

namespace engine::outbound {

struct Recipients {
  std::vector<std::string> to;      ///< addresses; user names of users without one
  std::vector<std::string> copied;  ///< plain addresses of the notification, as a mail script adds them
  std::vector<std::string> log;     ///< rows for syslog_email, once it is known whether there is a mail
  bool is_empty() const { return to.empty() && copied.empty(); }
};
Recipients choose_recipients(Parts& parts, const Occasion& occasion);

}  // namespace engine::outbound
