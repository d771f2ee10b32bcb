#include "scenarios/report/trace_json.h"

#include <fmt/format.h>

#include "scenarios/runner/json.h"

namespace scenarios {
namespace {

void append(std::string& out, std::string_view key, std::string_view value) {
  out += "," + json_text(key) + ":" + json_text(value);
}

}  // namespace

std::string trace_lines(const sim::Trace& trace, const std::string& story, bool is_fixed) {
  std::string out;
  for (const sim::Event& event : trace.events()) {
    out += "{" + json_text("story") + ":" + json_text(story);
    if (is_fixed) out += ",\"fixed\":true";
    out += fmt::format(",\"id\":{}", event.id);
    append(out, "at", sim::iso8601(event.at));
    append(out, "kind", sim::info(event.kind).name);
    if (!event.mail.empty()) append(out, "mail", event.mail);
    if (event.because) out += fmt::format(",\"because\":{}", *event.because);
    if (!event.by.id.empty()) append(out, "by", event.by.id);
    if (event.by.place.is_known()) append(out, "place", event.by.place.text());
    for (const auto& [name, value] : event.fields) append(out, fmt::format("{}", name), value);
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
