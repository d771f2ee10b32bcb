// The phrase tables behind speaks_of().
#pragma once
#include <span>
#include <string_view>

#include "sim/automatic/reason.h"

namespace sim::automatic {

struct ReasonPhrases {
  Reason reason;
  std::span<const std::string_view> words;  ///< lower case, '*' for anything in between
};
std::span<const ReasonPhrases> first_reason_phrases();   ///< authfailure to notcompliantrfc
std::span<const ReasonPhrases> second_reason_phrases();  ///< policyviolation to virusdetected

}  // namespace sim::automatic
