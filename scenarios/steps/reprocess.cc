#include <fmt/format.h>

#include "scenarios/runner/director.h"
#include "scenarios/runner/evidence.h"
#include "scenarios/runner/match.h"

namespace scenarios::steps {
namespace {

const Shape& reprocess_shape() {
  static const Shape keys{"step 'reprocess'", "Presses Reprocess Email.",
                          {required("email", map_of(match()), "Which mails, by columns of the Email table; all that match.")}};
  return keys;
}

sim::Result<void> play_reprocess(Performance& performance, const Value& value) {
  Stage& stage = performance.stage;
  engine::Instance* instance = stage.instance();
  if (instance == nullptr) return sim::Error{"the instance is down", "restart it before", value.place};
  std::vector<std::string> chosen;
  for (const Row& row : email_rows(stage)) {
    if (row_matches(stage, row, *value.find("email"))) chosen.push_back(cell(row, "sys_id").value_or(""));
  }
  if (chosen.empty()) {
    return sim::Error{fmt::format("no row of the Email table matches {}", value.find("email")->brief()), "let time pass before: wait: {until: idle}",
                      value.place};
  }
  for (const std::string& sys_id : chosen) {
    if (auto done = instance->reprocess(sys_id); !done) return sim::Error{done.error().what, done.error().advice, value.place};
  }
  return {};
}

}  // namespace

Step reprocess() {
  return {"reprocess", object(reprocess_shape), "Takes received mail through sender, classification and actions again; what was screened is not screened again.",
          "reprocess: {email: {subject: Printer}}", play_reprocess};
}

}  // namespace scenarios::steps
