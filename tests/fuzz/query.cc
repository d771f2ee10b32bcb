// Oracle: what is read as an encoded query is read again alike, answers the same with and without shared folding, its SQL is one that
// SQLite takes and gives the same answer for a row; a column in an error lies within the text.
#include "engine/query.h"

#include <cstdlib>

#include "engine/database.h"

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

constexpr std::pair<std::string_view, std::string_view> columns[]{
    {"subject", "Foo bar ÄPFEL"}, {"headers", "X-Spam:YES\n"}, {"active", "1"}, {"state", "3"}, {"user", ""}, {"body", "10"}};

struct Mail : engine::Row {
  std::optional<std::string> field(std::string_view name) const override {
    for (const auto& [known, value] : columns) {
      if (known == name) return std::string(value);
    }
    return std::nullopt;
  }
};

engine::Database& table() {
  static engine::Database database = [] {
    auto made = engine::Database::open({":memory:", 0, false});
    must(made.has_value());
    made->execute("CREATE TABLE t (subject, headers, active, state, user, body)");
    auto insert = made->prepare("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)");
    insert.bind_all();
    for (std::size_t i = 0; i < std::size(columns); ++i) insert.bind_one(static_cast<int>(i) + 1, columns[i].second);
    insert.run();
    return *std::move(made);
  }();
  return database;
}

bool is_chosen(const engine::Query& query) {
  const auto sql = query.sql();
  auto row = table().prepare("SELECT 1 FROM t" + (sql.condition.empty() ? "" : " WHERE " + sql.condition) +
                             (sql.order.empty() ? "" : " ORDER BY " + sql.order));
  row.bind_all();
  for (std::size_t i = 0; i < sql.values.size(); ++i) row.bind_one(static_cast<int>(i) + 1, sql.values[i]);
  return row.step();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view encoded(reinterpret_cast<const char*>(data), size);
  const Mail mail;
  const auto is_field = [&](std::string_view name) { return mail.field(name).has_value(); };
  const auto query = engine::Query::parse(encoded, is_field);
  if (!query) {
    must(!query.error().what.empty() && query.error().what.size() < 2 * size + 200);
    return 0;
  }
  const bool matches = query->matches(mail);
  must(query->text() == encoded && !query->evidence(mail).empty());
  const auto again = engine::Query::parse(query->text(), is_field);
  must(again && again->matches(engine::FoldedRow(mail)) == matches);
  // SQLite reads text up to a NUL and mends what is no UTF-8; for plain text both must agree.
  const bool is_plain = std::all_of(encoded.begin(), encoded.end(), [](char c) { return c > 0; });
  const bool chosen = is_chosen(*query);
  must(!is_plain || chosen == matches);
  return 0;
}
