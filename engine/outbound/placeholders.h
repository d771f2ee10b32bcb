// Fills ${...} in the subject and bodies of a notification (spec 6.6).
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "engine/instance.h"
#include "engine/parts.h"

namespace engine::outbound {

/// What a notification may speak of. `record` is nothing if the event is about none.
struct Matter {
  const EventRequest& event;
  const std::optional<Record>& record;
  /// What the mail script of that name prints, as HTML; nothing if there is none.
  std::function<std::optional<std::string>(std::string_view)> mail_script = {};
};

enum class Escape { none, html };

/// ${number}, ${caller_id.name}, ${comments}, ${URI}, ${URI_REF}, ${event.parm1}, ${event.parm2}, ${mail_script:name}. See engine/template.h for
/// names that nobody knows.
std::string fill(Parts& parts, std::string_view pattern, const Matter& subject, Escape escape);
/// A text as it stands in HTML.
std::string html_escaped(std::string_view text);
/// Line ends become blanks: a header value must not begin a field of its own.
std::string one_line(std::string text);

}  // namespace engine::outbound
