#include "engine/outbound/attachments.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/outbound/outbox.h"
#include "engine/outbound/settings.h"

namespace engine::outbound {
namespace {

/// The virus scanner's one virus is the EICAR test file (www.eicar.org), put together so that no scanner takes this program for it.
bool is_infected(std::string_view content) {
  static const std::string test_file = fmt::format("X5O!P%@AP[4\\PZX54(P^)7CC)7}}${}-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*", "EICAR");
  return content.find(test_file) != std::string_view::npos;
}

}  // namespace

std::vector<FileLink> files_of_record(Parts& parts, std::string_view record) {
  std::vector<FileLink> found;
  Statement& row = parts.database.kept("SELECT sys_id, file_name FROM sys_attachment WHERE table_sys_id = ? ORDER BY id");
  row.bind_all(record);
  while (row.step()) found.push_back({row.text(0), row.text(1)});
  row.reset();
  return found;
}

std::vector<FileLink> store_files(Parts& parts, std::string_view email, const std::vector<sim::mail::Attachment>& files) {
  std::vector<FileLink> stored;
  for (const sim::mail::Attachment& file : files) {
    stored.push_back({parts.store.attach({parts.store.new_sys_id(), "sys_email", email, file.file_name, file.content_type, file.content}), file.file_name});
  }
  return stored;
}

void link_files(Parts& parts, std::string_view email, const std::vector<FileLink>& files) {
  for (const FileLink& file : files) parts.store.note_attachment(email, file.attachment, {file.file_name, "attachment", ""});
}

void link_files_of(Parts& parts, std::string_view original, std::string_view copy) {
  parts.database
      .kept("INSERT INTO sys_email_attachment (email, attachment, file_name, content_disposition) SELECT ?, attachment, file_name, content_disposition"
            " FROM sys_email_attachment WHERE email = ? AND attachment IS NOT NULL ORDER BY id")
      .run(copy, original);
}

OutgoingFiles outgoing_files(Parts& parts, std::string_view email) {
  const auto settings = settings_of(parts);
  const AttachmentLimits& limits = settings->attachments;
  OutgoingFiles out;
  std::size_t bytes = 0;
  Statement& row = parts.database.kept(
      "SELECT a.sys_id, a.file_name, a.content_type, a.content FROM sys_email_attachment l JOIN sys_attachment a ON a.sys_id = l.attachment"
      " WHERE l.email = ? ORDER BY l.id");
  row.bind_all(email);
  while (row.step()) {
    const std::string_view content = row.view(3);
    if (out.infected.empty() && is_infected(content)) out.infected = row.text(1);
    if (out.why.empty() && out.files.size() >= limits.most) {
      out.why = fmt::format("Maximum number of attachments exceeded. (max:{}). One or more attachment records ignored.", limits.most);
    }
    if (out.why.empty() && content.size() > limits.most_bytes - bytes) {
      out.why = fmt::format("Maximum combined attachment size exceeded. (max:{} bytes). One or more attachment records ignored.", limits.most_bytes);
    }
    if (!out.why.empty()) {
      out.left_behind.push_back({row.text(0), row.text(1)});
      continue;
    }
    bytes += content.size();
    out.files.push_back({row.text(1), row.text(2), std::string(content)});
  }
  row.reset();
  return out;
}

void note_left_behind(Parts& parts, const EmailRecord& email, const OutgoingFiles& files) {
  if (files.left_behind.empty()) return;
  parts.store.log(email.sys_id, "warning", files.why);
  std::vector<std::string_view> names;
  for (const FileLink& file : files.left_behind) {
    names.push_back(file.file_name);
    parts.database.kept("UPDATE sys_email_attachment SET discard_reason = ? WHERE email = ? AND attachment = ?")
        .run(files.why, email.sys_id, file.attachment);
  }
  parts.world.trace.note(sim::EventKind::attachments_cut, email.message_id,
                         {{"sys_email", email.sys_id}, {"count", std::to_string(names.size())},
                          {"evidence", fmt::format("{} ({})", files.why, fmt::join(names, ", "))}},
                         {"attachment-limit", {}});
}

void raise_infected(Parts& parts, const EmailRecord& email, const std::string& file_name) {
  EventRequest event;
  event.name = "outbound.email_attachments.infected";   // the source names no event
  event.table = "sys_email";
  event.record = email.sys_id;
  event.parm1 = email.sys_id;
  event.parm2 = file_name;
  fire_known(parts, event);
}

}  // namespace engine::outbound
