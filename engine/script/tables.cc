#include "engine/script/tables.h"

#include "engine/query.h"
#include "engine/record_fields.h"
#include "engine/script/requests.h"
#include "engine/script/script.h"
#include "engine/store_state.h"

namespace engine::script {
namespace {

/// Tables beside the record tables that scripts may read, without what no script should see.
struct ReadableTable {
  std::string_view name;
  std::string_view hidden;
};
constexpr std::array readable_tables{ReadableTable{"sys_user", "email_key"},   ReadableTable{"sys_user_group", ""},
                                     ReadableTable{"sys_user_grmember", ""},   ReadableTable{"sys_user_has_role", ""},
                                     ReadableTable{"sys_email", ""},           ReadableTable{"sys_attachment", "content"},
                                     ReadableTable{"sys_properties", ""},      ReadableTable{"sys_watermark", ""},
                                     ReadableTable{"sys_journal_field", ""},   ReadableTable{"sys_email_attachment", ""}};

std::string_view reference_of(std::string_view table, std::string_view column) {
  // sys_email.user is a plain string (spec 1.1).
  if (column == "user" && table == "sys_email") return {};
  return referred_table(column);
}

bool is_time(std::string_view column) { return column == "sys_created_on" || column == "sys_updated_on"; }

/// A column as SQL that gives what scripts see.
std::string expression(std::string_view table, std::string_view column) {
  const std::string name = fmt::format("\"{}\".\"{}\"", table, column);
  return is_time(column) ? fmt::format("strftime('%Y-%m-%d %H:%M:%S', {} / 1000, 'unixepoch')", name) : name;
}

bool has(const std::vector<Column>& columns, std::string_view name) {
  return std::any_of(columns.begin(), columns.end(), [&](const Column& each) { return each.name == name; });
}

/// A field of a query, caller_id.email among them, as SQL.
class Fielding {
 public:
  Fielding(Parts& parts, std::string_view table, const std::vector<Column>& columns) : parts_(parts), table_(table), columns_(columns) {}

  bool knows(std::string_view field) const {
    const std::size_t dot = field.find('.');
    if (dot == std::string_view::npos) return has(columns_, field);
    const std::string_view base = field.substr(0, dot);
    const std::string_view refers = reference_of(table_, base);
    return has(columns_, base) && !refers.empty() && has(view_of(parts_, refers).columns, field.substr(dot + 1));
  }
  std::string sql(std::string_view field) const {
    const std::size_t dot = field.find('.');
    if (dot == std::string_view::npos) return expression(table_, field);
    const std::string_view base = field.substr(0, dot);
    const std::string_view refers = reference_of(table_, base);
    return fmt::format("coalesce((SELECT {0} FROM \"{1}\" WHERE \"{1}\".sys_id = \"{2}\".\"{3}\"), '')",
                       expression(refers, field.substr(dot + 1)), refers, table_, base);
  }

 private:
  Parts& parts_;
  std::string_view table_;
  const std::vector<Column>& columns_;
};

std::string select(std::string_view table, const std::vector<Column>& columns) {
  std::string names;
  for (const Column& each : columns) names += (names.empty() ? "" : ", ") + expression(table, each.name);
  return fmt::format("SELECT {} FROM \"{}\"", names, table);
}

/// Puts the statement's row into the frame; its size.
std::size_t put_row(const Statement& row, Frame& frame) {
  std::size_t bytes = 0;
  for (int i = 0; i < row.columns(); ++i) {
    frame.push_back(row.text(i));
    bytes += frame.back().size() + 4;
  }
  return bytes;
}

}  // namespace

bool is_record_table(Parts& parts, std::string_view table) {
  return is_name(table) && !table.starts_with("sys") && parts.store.has_column(table, "number") &&
         parts.store.has_column(table, "sys_mod_count");
}

namespace {

std::vector<Column> read_columns(Parts& parts, std::string_view table) {
  const auto* readable = std::find_if(readable_tables.begin(), readable_tables.end(), [&](const auto& each) { return each.name == table; });
  if (readable == readable_tables.end() && !is_record_table(parts, table)) return {};
  const std::string_view hidden = readable == readable_tables.end() ? std::string_view() : readable->hidden;
  std::vector<Column> columns;
  Statement& row = parts.database.kept("SELECT name FROM pragma_table_info(?) ORDER BY cid");
  row.bind_all(table);
  while (row.step()) {
    std::string name = row.text(0);
    if (name == "id" || name == hidden) continue;
    const std::string_view refers = reference_of(table, name);
    columns.push_back({std::move(name), refers});
  }
  row.reset();
  return columns;
}

}  // namespace

const TableView& view_of(Parts& parts, std::string_view table) {
  auto& known = parts.scripts->views().tables;
  const auto found = known.find(table);
  if (found != known.end()) return found->second;
  TableView view{read_columns(parts, table), ""};
  if (!view.columns.empty()) view.select = select(table, view.columns);
  return known.emplace(std::string(table), std::move(view)).first->second;
}

sim::Result<Rows> find_rows(Parts& parts, std::string_view table, std::string_view encoded, const RowLimits& limits) {
  const TableView& view = view_of(parts, table);
  const std::vector<Column>& columns = view.columns;
  if (columns.empty()) return sim::Error{fmt::format("there is no table '{}' for scripts", table), "", {}};
  const Fielding fielding(parts, table, columns);
  const auto query = Query::parse(encoded, [&](std::string_view field) { return fielding.knows(field); });
  if (!query) return query.error();
  const Query::Sql sql = query->sql([&](std::string_view field) { return fielding.sql(field); });
  const std::string_view made = table == "sys_properties" ? "name" : "id";
  Statement row = parts.database.prepare(fmt::format("{}{}{} ORDER BY {}{}{} LIMIT {}", view.select,
                                                     sql.condition.empty() ? "" : " WHERE ", sql.condition, sql.order,
                                                     sql.order.empty() ? "" : ", ", made, limits.most + 1));
  for (std::size_t i = 0; i < sql.values.size(); ++i) row.bind_one(static_cast<int>(i) + 1, sql.values[i]);
  Rows rows{{"ok"}, 0, false};
  std::size_t bytes = 0;
  const std::size_t most_texts = most_frame_texts - columns.size() - 1;
  while (row.step()) {
    rows.is_cut = rows.count == limits.most || bytes > limits.most_bytes || rows.frame.size() > most_texts;
    if (rows.is_cut) break;
    bytes += put_row(row, rows.frame);
    ++rows.count;
  }
  return rows;
}

Frame one_row(Parts& parts, std::string_view table, std::string_view key) {
  Frame frame{"ok"};
  const TableView& view = view_of(parts, table);
  for (const std::string_view by : {"sys_id", "number"}) {
    if (key.empty() || !has(view.columns, by)) continue;
    Statement& row = parts.database.kept(fmt::format("{} WHERE {} = ?", view.select, by));
    const Ended ended{row.bind_all(key)};
    if (!row.step()) continue;
    put_row(row, frame);
    break;
  }
  return frame;
}

Fields shown_fields(const Record& record) {
  Fields shown;
  for (const auto& [name, value] : record.fields) {
    if (name == "id") continue;
    const sim::Instant when(sim::Duration(is_time(name) ? std::strtoll(value.c_str(), nullptr, 10) : 0));
    shown.emplace_back(name, is_time(name) ? sim::glide_time(when) : value);
  }
  return shown;
}

}  // namespace engine::script
