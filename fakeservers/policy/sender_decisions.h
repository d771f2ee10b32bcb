// From what was found about a sender to what is done: reply, folder and evidence come from the same verdict. Replies are those of RFC 7372
// (SPF, DKIM, reverse DNS) and RFC 7489, 10.3 (DMARC).
#pragma once
#include <optional>
#include <string>

#include "fakeservers/policy/decision.h"
#include "fakeservers/policy/sender_policy.h"
#include "sim/mail/message.h"

namespace fakeservers::policy {

using sim::sender::Findings;

/// Each: nothing if the result is only to be marked, or was not asked for. A decision about what was `junk` has a folder.
std::optional<Decision> decide_iprev(const SenderPolicy& policy, const Findings& findings);
std::optional<Decision> decide_spf(const SenderPolicy& policy, const Findings& findings);
std::optional<Decision> decide_dkim(const SenderPolicy& policy, const Findings& findings);
/// A failure that a trusted sealer's chain overrides is a decision without refusal, with the rule `arc-override`.
std::optional<Decision> decide_dmarc(const SenderPolicy& policy, const Findings& findings);
/// A display name, or a domain that differs in letters that look alike, of somebody who is protected, from elsewhere.
std::optional<Decision> find_impersonation(const SenderPolicy& policy, const sim::mail::Message& mail);

/// The best of several signatures: one that passes makes the mail signed.
const sim::sender::DkimVerdict* best_signature(const std::vector<sim::sender::DkimVerdict>& signatures);
/// The sealer whose word counts: he is trusted, so are all after him, the chain passes and he saw dmarc=pass for the only author
/// domain, which is still the one of From. "" if there is none.
std::string trusted_sealer(const SenderPolicy& policy, const Findings& findings);

}  // namespace fakeservers::policy
