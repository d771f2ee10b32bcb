#include "fakeservers/policy/greylist.h"

#include <fmt/format.h>

namespace fakeservers::policy {
namespace {

// RFC 6647, 4.1: a day for the retry, and at least a week of memory for clients that came back.
constexpr sim::Duration retry_window = std::chrono::hours{24};
constexpr sim::Duration memory = std::chrono::hours{24 * 36};

}  // namespace

std::string client_network(const sim::IpAddress& client) {
  const std::string& text = client.text();
  if (!client.is_v6()) return text.substr(0, text.rfind('.')) + ".0/24";
  std::size_t end = 0;
  for (int group = 0; group < 4 && end != std::string::npos; ++group) end = text.find(':', end + 1);
  return text.substr(0, end) + "::/64";
}

Decision Greylist::decide(const mta::GreylistConfig& config, const sim::IpAddress& client,
                          const sim::mail::ReversePath& from, const sim::mail::Address& to, sim::Instant now) {
  const auto network = client_network(client);
  const auto [entry, is_new] = seen_.try_emplace({network, from.text(), to.text()}, Seen{now, now});
  Seen& seen = entry->second;
  const bool is_stale = now - seen.last > (seen.has_passed ? memory : retry_window);
  if (is_stale) seen = {now, now};
  seen.last = now;
  const auto waited = now - seen.first;
  const auto triplet = fmt::format("({}, <{}>, <{}>)", network, from.text(), to.text());
  Decision decision{.policy = "greylist", .evidence = {}, .place = config.place};
  if (seen.has_passed || waited >= config.delay) {
    decision.evidence = fmt::format("{} was first seen {} ago", triplet, sim::duration_text(waited));
    seen.has_passed = true;
    return decision;
  }
  const auto left = sim::duration_text(config.delay - waited);
  decision.evidence = fmt::format("{} {}, to come again in {}", triplet,
                                  is_new || is_stale ? "was never seen before" : "came back too early", left);
  decision.refusal = {451, {4, 7, 1}, fmt::format("Greylisted, please try again in {}", left)};
  return decision;
}

}  // namespace fakeservers::policy
