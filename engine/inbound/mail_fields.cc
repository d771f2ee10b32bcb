#include "engine/inbound/mail_fields.h"

namespace engine::inbound {
namespace {

struct Column {
  std::string_view name;
  std::string EmailRecord::* member;
};
constexpr Column columns[]{{"subject", &EmailRecord::subject},
                           {"body", &EmailRecord::body},
                           {"body_text", &EmailRecord::body_text},
                           {"headers", &EmailRecord::headers},
                           {"from", &EmailRecord::from},
                           {"recipients", &EmailRecord::recipients},
                           {"direct", &EmailRecord::direct},
                           {"copied", &EmailRecord::copied},
                           {"blind_copied", &EmailRecord::blind_copied},
                           {"reply_to", &EmailRecord::reply_to},
                           {"user_id", &EmailRecord::user_id},
                           {"type", &EmailRecord::type},
                           {"state", &EmailRecord::state},
                           {"receive_type", &EmailRecord::receive_type},
                           {"importance", &EmailRecord::importance},
                           {"content_type", &EmailRecord::content_type},
                           {"message_id", &EmailRecord::message_id},
                           {"uid", &EmailRecord::uid},
                           {"error_string", &EmailRecord::error_string},
                           {"target_table", &EmailRecord::target_table},
                           {"instance", &EmailRecord::instance},
                           {"notification_type", &EmailRecord::notification_type},
                           {"sys_id", &EmailRecord::sys_id}};
constexpr std::string_view user_columns[]{"sys_id", "user_name", "name", "email", "active", "locked_out"};
constexpr std::string_view user_prefix = "user_id.";

const Column* column_of(std::string_view name) {
  const auto* found = std::find_if(std::begin(columns), std::end(columns), [&](const Column& each) { return each.name == name; });
  return found == std::end(columns) ? nullptr : found;
}

}  // namespace

bool is_mail_field(std::string_view name) {
  if (column_of(name) != nullptr || name == "mailbox" || name == "user") return true;
  if (!name.starts_with(user_prefix)) return false;
  return std::find(std::begin(user_columns), std::end(user_columns), name.substr(user_prefix.size())) != std::end(user_columns);
}

std::optional<std::string> MailFields::field(std::string_view name) const {
  const EmailRecord& email = mail_.email;
  if (const Column* column = column_of(name)) return email.*column->member;
  if (name == "mailbox") return std::string(mailbox_name(mailbox_of(email.type, email.state)));
  // Until the sender is matched, `user` is what the header says (spec 1.1: a plain string).
  if (name == "user") return email.user.empty() ? email.from : email.user;
  if (is_mail_field(name)) return user_field(name.substr(user_prefix.size()));
  return std::nullopt;
}

std::optional<std::string> MailFields::user_field(std::string_view name) const {
  std::optional<User> user = mail_.acting;
  if (!user && !mail_.email.from.empty()) {
    auto users = mail_.parts.store.users_by_email(mail_.email.from);
    if (!users.empty()) user = std::move(users.front());
  }
  if (!user) return "";
  if (name == "active") return user->active ? "true" : "false";
  if (name == "locked_out") return user->locked_out ? "true" : "false";
  if (name == "sys_id") return user->sys_id;
  if (name == "user_name") return user->user_name;
  return name == "email" ? user->email : user->name;
}

}  // namespace engine::inbound
