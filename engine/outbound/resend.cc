// Mails that bounce management held back, sent after all (spec 15).
#include "engine/outbound/handover.h"
#include "engine/outbound/outbox.h"

namespace engine::outbound {
namespace {

std::vector<std::string> held_back(Database& database) {
  std::vector<std::string> sys_ids;
  Statement row = database.prepare("SELECT sys_id FROM sys_email WHERE type = ? AND error_string LIKE 'Blocking Bounce Email addresses:%' ORDER BY id");
  row.bind_all(standing::skipped.type);
  while (row.step()) sys_ids.push_back(row.text(0));
  return sys_ids;
}

}  // namespace

std::size_t resend_blocked(Parts& parts) {
  std::size_t count = 0;
  Transaction transaction(parts.database);
  for (const std::string& sys_id : held_back(parts.database)) {
    auto email = parts.store.find_email(sys_id);
    if (!email || resolve_recipients(parts, *email).count() == 0) continue;
    email->error_string.clear();
    email->attempts = 0;
    parts.store.log(sys_id, "info", "Resend All Blocked Emails: back in the Outbox");
    parts.store.move(*email, standing::outbox, {}, {"resend-blocked", {}});
    ++count;
  }
  transaction.commit();
  // The sender goes on behind the last mail that it passed by; this one may stand before it.
  if (count > 0) parts.properties.reload();
  return count;
}

}  // namespace engine::outbound
