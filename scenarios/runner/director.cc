#include "scenarios/runner/director.h"

#include <fmt/format.h>

#include "scenarios/runner/decode.h"

namespace scenarios {

void perform(Performance& performance) {
  Stage& stage = performance.stage;
  int number = 0;
  for (const Value& value : stage.story().steps) {
    const Member& member = value.members.front();
    const Step* step = find_step(member.key);
    ++number;
    if (step->name != "expect") {
      stage.trace().note(sim::EventKind::story_step, "",
                         {{"number", std::to_string(number)}, {"step", fmt::format("{} {}", member.key, member.value.brief())}},
                         {"", member.place});
    }
    if (auto played = step->play(performance, member.value); !played) {
      Finding failure{.holds = false, .place = member.place, .what = fmt::format("the step '{}' cannot be played: {}", member.key, played.error().what)};
      if (!played.error().advice.empty()) failure.details.push_back(played.error().advice);
      performance.failures.push_back(std::move(failure));
      return;
    }
  }
}

Finding evaluate(Stage& stage, const Value& expectation) {
  const Expectation* known = find_expectation(expectation);
  const bool has_own_time = known->name == "never";
  const auto within = duration_at(expectation, "within");
  Finding finding = known->check(stage, expectation);
  if (within && !has_own_time && !finding.holds) {
    const sim::Instant limit = stage.clock().now() + *within;
    stage.run_until(limit, [&] {
      finding = known->check(stage, expectation);
      return finding.holds;
    });
    finding = known->check(stage, expectation);
    if (!finding.holds) finding.what += fmt::format(" (waited {})", sim::duration_text(*within));
  }
  if (!finding.holds && !finding.place.is_known()) finding.place = expectation.place;
  return finding;
}

}  // namespace scenarios
