// Users and groups.
#include "engine/store.h"
#include "engine/store_state.h"

namespace engine {
namespace {

constexpr std::string_view user_columns = "sys_id, user_name, name, email, active, locked_out, notification, calendar_integration";

User read_user(const Statement& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3), row.integer(4) != 0, row.integer(5) != 0, row.integer(6) != 1,
          row.integer(7) != 0};
}

std::optional<User> one_user(Statement& row) {
  const Ended ended{row};
  if (!row.step()) return std::nullopt;
  return read_user(row);
}

std::vector<User> all_users(Statement& row) {
  const Ended ended{row};
  std::vector<User> users;
  while (row.step()) users.push_back(read_user(row));
  return users;
}

}  // namespace

std::string email_key(std::string_view address) {
  std::string key(address);
  for (char& c : key) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return key;
}

std::optional<User> Store::user_by_name(std::string_view user_name) {
  static const std::string sql = fmt::format("SELECT {} FROM sys_user WHERE user_name = ?", user_columns);
  return one_user(state_->statement(sql).bind_all(user_name));
}

std::optional<User> Store::user_by_sys_id(std::string_view sys_id) {
  constexpr std::size_t length = 32;  // a name that is tried as a sys_id first costs no question
  if (sys_id.size() != length) return std::nullopt;
  static const std::string sql = fmt::format("SELECT {} FROM sys_user WHERE sys_id = ?", user_columns);
  return one_user(state_->statement(sql).bind_all(sys_id));
}

std::vector<User> Store::users_by_email(std::string_view address) {
  if (address.empty()) return {};
  return all_users(state_
                       ->statement("SELECT sys_id, user_name, name, email, active, locked_out, notification, calendar_integration "
                                   "FROM sys_user WHERE email_key = ? ORDER BY active DESC, id")
                       .bind_all(email_key(address)));
}

bool Store::is_of_inactive_users(std::string_view address) {
  if (address.empty()) return false;
  Statement& row = state_->statement("SELECT active FROM sys_user WHERE email_key = ? ORDER BY active DESC, id LIMIT 1");
  const Ended ended{row.bind_all(email_key(address))};
  return row.step() && row.integer(0) == 0;
}

std::vector<User> Store::group_members(std::string_view group_name) {
  return all_users(state_
                       ->statement("SELECT u.sys_id, u.user_name, u.name, u.email, u.active, u.locked_out, u.notification, u.calendar_integration "
                                   "FROM sys_user_group g JOIN sys_user_grmember m ON m.\"group\" = g.sys_id "
                                   "JOIN sys_user u ON u.sys_id = m.\"user\" WHERE g.name = ? ORDER BY m.id")
                       .bind_all(group_name));
}

User Store::insert_user(const NewUser& user) {
  User made;
  made.sys_id = new_sys_id();
  made.user_name = user.user_name;
  made.name = user.first_name + (user.first_name.empty() || user.last_name.empty() ? "" : " ") + user.last_name;
  made.email = user.email;
  state_
      ->statement("INSERT INTO sys_user (sys_id, user_name, first_name, last_name, name, email, email_key, sys_created_on) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .run(made.sys_id, made.user_name, user.first_name, user.last_name, made.name, made.email, email_key(made.email),
           state_->now());
  return made;
}

}  // namespace engine
