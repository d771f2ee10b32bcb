#include <fmt/format.h>

#include "scenarios/runner/decode.h"
#include "scenarios/runner/director.h"

namespace scenarios::expectations {
namespace {

Finding check_never(Stage& stage, const Value& value) {
  const Value& unwanted = *value.find("never");
  const Expectation* known = find_expectation(unwanted);
  const Finding now = known->check(stage, unwanted);
  if (!now.is_answerable) return now;
  bool happened = now.holds;
  if (const auto within = duration_at(value, "within"); within && !happened) {
    stage.run_until(stage.clock().now() + *within, [&] { return happened = known->check(stage, unwanted).holds; });
  }
  if (!happened) return {};
  return {.holds = false, .place = unwanted.place, .what = fmt::format("this must never hold, and does: {}", unwanted.brief())};
}

}  // namespace

Expectation never() {
  return {"never",
          {"expectation 'never'", "The opposite of an expectation.",
           {required("never", expectation(), "What must not hold."),
            optional("within", duration(), "Nor at any moment of this time; by default only now.")}},
          "Another expectation does not hold, throughout `within`.", "{never: {delivered: {to: ken}}, within: 1h}", check_never};
}

}  // namespace scenarios::expectations
