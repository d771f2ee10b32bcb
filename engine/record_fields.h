// A record as conditions and texts name it: its columns, and those of the user or group that a column refers to (caller_id.email).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "engine/parts.h"
#include "engine/query.h"

namespace engine {

/// The table that a column's values refer to: sys_user, sys_user_group; "" for a plain column.
std::string_view referred_table(std::string_view column);
/// True for a column of the table, and for one of the record that a column of it refers to.
bool is_record_field(Parts& parts, std::string_view table, std::string_view name);
/// The stored value; nothing if there is no such field. A reference that leads nowhere gives "".
std::optional<std::string> record_field(Parts& parts, const Record& record, std::string_view name);
/// One column of the user or group with that sys_id or name; nothing if there is none.
std::optional<std::string> referred_field(Parts& parts, std::string_view table, std::string_view key, std::string_view column);

class RecordFields : public Row {
 public:
  RecordFields(Parts& parts, const Record& record) : parts_(parts), record_(record) {}
  std::optional<std::string> field(std::string_view name) const override { return record_field(parts_, record_, name); }

 private:
  Parts& parts_;
  const Record& record_;
};

}  // namespace engine
