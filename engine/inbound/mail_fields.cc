#include "engine/inbound/mail_fields.h"

namespace engine::inbound {
namespace {

constexpr std::string_view user_columns[]{"sys_id", "user_name", "name", "email", "active", "locked_out"};
constexpr std::string_view user_prefix = "user_id.";

}  // namespace

bool is_mail_field(std::string_view name) {
  if (email_text_column(name) != nullptr || name == "mailbox") return true;
  if (!name.starts_with(user_prefix)) return false;
  return std::find(std::begin(user_columns), std::end(user_columns), name.substr(user_prefix.size())) != std::end(user_columns);
}

std::optional<std::string> MailFields::field(std::string_view name) const {
  const EmailRecord& email = mail_.email;
  // Until the sender is matched, `user` is what the header says (spec 1.1: a plain string).
  if (name == "user" && email.user.empty()) return email.from;
  if (const auto member = email_text_column(name)) return email.*member;
  if (name == "mailbox") return std::string(mailbox_name(mailbox_of(email.type, email.state)));
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
