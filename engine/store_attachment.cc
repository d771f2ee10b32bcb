// Attachments as rows: sys_attachment holds the bytes, sys_email_attachment what became of each part of a mail (spec 3.4, 10.2).
#include "engine/store.h"
#include "engine/store_state.h"

namespace engine {

std::string Store::attach(const NewAttachment& attachment) {
  const auto& [sys_id, table, record, file_name, content_type, content] = attachment;
  if (!record.empty()) {
    Statement& same = state_->statement(
        "SELECT sys_id FROM sys_attachment WHERE table_sys_id = ? AND file_name = ? AND content = ? ORDER BY id LIMIT 1");
    const Ended ended{same.bind_all(record, file_name, Blob{content})};
    if (same.step()) return same.text(0);
  }
  state_
      ->statement("INSERT INTO sys_attachment (sys_id, table_name, table_sys_id, file_name, content_type, size_bytes, content) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?)")
      .run(sys_id, table, record, file_name, content_type, std::uint64_t{content.size()}, Blob{content});
  return std::string(sys_id);
}

void Store::note_attachment(std::string_view email, const std::optional<std::string>& attachment, const AttachmentNote& note) {
  state_
      ->statement("INSERT INTO sys_email_attachment (email, attachment, file_name, content_disposition, discard_reason) "
                  "VALUES (?, ?, ?, ?, ?)")
      .run(email, attachment, note.file_name, note.content_disposition, note.discard_reason);
}

}  // namespace engine
