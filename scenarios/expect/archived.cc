#include <fmt/format.h>

#include "scenarios/runner/decode.h"
#include "scenarios/runner/evidence.h"
#include "scenarios/runner/match.h"
#include "scenarios/runner/step.h"

namespace scenarios::expectations {
namespace {

Shape archived_make_shape() {
  return {"expectation 'archived'", "Mails in the archive (ar_sys_email).",
          {required("archived", map_of(match()), "Selects by the columns that the mail had in the Email table, as `email` does."),
           optional("exactly", integer(), "How many; default 1."),
           optional("within", duration(), "Wait so long for it.")}};
}

Finding check_archived(Stage& stage, const Value& value) {
  const Value& wanted = *value.find("archived");
  if (const auto wrong = unknown_column(stage, "sys_email", wanted)) return unanswerable(*wrong, wanted.place);
  const auto rows = archived_rows(stage);
  const auto found = std::count_if(rows.begin(), rows.end(), [&](const Row& row) { return row_matches(stage, row, wanted); });
  const long long expected = number_at(value, "exactly").value_or(1);
  if (found == expected) return {};
  Finding finding{.holds = false, .place = wanted.place};
  finding.what = fmt::format("{} archived mails match {}, expected {}", found, wanted.brief(), expected);
  finding.details = nearest_rows(stage, rows, wanted, "subject");
  return finding;
}

}  // namespace

Expectation archived() {
  return {"archived", archived_make_shape(), "A mail was moved to the archive: the Email table does not hold it any more.", "{archived: {subject: Printer}}", check_archived};
}

}  // namespace scenarios::expectations
