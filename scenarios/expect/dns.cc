#include <fmt/format.h>

#include "scenarios/runner/decode.h"
#include "scenarios/runner/match.h"
#include "scenarios/runner/stage.h"
#include "scenarios/runner/step.h"

namespace scenarios::expectations {
namespace {

const Shape& dns_selector_shape() {
  static const Shape keys{"dns", "Questions that the world's resolver was asked. A name alone is `name`.",
                          {optional("name", match(), "The name asked for."), optional("type", match(), "A, AAAA, MX, TXT, PTR."),
                           optional("answer", match(), "Its answer, or nxdomain, nodata, servfail, ...")},
                          "name"};
  return keys;
}

Finding check_dns(Stage& stage, const Value& value) {
  const Value wanted = long_form(*value.find("dns"), "name");
  Finding finding{.holds = false, .place = wanted.place};
  long long count = 0;
  for (const sim::Event& event : stage.trace().events()) {
    if (event.kind != sim::EventKind::dns_asked) continue;
    bool fits = true;
    for (const Member& member : wanted.members) fits = fits && matches(member.value, std::string(event.field(member.key)));
    count += fits ? 1 : 0;
    if (finding.details.size() < 8) finding.details.push_back("asked: " + event.sentence());
  }
  const auto exactly = number_at(value, "exactly");
  if (exactly ? count == *exactly : count > 0) return {};
  finding.what = fmt::format("{} questions match {}, expected {}", count, wanted.brief(), exactly ? std::to_string(*exactly) : "at least one");
  return finding;
}

}  // namespace

Expectation dns() {
  return {"dns",
          {"expectation 'dns'", "What was asked in DNS.",
           {required("dns", object(dns_selector_shape), "Which questions."), optional("exactly", integer(), "How many; default at least one."),
            optional("within", duration(), "Wait so long for it.")}},
          "Somebody asked the world's DNS.", "{dns: {name: corp.example, type: MX}}", check_dns};
}

}  // namespace scenarios::expectations
