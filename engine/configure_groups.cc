// Account groups and reader jobs of a configuration (spec 2.1).
#include "engine/configure.h"
#include "engine/jobs.h"

namespace engine {

sim::Result<void> write_account_groups(Parts& parts, const InstanceConfig& change) {
  if (const int jobs = change.reader_jobs.value_or(1); jobs < 0 || jobs > most_reader_jobs) {
    return sim::Error{fmt::format("{} reader jobs are out of range", jobs), fmt::format("0 (stopped) to {}", most_reader_jobs), change.place};
  }
  for (const AccountConfig& each : change.accounts) {
    if (!each.group) continue;
    parts.database.prepare("UPDATE sys_email_account SET account_group = ? WHERE name = ?").run(*each.group, each.name);
    if (each.group->empty()) continue;
    parts.database.prepare("INSERT OR IGNORE INTO sys_email_account_group (name) VALUES (?)").run(*each.group);
  }
  return {};
}

}  // namespace engine
