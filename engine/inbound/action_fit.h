// Whether an inbound action takes a mail (spec 3.4, 3.5).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "engine/inbound/mail.h"

namespace engine::inbound {

/// Why an action does not run, in the words of its log row behind "Skipping 'X', ".
struct Misfit {
  std::string_view rule;
  std::string why;
};
/// Nothing if the action runs.
std::optional<Misfit> misfit(Mail& mail, const Action& action);

}  // namespace engine::inbound
