// Which mail leaves the Email table when (spec 11): archive rules move it to ar_sys_email, the destroy rule deletes it there. Watermarks stay for
// ever, so that a reply to a destroyed mail still finds its record.
#pragma once
#include <string_view>
#include <vector>

#include "engine/parts.h"

namespace engine {

struct ArchiveRule {
  std::string_view id;
  int days;               ///< since the mail was created
  bool only_ignored;      ///< received-ignored, send-ignored
};
/// Two rules, or the one of newer releases (C17, profile switch).
std::vector<ArchiveRule> archive_rules(const Profile& profile);

inline constexpr int days_in_archive = 365;
inline constexpr int days_of_log = 7;    ///< syslog_email; its rows go whether or not mail is archived [D:message-logs-individual-emails]

/// Runs the rules: the daily job "email retention". With `retention: false` only log rows are deleted.
void retain(Parts& parts);

}  // namespace engine
