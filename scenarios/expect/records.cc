#include <fmt/format.h>

#include "scenarios/runner/decode.h"
#include "scenarios/runner/evidence.h"
#include "scenarios/runner/step.h"

namespace scenarios::expectations {
namespace {

const Shape& records_selector_shape() {
  static const Shape keys{"records", "Rows of any table of the instance. A text alone is the table.",
                          {required("table", text(), "`incident`, `sys_journal_field`, `sys_attachment`, ..."),
                           optional("where", map_of(match()), "Columns; users by user_name, records by number.")},
                          "table"};
  return keys;
}

Finding check_records(Stage& stage, const Value& value) {
  const Value selector = long_form(*value.find("records"), "table");
  const Value nothing{.kind = Value::Kind::map};
  const Value& where = selector.find("where") == nullptr ? nothing : *selector.find("where");
  const auto rows = table_rows(stage, selector.text_of("table"));
  if (!rows) return unanswerable(rows.error(), selector.place);
  if (const auto wrong = unknown_column(stage, selector.text_of("table"), where)) return unanswerable(*wrong, where.place);
  long long found = 0;
  for (const Row& row : *rows) found += row_matches(stage, row, where) ? 1 : 0;
  const long long wanted = number_at(value, "count").value_or(1);
  if (found == wanted) return {};
  Finding finding{.holds = false, .place = selector.place};
  finding.what = fmt::format("{} records of {} match {}, expected {}", found, selector.text_of("table"), where.brief(), wanted);
  finding.details = nearest_rows(stage, *rows, where, "number");
  return finding;
}

}  // namespace

Expectation records() {
  return {"records",
          {"expectation 'records'", "How many rows a table has.",
           {required("records", object(records_selector_shape), "Which rows."), optional("count", integer(), "How many; default 1."),
            optional("within", duration(), "Wait so long for it.")}},
          "Counts rows of any table.", "{records: {table: incident, where: {caller_id: yuki}}, count: 1}", check_records};
}

}  // namespace scenarios::expectations
