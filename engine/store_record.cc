// Records of incident and of the tables that a story declares, their numbers and their journals.
#include "engine/store.h"
#include "engine/store_state.h"

namespace engine {
namespace {

/// Columns that the store itself fills.
bool is_own(std::string_view column) { return column == "id" || column == "sys_id" || column.starts_with("sys_"); }

bool is_writable(Store& store, std::string_view table, std::string_view column) {
  return column != "number" && !is_own(column) && !is_journal(column) && store.has_column(table, column);
}

}  // namespace

const std::vector<std::string>& Store::State::columns(std::string_view table) {
  const auto found = columns_.find(table);
  if (found != columns_.end()) return found->second;
  std::vector<std::string> names;
  Statement row = database.prepare("SELECT name FROM pragma_table_info(?) ORDER BY cid");
  row.bind_all(table);
  while (row.step()) names.push_back(row.text(0));
  return columns_.emplace(std::string(table), std::move(names)).first->second;
}

void Store::State::forget_columns(std::string_view table) { columns_.erase(std::string(table)); }

std::string Record::field(std::string_view name) const {
  for (const auto& [key, value] : fields) {
    if (key == name) return value;
  }
  return {};
}

void Store::declare_table(std::string_view table, std::string_view prefix, const std::vector<std::string>& columns) {
  if (!is_name(table) || table.starts_with("sys")) throw DatabaseError(fmt::format("'{}' cannot be a table", table), false);
  state_->database.execute(fmt::format(
      "CREATE TABLE IF NOT EXISTS \"{0}\" (id INTEGER PRIMARY KEY, sys_id TEXT NOT NULL UNIQUE, number TEXT NOT NULL UNIQUE, "
      "sys_created_on INTEGER NOT NULL, sys_created_by TEXT NOT NULL, sys_updated_on INTEGER NOT NULL, sys_updated_by TEXT NOT NULL, "
      "sys_mod_count INTEGER NOT NULL DEFAULT 0) STRICT",
      table));
  state_->database.execute(fmt::format("CREATE INDEX IF NOT EXISTS \"{0}_lower_number\" ON \"{0}\" (lower(number))", table));
  state_->forget_columns(table);
  for (const std::string& column : columns) {
    if (!is_name(column)) throw DatabaseError(fmt::format("'{}' cannot be a column", column), false);
    if (is_journal(column) || is_own(column) || has_column(table, column)) continue;
    // Records are active until somebody says otherwise.
    state_->database.execute(fmt::format("ALTER TABLE \"{}\" ADD COLUMN \"{}\" TEXT NOT NULL DEFAULT '{}'", table, column,
                                         column == "active" ? "1" : ""));
    state_->forget_columns(table);
  }
  state_->statement("INSERT OR IGNORE INTO sys_number (category, prefix, number) VALUES (?, ?, 1)").run(table, prefix);
}

bool Store::has_column(std::string_view table, std::string_view column) {
  const std::vector<std::string>& names = state_->columns(table);
  return std::find(names.begin(), names.end(), column) != names.end();
}

std::vector<std::pair<std::string, std::string>> Store::number_prefixes() {
  Statement& row = state_->statement("SELECT prefix, category FROM sys_number ORDER BY category");
  const Ended ended{row};
  std::vector<std::pair<std::string, std::string>> all;
  row.reset();
  while (row.step()) all.emplace_back(row.text(0), row.text(1));
  return all;
}

std::optional<std::string> Store::table_of_number(std::string_view number) {
  const std::string_view prefix = number.substr(0, number.find_first_of("0123456789"));
  if (prefix.empty() || prefix.size() == number.size()) return std::nullopt;
  Statement& row = state_->statement("SELECT category FROM sys_number WHERE prefix = ? ORDER BY category LIMIT 1");
  const Ended ended{row.bind_all(prefix)};
  if (!row.step()) return std::nullopt;
  return row.text(0);
}

std::string Store::next_number(std::string_view category) {
  // Two statements: RETURNING would keep its row in a table of its own, which costs three times as much.
  Statement& row = state_->statement("SELECT prefix, number, maximum_digits FROM sys_number WHERE category = ?");
  const Ended ended{row.bind_all(category)};
  if (!row.step()) return {};
  const std::int64_t number = row.integer(1);
  std::string made = fmt::format("{}{:0{}}", row.text(0), number, static_cast<int>(row.integer(2)));
  row.reset();
  state_->statement("UPDATE sys_number SET number = ? WHERE category = ?").run(number + 1, category);
  return made;
}

std::optional<Record> Store::find_record(std::string_view table, std::string_view sys_id_or_number) {
  const std::vector<std::string>& columns = state_->columns(table);
  if (!is_name(table) || columns.empty() || sys_id_or_number.empty()) return std::nullopt;
  for (const std::string_view key : {"sys_id", "number"}) {
    Statement& row = state_->statement(fmt::format("SELECT * FROM \"{}\" WHERE {} = ?", table, key));
    const Ended ended{row.bind_all(sys_id_or_number)};
    if (!row.step()) continue;
    Record record{std::string(table), "", "", {}};
    for (int i = 0; i < row.columns(); ++i) record.fields.emplace_back(row.column_name(i), row.text(i));
    record.sys_id = record.field("sys_id");
    record.number = record.field("number");
    return record;
  }
  return std::nullopt;
}

Record Store::insert_record(std::string_view table, const std::vector<std::pair<std::string, std::string>>& fields,
                            std::string_view user_name) {
  Record record{std::string(table), new_sys_id(), "", {}};
  std::vector<const std::string*> values;
  std::string names, marks;
  for (const auto& [name, value] : fields) {
    if (name == "number") record.number = value;
    if (!is_writable(*this, table, name) || names.find('"' + name + '"') != std::string::npos) continue;
    names += fmt::format(", \"{}\"", name);
    marks += ", ?";
    values.push_back(&value);
    record.fields.emplace_back(name, value);
  }
  if (record.number.empty()) record.number = next_number(table);
  else pass_number(table, record.number);
  Statement& row = state_->statement(fmt::format(
      "INSERT INTO \"{}\" (sys_id, number, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by{}) VALUES (?, ?, ?, ?, ?, ?{})",
      table, names, marks));
  row.bind_all(record.sys_id, record.number, state_->now(), user_name, state_->now(), user_name);
  for (std::size_t i = 0; i < values.size(); ++i) row.bind_one(static_cast<int>(i) + 7, *values[i]);
  row.run();
  record.fields.emplace_back("number", record.number);
  write_journal(record, fields, user_name);
  return record;
}

void Store::update_record(const Record& record, const std::vector<std::pair<std::string, std::string>>& fields,
                          std::string_view user_name) {
  std::string changes;
  std::vector<const std::string*> values;
  for (const auto& [name, value] : fields) {
    if (!is_writable(*this, record.table, name)) continue;
    changes += fmt::format(", \"{}\" = ?", name);
    values.push_back(&value);
  }
  Statement& row = state_->statement(fmt::format(
      "UPDATE \"{}\" SET sys_mod_count = sys_mod_count + 1, sys_updated_on = ?, sys_updated_by = ?{} WHERE sys_id = ?", record.table,
      changes));
  row.bind_all(state_->now(), user_name);
  for (std::size_t i = 0; i < values.size(); ++i) row.bind_one(static_cast<int>(i) + 3, *values[i]);
  row.bind_one(static_cast<int>(values.size()) + 3, record.sys_id);
  row.run();
  write_journal(record, fields, user_name);
}

void Store::pass_number(std::string_view category, std::string_view number) {
  const std::size_t digit = number.find_first_of("0123456789");
  if (digit == std::string_view::npos) return;
  state_->statement("UPDATE sys_number SET number = max(number, CAST(? AS INTEGER) + 1) WHERE category = ? AND prefix = ?")
      .run(number.substr(digit), category, number.substr(0, digit));
}

void Store::write_journal(const Record& record, const std::vector<std::pair<std::string, std::string>>& fields,
                          std::string_view user_name) {
  for (const auto& [name, value] : fields) {
    if (!is_journal(name) || value.empty()) continue;
    state_
        ->statement("INSERT INTO sys_journal_field (name, element_id, element, value, sys_created_by, sys_created_on) "
                    "VALUES (?, ?, ?, ?, ?, ?)")
        .run(record.table, record.sys_id, name, value, user_name, state_->now());
  }
}

}  // namespace engine
