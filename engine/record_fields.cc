#include "engine/record_fields.h"

#include "engine/store_state.h"

namespace engine {
namespace {

struct ReferringColumn {
  std::string_view column, table;
};
constexpr std::array referring_columns{
    ReferringColumn{"caller_id", "sys_user"},   ReferringColumn{"opened_by", "sys_user"}, ReferringColumn{"assigned_to", "sys_user"},
    ReferringColumn{"user_id", "sys_user"},     ReferringColumn{"user", "sys_user"},      ReferringColumn{"requested_for", "sys_user"},
    ReferringColumn{"manager", "sys_user"},     ReferringColumn{"group", "sys_user_group"},
    ReferringColumn{"assignment_group", "sys_user_group"}};

}  // namespace

std::string_view referred_table(std::string_view column) {
  for (const ReferringColumn& each : referring_columns) {
    if (each.column == column) return each.table;
  }
  return {};
}

bool is_record_field(Parts& parts, std::string_view table, std::string_view name) {
  const std::size_t dot = name.find('.');
  if (!parts.store.has_column(table, name.substr(0, dot))) return false;
  if (dot == std::string_view::npos) return true;
  const std::string_view refers = referred_table(name.substr(0, dot));
  return !refers.empty() && is_record_field(parts, refers, name.substr(dot + 1));
}

std::optional<std::string> referred_field(Parts& parts, std::string_view table, std::string_view key, std::string_view column) {
  if (key.empty() || !parts.store.has_column(table, column)) return std::nullopt;
  const std::string_view name = table == "sys_user" ? "user_name" : "name";
  for (const std::string_view by : {std::string_view("sys_id"), name}) {
    Statement& row = parts.database.kept(fmt::format("SELECT \"{}\" FROM {} WHERE {} = ?", column, table, by));
    const Ended ended{row.bind_all(key)};
    if (row.step()) return row.text(0);
  }
  return std::nullopt;
}

std::optional<std::string> record_field(Parts& parts, const Record& record, std::string_view name) {
  std::size_t dot = name.find('.');
  if (!parts.store.has_column(record.table, name.substr(0, dot))) return std::nullopt;
  std::string value = record.field(name.substr(0, dot));
  std::string_view column = name.substr(0, dot);
  while (dot != std::string_view::npos) {
    const std::string_view table = referred_table(column);
    name.remove_prefix(dot + 1);
    dot = name.find('.');
    column = name.substr(0, dot);
    if (table.empty() || !parts.store.has_column(table, column)) return std::nullopt;
    value = referred_field(parts, table, value, column).value_or("");
  }
  return value;
}

}  // namespace engine
