#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scenarios/runner/decode.h"
#include "scenarios/runner/evidence.h"
#include "scenarios/runner/match.h"
#include "scenarios/runner/step.h"

namespace scenarios::expectations {
namespace {

Shape email_make_shape() {
  return {"expectation 'email'", "One row of the Email table, and what is true of it.",
          {required("email", map_of(match()), "Selects rows by columns; also `to`, `cc`, `bcc`, `text`, `html`, and `mailbox` in lower case."),
           optional("is", map_of(match()), "What the row's columns must be."),
           optional("went", list_of(match()), "The mailboxes that it entered, in order."),
           optional("because", match(), "The rule that decided, among all that did for this mail."),
           optional("exactly", integer(), "How many rows are selected; default 1."),
           optional("within", duration(), "Wait so long for it.")}};
}

std::set<std::string> keys_of(const std::vector<const Row*>& rows, Stage& stage) {
  std::set<std::string> mails;
  for (const Row* row : rows) mails.merge(mails_of_row(stage, *row));
  return mails;
}

Finding wrong_count(Stage& stage, const std::vector<Row>& rows, const std::vector<const Row*>& found, const Value& value, long long wanted) {
  Finding finding{.holds = false, .place = value.find("email")->place};
  finding.what = fmt::format("{} rows of the Email table match {}, expected {}", found.size(), value.find("email")->brief(), wanted);
  finding.details = nearest_rows(stage, rows, *value.find("email"), "subject");
  for (const std::string& mail : keys_of(found, stage)) finding.mails.push_back(mail);
  return finding;
}

void check_columns(Stage& stage, const Row& row, const Value& is, Finding& finding) {
  for (const Member& member : is.members) {
    if (cell_matches(stage, row, member.key, member.value)) continue;
    if (finding.holds) finding.place = member.place;
    finding.holds = false;
    finding.details.push_back(fmt::format("{}: expected {}, actually '{}'", member.key, wanted_text(member.value),
                                          cell(row, member.key).value_or("(no such column)")));
  }
}

void check_way(Stage& stage, const Row& row, const Value& went, Finding& finding) {
  std::vector<std::string> actual;
  const std::string sys_id = cell(row, "sys_id").value_or("");
  for (const sim::Event& event : stage.trace().events()) {
    if (event.kind == sim::EventKind::mailbox_entered && event.field("sys_email") == sys_id) actual.push_back(lower(event.field("mailbox")));
  }
  if (matches_list(went, actual)) return;
  if (finding.holds) finding.place = went.place;
  finding.holds = false;
  finding.details.push_back(fmt::format("went: expected {}, actually [{}]", wanted_text(went), fmt::join(actual, ", ")));
}

void check_rule(Stage& stage, const Row& row, const Value& because, Finding& finding) {
  std::vector<std::string> rules;
  for (const sim::Event* event : events_about(stage, mails_of_row(stage, row))) {
    for (const std::string& rule : {event->by.id, std::string(event->field("rule"))}) {
      if (!rule.empty() && std::find(rules.begin(), rules.end(), rule) == rules.end()) rules.push_back(rule);
    }
  }
  if (matches_any(because, rules)) return;
  if (finding.holds) finding.place = because.place;
  finding.holds = false;
  finding.details.push_back(fmt::format("because: expected {}, the rules that decided: {}", wanted_text(because), fmt::join(rules, ", ")));
}

Finding check_email(Stage& stage, const Value& value) {
  for (const char* part : {"email", "is"}) {
    const Value* columns = value.find(part);
    if (columns == nullptr) continue;
    if (const auto wrong = unknown_column(stage, "sys_email", *columns)) return unanswerable(*wrong, columns->place);
  }
  const auto rows = email_rows(stage);
  std::vector<const Row*> found;
  for (const Row& row : rows) {
    if (row_matches(stage, row, *value.find("email"))) found.push_back(&row);
  }
  const long long wanted = number_at(value, "exactly").value_or(1);
  if (static_cast<long long>(found.size()) != wanted) return wrong_count(stage, rows, found, value, wanted);
  Finding finding;
  for (const Row* row : found) {
    if (const Value* is = value.find("is")) check_columns(stage, *row, *is, finding);
    if (const Value* went = value.find("went")) check_way(stage, *row, *went, finding);
    if (const Value* because = value.find("because")) check_rule(stage, *row, *because, finding);
  }
  if (!finding.holds) {
    finding.what = fmt::format("the mail {} is not as expected", value.find("email")->brief());
    for (const std::string& mail : keys_of(found, stage)) finding.mails.push_back(mail);
  }
  return finding;
}

}  // namespace

Expectation email() {
  return {"email", email_make_shape(), "Selects rows of the Email table (exactly one unless `exactly` says otherwise) and looks at each.",
          "{email: {subject: Printer}, is: {mailbox: junk}, went: [inbox, junk], because: sender-locked-out}", check_email};
}

}  // namespace scenarios::expectations
