// A mail that was stored before (spec 2.1).
#include "engine/inbound/rules.h"

namespace engine::inbound {

std::optional<Decision> already_read(Mail& mail) {
  const EmailRecord& email = mail.email;
  if (email.uid.empty() || !mail.parts.store.has_read(email.account, email.uid, email.message_id)) return std::nullopt;
  return Decision{fmt::format("the mail with UID {} of this account is stored already", email.uid), {}, {}, {}};
}

std::optional<Decision> duplicate_message_id(Mail& mail) {
  const std::string& id = mail.email.message_id;
  if (id.empty() || !mail.parts.store.has_received(id)) return std::nullopt;
  if (!mail.settings.allow_duplicates) {
    return Decision{fmt::format("{} was previously read and will be ignored", id), {}, {}, {}};
  }
  return Decision{fmt::format("{} was previously read; duplicates are stored", id),
                  mail.parts.cause_of_property("glide.email.allow_duplicate_message_ids").place, standing::junk,
                  "Duplicate message-id encountered, prevented loop."};
}

}  // namespace engine::inbound
