#include "fakeservers/fault_plan.h"

#include <algorithm>

namespace fakeservers {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

bool holds(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char x, char y) { return lower(x) == lower(y); }) != text.end();
}

struct EffectText {
  std::string operator()(const ReplyWith& with) const {
    return "a reply of its own: " + (with.pop3.empty() ? with.reply.line() : "-ERR " + with.pop3);
  }
  std::string operator()(const Delay& delay) const { return "a delay of " + sim::duration_text(delay.time); }
  std::string operator()(const HangUp&) const { return "a hang-up"; }
  std::string operator()(const Stall&) const { return "no answer at all"; }
  std::string operator()(const Garble& garble) const {
    return "garbage of " + std::to_string(garble.bytes.size()) + " octets";
  }
  std::string operator()(const Kill& kill) const { return "a hang-up and the death of the " + kill.part; }
};

}  // namespace

std::string effect_text(const FaultThen& then) { return std::visit(EffectText{}, then); }

void FaultPlan::add(Fault fault) { faults_.push_back({std::move(fault)}); }

bool FaultPlan::remove(std::string_view name) {
  return std::erase_if(faults_, [&](const Counted& c) { return name.empty() || c.fault.name == name; }) > 0;
}

const Fault* FaultPlan::match(std::string_view protocol, std::string_view verb, std::string_view argument) {
  for (Counted& counted : faults_) {
    const FaultWhen& when = counted.fault.when;
    if (!when.protocol.empty() && !same(when.protocol, protocol)) continue;
    if (!when.verb.empty() && !same(when.verb, verb)) continue;
    if (!when.argument.empty() && !holds(argument, when.argument)) continue;
    ++counted.seen;
    if (when.nth > 0 && counted.seen != when.nth) continue;
    if (when.times > 0 && counted.fired >= when.times) continue;
    ++counted.fired;
    return &counted.fault;
  }
  return nullptr;
}

std::optional<Fault> FaultPlan::strike(std::string_view protocol, std::string_view verb, std::string_view argument, sim::Trace& trace,
                                       const std::string& host, const std::string& mail) {
  if (faults_.empty()) return std::nullopt;
  const Fault* found = match(protocol, verb, argument);
  if (found == nullptr) return std::nullopt;
  if (trace.wants(sim::EventKind::fault_injected))
    trace.note(sim::EventKind::fault_injected, mail, {{"host", host}, {"fault", found->name}, {"effect", effect_text(found->then)}},
               {found->name, found->place});
  return *found;
}

}  // namespace fakeservers
