// What the properties say about attachments and bodies of received mail, compiled (spec 3.5, 8, 10.2, 12), and one attachment's fate.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace engine {
struct Parts;
class Properties;
}

namespace engine::inbound {

/// glide.email.inbound.calendar_behavior
enum class CalendarBehavior : std::uint8_t { attach, ignore, inlined };
/// Where an attachment goes: to the record that the mail made or updated, to the Email row, or to no record
/// (glide.email.inbound.image_sys_attachment.filter.action).
enum class AttachTo : std::uint8_t { target, email, nothing };

struct AttachmentPolicy {
  std::size_t most = 30;
  std::size_t most_bytes = 18874368;              ///< of all together, already capped (C30)
  std::size_t most_bytes_of_one = 1024ULL << 20;
  std::vector<std::string> refused_extensions;    ///< lower case, without the dot
  bool checks_content = false;                    ///< glide.security.file.mime_type.validation.inbound_email
  bool refuses_infected = true;
  bool converts_references = true;                ///< cid: in the HTML becomes the attachment's address
  CalendarBehavior calendar = CalendarBehavior::attach;
  std::size_t small_image_bytes = 0;              ///< images below it go where `small_images` says
  AttachTo small_images = AttachTo::email;
  bool makes_missing_text = true;
};
AttachmentPolicy attachment_policy_of(const Parts& parts);
/// com.glide.attachment.max_size in octets: megabytes; an emptied property means one kilobyte (spec 10.2).
std::size_t bytes_of_one_attachment(const Properties& properties);

/// A part and what was decided about it, before anything is stored.
struct PlannedAttachment {
  std::string name, type, disposition, content_id;
  std::string sys_id;                             ///< the key it will have, known before so that the HTML can name it
  std::string content;
  std::string discard_reason;                     ///< "" if it is kept
  AttachTo to = AttachTo::target;
};

}  // namespace engine::inbound
