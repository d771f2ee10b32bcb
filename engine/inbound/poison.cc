#include "engine/inbound/poison.h"

#include "engine/inbound/pipeline.h"
#include "sim/mail/message.h"

namespace engine::inbound {
namespace {

constexpr std::string_view rule_id = "cannot-be-processed";

void note(Parts& parts, const EmailRecord& email, const std::string& why) {
  parts.store.log(email.sys_id, "error", fmt::format("{}: {}", rule_id, why));
  parts.world.trace.note(sim::EventKind::email_poison, email.key(), {{"rule", std::string(rule_id)}, {"why", why}, {"sys_email", email.sys_id}},
                         {std::string(rule_id), {}});
}

EmailRecord marked_row(std::string_view account, std::string_view uid, const std::string& message_id, const std::string& why) {
  EmailRecord row;
  row.type = standing::received_error.type;
  row.state = standing::received_error.state;
  row.account = account;
  row.uid = uid;
  row.message_id = message_id;
  row.error_string = "The mail could not be processed: " + why;
  return row;
}

std::string insert(Parts& parts, EmailRecord row, const std::string& why) {
  Batch batch(parts);
  parts.store.insert(row);
  note(parts, row, why);
  batch.commit();
  return row.sys_id;
}

}  // namespace

std::string keep_as_poison(Parts& parts, const std::string& raw, std::string_view account, std::string_view uid, const std::string& why) {
  const sim::mail::Message message(raw);
  EmailRecord row = marked_row(account, uid, message.message_id(), why);
  row.subject = message.subject();
  if (const auto from = message.from()) row.from = from->address.text();
  try {
    return insert(parts, std::move(row), why);
  } catch (const DatabaseError& error) {
    if (error.is_full()) throw;
    return insert(parts, marked_row(account, uid, message.message_id(), why), why);
  }
}

void mark_as_poison(Parts& parts, EmailRecord email, const std::string& why) {
  Batch batch(parts);
  parts.store.move(email, standing::received_error, "The mail could not be processed: " + why, {std::string(rule_id), {}});
  note(parts, email, why);
  batch.commit();
}

}  // namespace engine::inbound
