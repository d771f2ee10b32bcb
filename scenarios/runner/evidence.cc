#include "scenarios/runner/evidence.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "engine/email_record.h"
#include "scenarios/runner/match.h"
#include "scenarios/runner/suggest.h"

namespace scenarios {
namespace {

constexpr std::size_t most_rows_shown = 3;

std::vector<std::string> tables(engine::Database& database) {
  std::vector<std::string> names;
  engine::Statement list = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
  while (list.step()) names.push_back(list.text(0));
  return names;
}

bool is_sys_id(std::string_view text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// What a person would call the row that a sys_id stands for: a user_name or a number; "" if it is neither.
std::string display_of(Stage& stage, const std::string& sys_id) {
  engine::Database& database = stage.database();
  engine::Statement user = database.prepare("SELECT user_name FROM sys_user WHERE sys_id = ?");
  if (user.bind_all(sys_id).step()) return user.text(0);
  std::vector<std::string> numbered;
  engine::Statement categories = database.prepare("SELECT category FROM sys_number ORDER BY category");
  while (categories.step()) numbered.push_back(categories.text(0));
  const auto known = tables(database);
  for (const std::string& table : numbered) {
    if (table == "sys_watermark" || std::find(known.begin(), known.end(), table) == known.end()) continue;
    engine::Statement record = database.prepare(fmt::format("SELECT number FROM \"{}\" WHERE sys_id = ?", table));
    if (record.bind_all(sys_id).step()) return record.text(0);
  }
  return {};
}

std::size_t points(Stage& stage, const Row& row, const Value& wanted) {
  std::size_t sum = 0;
  for (const Member& member : wanted.members) {
    if (cell_matches(stage, row, member.key, member.value)) {
      sum += 10;
    } else if (member.value.is_scalar()) {
      sum += nearest(member.value.text, {cell(row, member.key).value_or("")}).empty() ? 0U : 5U;
    }
  }
  return sum;
}

/// The words that stories use for columns of the Email table.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> email_words{
    {{"to", "recipients"}, {"cc", "copied"}, {"bcc", "blind_copied"}, {"text", "body_text"}, {"html", "body"}}};

/// Mailbox names in lower case, and the words that stories use for columns.
void add_words(Row& row) {
  for (auto& [name, value] : row) {
    if (name == "mailbox") value = lower(value);
  }
  for (const auto& [word, column] : email_words) {
    if (const auto value = cell(row, column)) row.emplace_back(word, *value);
  }
}

}  // namespace

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

std::string without_brackets(std::string_view id) {
  if (id.size() >= 2 && id.front() == '<' && id.back() == '>') id = id.substr(1, id.size() - 2);
  return std::string(id);
}

std::optional<std::string> cell(const Row& row, std::string_view column) {
  for (const auto& [name, value] : row) {
    if (name == column) return value;
  }
  return std::nullopt;
}

sim::Result<std::vector<Row>> table_rows(Stage& stage, std::string_view table) {
  engine::Database& database = stage.database();
  const auto known = tables(database);
  if (std::find(known.begin(), known.end(), table) == known.end()) {
    return sim::Error{fmt::format("the instance has no table '{}'", table), advice_for(table, known, "tables"), {}};
  }
  std::vector<Row> rows;
  engine::Statement select = database.prepare(fmt::format("SELECT * FROM \"{}\" ORDER BY 1", table));
  while (select.step()) {
    Row row;
    for (int column = 0; column < select.columns(); ++column) {
      if (!select.is_null(column)) row.emplace_back(select.column_name(column), select.text(column));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<Row> email_rows(Stage& stage) {
  auto rows = table_rows(stage, "sys_email");
  if (!rows) return {};
  for (Row& row : *rows) add_words(row);
  return *std::move(rows);
}

std::vector<Row> archived_rows(Stage& stage) {
  std::vector<Row> rows;
  std::string last;
  engine::Statement cells = stage.database().prepare(
      "SELECT a.sys_id, c.key, c.value FROM ar_sys_email a, json_each(a.row) c ORDER BY a.id, c.id");
  while (cells.step()) {
    if (rows.empty() || cells.text(0) != last) rows.emplace_back();
    last = cells.text(0);
    rows.back().emplace_back(cells.text(1), cells.text(2));
  }
  for (Row& row : rows) add_words(row);
  return rows;
}

std::optional<sim::Error> unknown_column(Stage& stage, std::string_view table, const Value& wanted) {
  std::vector<std::string> columns;
  engine::Statement list = stage.database().prepare("SELECT name FROM pragma_table_info(?) ORDER BY cid");
  list.bind_all(table);
  while (list.step()) columns.push_back(list.text(0));
  if (table == "sys_email") {
    for (const auto& [word, column] : email_words) columns.emplace_back(word);
  }
  for (const Member& member : wanted.members) {
    if (std::find(columns.begin(), columns.end(), member.key) != columns.end()) continue;
    return sim::Error{fmt::format("the table {} has no column '{}'", table, member.key), advice_for(member.key, columns, "columns"), member.place};
  }
  return std::nullopt;
}

bool cell_matches(Stage& stage, const Row& row, const std::string& column, const Value& wanted) {
  const auto actual = cell(row, column);
  if (matches(wanted, actual)) return true;
  if (!actual) return false;
  if (wanted.is_scalar() && (wanted.text == "true" || wanted.text == "false")) return *actual == (wanted.text == "true" ? "1" : "0");
  if (column == "sys_id" || !is_sys_id(*actual)) return false;
  const std::string display = display_of(stage, *actual);
  return !display.empty() && matches(wanted, display);
}

bool row_matches(Stage& stage, const Row& row, const Value& wanted) {
  return std::all_of(wanted.members.begin(), wanted.members.end(),
                     [&](const Member& member) { return cell_matches(stage, row, member.key, member.value); });
}

std::vector<std::string> nearest_rows(Stage& stage, const std::vector<Row>& rows, const Value& wanted, std::string_view label) {
  std::vector<std::pair<std::size_t, const Row*>> ranked;
  for (const Row& row : rows) ranked.emplace_back(points(stage, row, wanted), &row);
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string> lines;
  if (rows.empty()) lines.push_back("there are no rows at all");
  for (const auto& [score, row] : ranked) {
    if (lines.size() == most_rows_shown) break;
    std::string line = lines.empty() ? "nearest: " : "     and: ";
    line += cell(*row, label).value_or("(nothing)");
    for (const Member& member : wanted.members) {
      if (member.key != label) line += fmt::format(", {}: {}", member.key, cell(*row, member.key).value_or("(nothing)"));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

sim::Result<std::vector<FoundMail>> mails_of(Stage& stage, const std::string& person_or_address) {
  std::vector<FoundMail> found;
  fakeservers::mta::MailServer* server = nullptr;
  const fakeservers::Maildrop* drop = nullptr;
  if (const auto* person = stage.person(person_or_address)) {
    server = stage.host(stage.host_of_person(person_or_address));
    drop = server->store().find_user(person->config().user);
  } else if (const auto address = sim::mail::Address::parse(person_or_address)) {
    server = stage.host_of_domain(address->domain());
    drop = server == nullptr ? nullptr : server->store().find_address(*address);
  }
  if (drop == nullptr) return sim::Error{fmt::format("'{}' has no maildrop at any host", person_or_address), "", {}};
  const auto add = [&](const std::vector<fakeservers::StoredMail>& mails, const std::string& folder) {
    for (const auto& mail : mails) found.push_back({server->config().name, drop->user, &mail, sim::mail::Message(mail.raw), folder});
  };
  add(drop->mails, "INBOX");
  for (const auto& [name, folder] : drop->folders) add(folder->mails, name);
  return found;
}

std::set<std::string> mails_of_row(const Stage& stage, const Row& row) {
  std::set<std::string> mails;
  if (const auto id = cell(row, "message_id"); id && !id->empty()) mails.insert(without_brackets(*id));
  const std::string sys_id = cell(row, "sys_id").value_or("");
  for (const sim::Event& event : stage.trace().events()) {
    if (!event.mail.empty() && event.field("sys_email") == sys_id) mails.insert(event.mail);
  }
  return mails;
}

std::vector<const sim::Event*> events_about(const Stage& stage, const std::set<std::string>& mails) {
  std::vector<const sim::Event*> out;
  for (const sim::Event& event : stage.trace().events()) {
    if (mails.contains(event.mail)) out.push_back(&event);
  }
  return out;
}

}  // namespace scenarios
