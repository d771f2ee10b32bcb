#include "scenarios/report/trace_json.h"

#include <fmt/format.h>

#include "scenarios/runner/json.h"

namespace scenarios {
namespace {

void append(std::string& out, std::string_view key, std::string_view value) {
  out += "," + json_text(key) + ":" + json_text(value);
}

/// The event that led to it, or to that one, as far as they are shown.
std::optional<sim::EventId> shown_cause(const sim::Trace& trace, const sim::Event& event, sim::TraceLevel level) {
  auto because = event.because;
  while (because && *because < trace.events().size() && sim::info(trace.events()[*because].kind).level > level) because = trace.events()[*because].because;
  return because;
}

}  // namespace

std::string trace_lines(const sim::Trace& trace, sim::TraceLevel level, const std::string& story, bool is_fixed) {
  std::string out;
  for (const sim::Event& event : trace.events()) {
    if (sim::info(event.kind).level > level) continue;
    out += "{" + json_text("story") + ":" + json_text(story);
    if (is_fixed) out += ",\"fixed\":true";
    out += fmt::format(",\"id\":{}", event.id);
    append(out, "at", sim::iso8601(event.at));
    append(out, "kind", sim::info(event.kind).name);
    if (!event.mail.empty()) append(out, "mail", event.mail);
    if (const auto because = shown_cause(trace, event, level)) out += fmt::format(",\"because\":{}", *because);
    if (!event.by.id.empty()) append(out, "by", event.by.id);
    if (event.by.place.is_known()) append(out, "place", event.by.place.text());
    for (const auto& [name, value] : event.fields)
      if (name != "lines" || level >= sim::TraceLevel::evidence) append(out, name, value);
    out += "}\n";
  }
  return out;
}

std::string skipped_line(const std::string& story, const std::string& why) {
  std::string out = "{" + json_text("story") + ":" + json_text(story);
  append(out, "skipped", why);
  return out + "}\n";
}

}  // namespace scenarios
