// The files that go with an outbound mail: sys_attachment rows that sys_email_attachment ties to it (spec 10.2).
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/parts.h"
#include "sim/mail/message.h"

namespace engine::outbound {

/// A stored file that a mail is to carry.
struct FileLink {
  std::string attachment;             ///< sys_attachment.sys_id
  std::string file_name;
};

/// The files of a record, in the order they came: what `include_attachments` of a notification takes along.
std::vector<FileLink> files_of_record(Parts& parts, std::string_view record);
/// Stores files that were chosen in the mail client with the mail that is to be.
std::vector<FileLink> store_files(Parts& parts, std::string_view email, const std::vector<sim::mail::Attachment>& files);
void link_files(Parts& parts, std::string_view email, const std::vector<FileLink>& files);
/// The copy of a mail carries the same files.
void link_files_of(Parts& parts, std::string_view original, std::string_view copy);

/// What of a mail's files fits into the limits.
struct OutgoingFiles {
  std::vector<sim::mail::Attachment> files;
  std::vector<FileLink> left_behind;
  std::string why;                    ///< the instance's words, "" if nothing was left behind
  std::string infected;               ///< the name of an infected file, "" if there is none
};
/// Reads them in order; once a limit is hit the rest stays behind. Changes nothing.
OutgoingFiles outgoing_files(Parts& parts, std::string_view email);
/// Tells the log, the trace and sys_email_attachment of what stays behind.
void note_left_behind(Parts& parts, const EmailRecord& email, const OutgoingFiles& files);
/// An infected file was found: the event for whoever wants to be told (spec 6.2).
void raise_infected(Parts& parts, const EmailRecord& email, const std::string& file_name);

}  // namespace engine::outbound
