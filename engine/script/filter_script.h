// The condition and action scripts of Email Filters (spec 7.3).
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace engine::inbound {
struct Mail;
}

namespace engine {

struct FilterScriptOutcome {
  bool answer = false;                 ///< a condition script: the filter matches
  std::string error_string;            ///< an action script: what it set `error_string` or `email.error_string` to
  std::optional<std::string> trouble;  ///< why the script did not end as it should
};
/// Runs a filter's script on the mail. Condition scripts are an expression, or set `answer`, or return it. Trouble is written into the
/// mail's log with the filter's name.
FilterScriptOutcome run_filter_script(inbound::Mail& mail, std::string_view filter_name, std::string_view text);

}  // namespace engine
