// Plays a story's steps on its stage and collects what did not hold.
#pragma once
#include <string>
#include <vector>

#include "scenarios/runner/stage.h"
#include "scenarios/runner/step.h"

namespace scenarios {

/// One replay of one story: what steps work on.
struct Performance {
  Stage& stage;
  std::vector<Finding> failures{};
};

/// Plays every step. A step that cannot be played ends the replay and is a failure itself.
void perform(Performance& performance);
/// Whether an expectation holds, with the modifiers `within` and `never` played out.
Finding evaluate(Stage& stage, const Value& expectation);

}  // namespace scenarios
