// Outlook's Thread-Index ([MS-OXOMSG] 2.2.1.3): 22 bytes that name a conversation, and five more for each answer (spec 3.1 B).
#include "engine/inbound/rules.h"
#include "sim/auth/base64.h"

namespace engine::inbound {
namespace {

constexpr std::size_t conversation_bytes = 22;

/// Only Outlook's own: others copy the header into mails of other threads.
bool is_by_outlook(const sim::mail::Message& message) {
  for (const auto& [name, value] : message.headers()) {
    if (starts_ignoring_case(name, "thread-topic") || starts_ignoring_case(name, "x-ms-")) return true;
    if (starts_ignoring_case(name, "x-mailer") && value.find("Outlook") != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

std::string conversation_of(const sim::mail::Message& message) {
  const auto header = message.raw_header("Thread-Index");
  if (!header || !is_by_outlook(message)) return {};
  const auto bytes = sim::auth::from_base64(header->substr(0, 4096));
  if (!bytes || bytes->size() < conversation_bytes) return {};
  std::string hex;
  for (const char c : bytes->substr(0, conversation_bytes)) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return hex;
}

std::optional<Decision> reply_thread_index(Mail& mail) {
  if (!mail.settings.follow_thread_index || mail.email.conversation.empty()) return std::nullopt;
  const auto earlier = mail.parts.store.find_conversation(mail.email.conversation);
  if (!earlier) {
    mail.hints.push_back("its Thread-Index is that of no stored mail with a target");
    return std::nullopt;
  }
  auto record = mail.parts.store.find_record(earlier->target_table, earlier->instance);
  if (!record) return std::nullopt;
  const std::string number = record->number;
  reply_to(mail, std::move(*record));
  return Decision{fmt::format("its Thread-Index is the conversation of {}, whose target is {}", earlier->key(), number),
                  mail.parts.cause_of_property("glide.inbound.email.classify.by.thread_index").place, {}, {}};
}

}  // namespace engine::inbound
