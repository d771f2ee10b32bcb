#include "engine/inbound/account_groups.h"

namespace engine::inbound {

std::optional<std::string> claim_group(Parts& parts, const std::string& job, sim::Instant since) {
  const auto number = [](sim::Instant when) { return std::int64_t{when.time_since_epoch().count()}; };
  const sim::Instant now = parts.world.clock.now();
  Statement free = parts.database.prepare(
      "SELECT name, claimed_by FROM sys_email_account_group WHERE (claimed_by IN ('', ?) OR claimed_at <= ?) AND last_processed < ? "
      "ORDER BY last_processed, name LIMIT 1");
  if (!free.bind_all(job, number(now - longest_claim), number(since)).step()) return std::nullopt;
  const std::string group = free.text(0), holder = free.text(1);
  free.reset();
  if (!holder.empty() && holder != job) {
    parts.world.trace.note(sim::EventKind::job_failed, "", {{"job", holder}, {"why", fmt::format("it is stuck: {} takes account group {} over", job, group)}});
  }
  parts.database.prepare("UPDATE sys_email_account_group SET claimed_by = ?, claimed_at = ?, last_processed = ? WHERE name = ?")
      .run(job, number(now), number(now), group);
  return group;
}

void release_group(Parts& parts, const std::string& group, const std::string& job) {
  parts.database.prepare("UPDATE sys_email_account_group SET claimed_by = '' WHERE name = ? AND claimed_by = ?").run(group, job);
}

void release_all_groups(Database& database) {
  database.execute("UPDATE sys_email_account_group SET claimed_by = '' WHERE claimed_by <> ''");
}

}  // namespace engine::inbound
