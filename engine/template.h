// Texts with ${names} in them: notification bodies, field actions of inbound actions.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace engine {

/// `pattern` with each ${name} replaced by what `look_up` gives for the name. A name it does not know stays as it stands, so that a
/// misspelt one is seen by whoever reads the result. What was filled in is not looked at again.
std::string fill(std::string_view pattern, const std::function<std::optional<std::string>(std::string_view)>& look_up);

}  // namespace engine
