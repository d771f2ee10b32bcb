// What holds after every story without being asked for. One table; each invariant is one function.
#pragma once
#include <string_view>
#include <vector>

#include "scenarios/runner/stage.h"
#include "scenarios/runner/step.h"

namespace scenarios {

struct Invariant {
  std::string_view name;
  std::string_view meaning;
  std::vector<Finding> (*check)(Stage&);
};
const std::vector<Invariant>& all_invariants();
/// What does not hold, the story's exceptions left out.
std::vector<Finding> check_invariants(Stage& stage);

/// The mail invariants (invariants_mail.cc).
std::vector<Finding> nothing_lost(Stage& stage);
std::vector<Finding> nothing_doubled(Stage& stage);

}  // namespace scenarios
