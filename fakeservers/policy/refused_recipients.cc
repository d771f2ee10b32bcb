#include "fakeservers/policy/refused_recipients.h"

namespace fakeservers::policy {

std::optional<Decision> refuse_recipient(const mta::PolicyConfig& config, const sim::mail::Address& to) {
  for (const auto& [address, reply] : config.refuse_recipients) {
    if (!address.matches(to)) continue;
    return Decision{.policy = "refused_recipients",
                    .evidence = "the story refuses " + to.text(),
                    .refusal = reply,
                    .place = config.place};
  }
  return std::nullopt;
}

}  // namespace fakeservers::policy
