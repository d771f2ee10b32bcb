// "Did you mean ...?": the known word nearest to a mistyped one.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace scenarios {

/// The nearest of `known`, "" if none is near enough to be meant.
std::string nearest(std::string_view word, const std::vector<std::string>& known);
/// "did you mean 'recipient'?", or a list of what there is if nothing is near.
std::string advice_for(std::string_view word, const std::vector<std::string>& known, std::string_view what);

}  // namespace scenarios
