// Attachments of received mails (spec 3.4, 10.2).
#include "engine/store.h"
#include "engine/store_state.h"

namespace engine {
namespace {

/// An attachment without a name gets one, as the instance's list needs something to show.
std::string name_of(const sim::mail::Part& part, std::size_t number) {
  if (!part.file_name.empty()) return part.file_name;
  return fmt::format("attachment{}", number);
}

}  // namespace

std::size_t Store::keep_attachments(const EmailRecord& email, const sim::mail::Message& message, const AttachmentLimits& limits) {
  const bool has_target = !email.instance.empty();
  const std::string_view table = has_target ? std::string_view(email.target_table) : "sys_email";
  const std::string_view record = has_target ? std::string_view(email.instance) : std::string_view(email.sys_id);
  std::size_t seen = 0, kept = 0, bytes = 0, discarded = 0;
  for (const sim::mail::Part& part : message.parts()) {
    if (!part.is_attachment) continue;
    const std::string name = name_of(part, ++seen);
    std::string reason;
    std::optional<std::string> sys_id;
    const std::string content = kept < limits.most ? message.content(part) : std::string();
    if (kept >= limits.most) reason = fmt::format("more than {} attachments", limits.most);
    else if (content.size() > limits.most_bytes - bytes) reason = fmt::format("more than {} bytes of attachments", limits.most_bytes);
    if (reason.empty()) {
      ++kept;
      bytes += content.size();
      Statement& same = state_->statement(
          "SELECT sys_id FROM sys_attachment WHERE table_sys_id = ? AND file_name = ? AND content = ? ORDER BY id LIMIT 1");
      const Ended ended{same.bind_all(record, name, Blob{content})};
      if (same.step()) sys_id = same.text(0);
    } else {
      ++discarded;
    }
    if (reason.empty() && !sys_id) {
      sys_id = new_sys_id();
      state_
          ->statement("INSERT INTO sys_attachment (sys_id, table_name, table_sys_id, file_name, content_type, size_bytes, content) "
                      "VALUES (?, ?, ?, ?, ?, ?, ?)")
          .bind_all(*sys_id, table, record, name, part.content_type, std::uint64_t{content.size()}, Blob{content})
          .run();
    }
    state_
        ->statement("INSERT INTO sys_email_attachment (email, attachment, file_name, content_disposition, discard_reason) "
                    "VALUES (?, ?, ?, ?, ?)")
        .bind_all(email.sys_id, sys_id, name, part.disposition, reason)
        .run();
  }
  return discarded;
}

}  // namespace engine
