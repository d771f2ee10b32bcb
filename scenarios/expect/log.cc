#include <fmt/format.h>

#include "scenarios/runner/decode.h"
#include "scenarios/runner/evidence.h"
#include "scenarios/runner/match.h"
#include "scenarios/runner/step.h"

namespace scenarios::expectations {
namespace {

const Shape& log_selector_shape() {
  static const Shape keys{"log", "Rows of syslog_email, or of syslog with `source`. A value alone is the message.",
                          {optional("email", map_of(match()), "Of the mails that these columns select."),
                           optional("source", match(), "Of the system log instead: the account that it is about."),
                           optional("level", match(), "Level."),
                           optional("message", match(), "Message.")},
                          "message"};
  return keys;
}

bool fits(const Row& row, const Value& wanted, std::string_view key) {
  const Value* value = wanted.find(key);
  return value == nullptr || matches(*value, cell(row, key));
}

Finding check_system_log(Stage& stage, const Value& wanted) {
  Finding finding{.holds = false, .place = wanted.place, .what = fmt::format("no row of the system log matches {}", wanted.brief())};
  const auto rows = table_rows(stage, "syslog");
  if (!rows) return finding;
  for (const Row& row : *rows) {
    if (!fits(row, wanted, "source")) continue;
    if (fits(row, wanted, "message") && fits(row, wanted, "level")) return {};
    if (finding.details.size() < 40) finding.details.push_back("logged: " + cell(row, "message").value_or(""));
  }
  if (finding.details.empty()) finding.details.push_back("there are no rows of that source");
  return finding;
}

Finding check_log(Stage& stage, const Value& value) {
  const Value wanted = long_form(*value.find("log"), "message");
  if (wanted.find("source") != nullptr) return check_system_log(stage, wanted);
  if (const Value* email = wanted.find("email")) {
    if (const auto wrong = unknown_column(stage, "sys_email", *email)) return unanswerable(*wrong, email->place);
  }
  std::set<std::string> mails;
  for (const Row& row : email_rows(stage)) {
    const Value* email = wanted.find("email");
    if (email == nullptr || row_matches(stage, row, *email)) mails.insert(cell(row, "sys_id").value_or(""));
  }
  const auto rows = table_rows(stage, "syslog_email");
  Finding finding{.holds = false, .place = wanted.place, .what = fmt::format("no log row matches {}", wanted.brief())};
  if (!rows) return finding;
  for (const Row& row : *rows) {
    if (!mails.contains(cell(row, "email").value_or(""))) continue;
    if (fits(row, wanted, "message") && fits(row, wanted, "level")) return {};
    if (finding.details.size() < 8) finding.details.push_back("logged: " + cell(row, "message").value_or(""));
  }
  if (finding.details.empty()) finding.details.push_back("there are no log rows of that mail");
  return finding;
}

}  // namespace

Expectation log() {
  return {"log",
          {"expectation 'log'", "A row of the Email Log.",
           {required("log", object(log_selector_shape), "Which row."), optional("within", duration(), "Wait so long for it.")}},
          "The instance logged something about a mail.", "{log: {email: {subject: Printer}, message: {contains: is locked out}}}", check_log};
}

}  // namespace scenarios::expectations
