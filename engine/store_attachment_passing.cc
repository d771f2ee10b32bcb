// Attachments of a stored mail that finds its record later (Reprocess Email).
#include "engine/store.h"
#include "engine/store_state.h"

namespace engine {
namespace {

struct Kept {
  std::int64_t id = 0;
  std::string sys_id, holder;
};

std::vector<Kept> attachments_of(Statement& row, const EmailRecord& email) {
  std::vector<Kept> kept;
  row.bind_all(email.sys_id);
  while (row.step()) kept.push_back({row.integer(0), row.text(1), row.text(2)});
  row.reset();
  return kept;
}

}  // namespace

void Store::pass_attachments_on(const EmailRecord& email) {
  if (email.instance.empty()) return;
  for (const Kept& kept : attachments_of(state_->statement("SELECT l.id, a.sys_id, a.table_sys_id FROM sys_email_attachment l "
                                                           "JOIN sys_attachment a ON a.sys_id = l.attachment WHERE l.email = ? ORDER BY l.id"),
                                         email)) {
    if (kept.holder == email.instance) continue;
    const std::string copy = new_sys_id();
    state_
        ->statement("INSERT INTO sys_attachment (sys_id, table_name, table_sys_id, file_name, content_type, size_bytes, content) "
                    "SELECT ?1, ?2, ?3, file_name, content_type, size_bytes, content FROM sys_attachment AS old WHERE sys_id = ?4 AND NOT EXISTS "
                    "(SELECT 1 FROM sys_attachment AS has WHERE has.table_sys_id = ?3 AND has.file_name = old.file_name AND has.content = old.content)")
        .run(copy, email.target_table, email.instance, kept.sys_id);
    // What stood with the mail for want of a record is not kept there as well; what another record has, it keeps.
    if (kept.holder == email.sys_id) state_->statement("DELETE FROM sys_attachment WHERE sys_id = ?").run(kept.sys_id);
    state_
        ->statement("UPDATE sys_email_attachment SET attachment = (SELECT a.sys_id FROM sys_attachment a WHERE a.table_sys_id = ? AND "
                    "a.file_name = sys_email_attachment.file_name ORDER BY a.id DESC LIMIT 1) WHERE id = ?")
        .run(email.instance, kept.id);
  }
}

}  // namespace engine
