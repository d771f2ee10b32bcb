#include "scenarios/runner/invariants.h"

#include <fmt/format.h>

namespace scenarios {
namespace {

/// No mail is passed on more often than any real route is long (RFC 5321, 6.3 asks for a limit of at least 100 Received fields).
constexpr std::size_t most_hops = 100;
constexpr std::size_t most_events = 2'000'000;

std::vector<Finding> no_loop(Stage& stage) {
  std::map<std::string, std::size_t> hops;
  std::vector<Finding> found;
  for (const sim::Event& event : stage.trace().events()) {
    if (event.kind != sim::EventKind::smtp_accepted || event.mail.empty()) continue;
    if (++hops[event.mail] == most_hops) {
      found.push_back({.holds = false, .what = fmt::format("the mail {} was taken by servers {} times", event.mail, most_hops), .mails = {event.mail}});
    }
  }
  if (stage.trace().events().size() > most_events) found.push_back({.holds = false, .what = "the world does not come to rest: too many events"});
  return found;
}

std::vector<Finding> no_bounce_of_a_bounce(Stage& stage) {
  std::vector<Finding> found;
  for (const sim::Event& event : stage.trace().events()) {
    if (event.kind != sim::EventKind::queue_bounced) continue;
    const std::string_view told = event.field("from");
    if (!told.empty() && told != "<>") continue;
    found.push_back({.holds = false, .what = fmt::format("{} bounced a mail whose reverse path is null", event.field("host")), .mails = {event.mail}});
  }
  return found;
}

/// The address of "192.0.2.10:25", "[2001:db8::1]:25", or of a text that is an address already.
sim::IpAddress address_in(std::string_view text) {
  if (text.starts_with('[')) return address_in(text.substr(1, text.find(']') - 1));
  if (const auto whole = sim::IpAddress::parse(text)) return *whole;
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return {};
  const auto host = sim::IpAddress::parse(text.substr(0, colon));
  return host ? *host : sim::IpAddress();
}

std::vector<Finding> nothing_leaves(Stage& stage) {
  std::vector<Finding> found;
  for (const sim::Event& event : stage.trace().events()) {
    if (event.kind != sim::EventKind::wire_connected) continue;
    const sim::IpAddress to = address_in(event.field("to"));
    if (to.is_unset() || !stage.network().host_of(to).empty()) continue;
    found.push_back({.holds = false, .what = fmt::format("a connection to {} left the simulated network", to.text())});
  }
  return found;
}

}  // namespace

const std::vector<Invariant>& all_invariants() {
  static const std::vector<Invariant> table{
      {"nothing-lost", "Every mail that a server accepted ends in a maildrop, an Email row, a bounce, or is still queued.", nothing_lost},
      {"nothing-doubled", "No maildrop and no Email table holds one mail twice.", nothing_doubled},
      {"no-loop", "No mail and no story runs away.", no_loop},
      {"no-bounce-of-a-bounce", "A null reverse path gets no bounce (RFC 5321, 4.5.5).", no_bounce_of_a_bounce},
      {"nothing-leaves", "No connection leaves the simulated network.", nothing_leaves},
  };
  return table;
}

std::vector<Finding> check_invariants(Stage& stage) {
  std::vector<Finding> broken;
  for (const Invariant& invariant : all_invariants()) {
    if (stage.story().excepted.contains(std::string(invariant.name))) continue;
    for (Finding& finding : invariant.check(stage)) {
      finding.what = fmt::format("invariant {}: {}", invariant.name, finding.what);
      if (!finding.place.is_known()) finding.place = {stage.story().file, 0, 0};
      broken.push_back(std::move(finding));
    }
  }
  return broken;
}

}  // namespace scenarios
