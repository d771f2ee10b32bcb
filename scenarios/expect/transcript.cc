#include <fmt/format.h>

#include "scenarios/runner/match.h"
#include "scenarios/runner/stage.h"
#include "scenarios/runner/step.h"

namespace scenarios::expectations {
namespace {

const Shape& transcript_selector_shape() {
  static const Shape keys{"transcript", "Lines of the dialogues at a host.",
                          {required("at", host(), "The server."),
                           required("lines", list_of(match()), "Lines in this order, others may stand between; `C: ` and `S: ` in front.")}};
  return keys;
}

Finding check_transcript(Stage& stage, const Value& value) {
  const Value& wanted = *value.find("transcript");
  const auto lines = items_of(*wanted.find("lines"));
  std::size_t next = 0;
  Finding finding{.holds = false, .place = wanted.place};
  for (const sim::Event& event : stage.trace().events()) {
    const bool is_client = event.kind == sim::EventKind::said_client;
    if (!is_client && event.kind != sim::EventKind::said_server) continue;
    if (event.field("host") != wanted.text_of("at")) continue;
    const std::string line = fmt::format("{}: {}", is_client ? 'C' : 'S', event.field("line"));
    if (next < lines.size() && matches(*lines[next], line)) ++next;
    if (finding.details.size() < 60) finding.details.push_back(line);
  }
  if (next == lines.size()) return {};
  finding.place = lines[next]->place;
  finding.what = fmt::format("the dialogue at {} lacks the line {}", wanted.text_of("at"), wanted_text(*lines[next]));
  return finding;
}

}  // namespace

Expectation transcript() {
  return {"transcript",
          {"expectation 'transcript'", "What was said.",
           {required("transcript", object(transcript_selector_shape), "Where and what."), optional("within", duration(), "Wait so long for it.")}},
          "Lines that client (C:) and server (S:) said, in order.", "{transcript: {at: mail.corp.example, lines: [\"/^C: RCPT/\", \"/^S: 550/\"]}}", check_transcript};
}

}  // namespace scenarios::expectations
