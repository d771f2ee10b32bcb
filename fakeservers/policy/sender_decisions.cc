#include "fakeservers/policy/sender_decisions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/sender/results_reader.h"

namespace fakeservers::policy {
namespace {

using namespace sim::sender;
using sim::mail::EnhancedStatus;
using sim::mail::SmtpReply;

constexpr std::string_view junk_folder = "Junk";

/// What a handling makes of a finding. The status is that of RFC 7372, class left to the handling.
struct Wording {
  std::string policy;
  EnhancedStatus status;
  int temporary_code;  ///< 450 or 451
  std::string text;    ///< of the reply
  std::string evidence;
  sim::Place place;
};

std::optional<Decision> handled(Handling handling, const Wording& words) {
  if (handling == Handling::mark) return std::nullopt;
  Decision decision{.policy = words.policy, .evidence = words.evidence, .place = words.place};
  if (handling == Handling::junk) {
    decision.folder = junk_folder;
    decision.evidence += fmt::format("; to the folder {}", junk_folder);
    return decision;
  }
  EnhancedStatus status = words.status;
  status.klass = handling == Handling::reject ? 5 : 4;
  decision.refusal = SmtpReply{handling == Handling::reject ? 550 : words.temporary_code, status, words.text};
  return decision;
}

Handling handling_of(const SpfHandling& wanted, SpfResult result) {
  switch (result) {
    case SpfResult::fail:
      return wanted.fail;
    case SpfResult::softfail:
      return wanted.softfail;
    case SpfResult::neutral:
      return wanted.neutral;
    case SpfResult::none:
      return wanted.none;
    case SpfResult::permerror:
      return wanted.permerror;
    case SpfResult::temperror:
      return wanted.temperror;
    case SpfResult::pass:
      break;
  }
  return Handling::mark;
}

/// RFC 7372, 3.2: 5.7.23 is a validation that failed, 5.7.24 one that could not be made.
std::optional<Decision> decide_identity(const SpfHandling& wanted, const SpfVerdict& verdict) {
  const bool is_error = verdict.result == SpfResult::permerror || verdict.result == SpfResult::temperror;
  const auto evidence = fmt::format("spf={}: {}", result_name(verdict.result), verdict.evidence);
  auto text = fmt::format("SPF {}: {}", is_error ? "validation error" : "validation failed", verdict.evidence);
  // RFC 7208, 6.2: the domain's own words, marked as such.
  if (!verdict.explanation.empty()) text += fmt::format("; {} explains: {}", verdict.domain, verdict.explanation);
  return handled(handling_of(wanted, verdict.result), {"spf", {5, 7, is_error ? 24 : 23}, 451, text, evidence, wanted.place});
}

int rank(DkimResult result) {
  constexpr std::array order{DkimResult::pass, DkimResult::temperror, DkimResult::policy, DkimResult::neutral,
                             DkimResult::fail, DkimResult::permerror, DkimResult::none};
  return static_cast<int>(std::find(order.begin(), order.end(), result) - order.begin());
}

bool is_one_of(const std::vector<std::string>& list, const std::string& wanted) { return std::find(list.begin(), list.end(), wanted) != list.end(); }

std::string ascii_lower_copy(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

/// A domain as the eye sees it: letters and digits that look alike are one.
std::string skeleton(std::string_view domain) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> alike{
      {{"rn", "m"}, {"vv", "w"}, {"0", "o"}, {"1", "l"}, {"i", "l"}, {"5", "s"}, {"-", ""}, {"cl", "d"}}};
  std::string out = ascii_lower_copy(domain);
  for (const auto& [from, to] : alike) {
    for (std::size_t at = 0; (at = out.find(from, at)) != std::string::npos; at += to.size()) out.replace(at, from.size(), to);
  }
  return out;
}

/// One letter more, less, other, or two changed places.
bool is_one_slip_away(const std::string& a, const std::string& b) {
  if (a.size() > b.size() + 1 || b.size() > a.size() + 1 || a == b) return false;
  std::size_t front = 0, back = 0;
  while (front < std::min(a.size(), b.size()) && a[front] == b[front]) ++front;
  while (back < std::min(a.size(), b.size()) - front && a[a.size() - 1 - back] == b[b.size() - 1 - back]) ++back;
  const std::size_t left = std::max(a.size(), b.size()) - front - back;
  return left <= 1 || (left == 2 && a.size() == b.size() && a[front] == b[front + 1] && a[front + 1] == b[front]);
}

bool is_of(const std::string& domain, const std::string& owner) { return domain == owner || domain.ends_with("." + owner); }

}  // namespace

std::optional<Decision> decide_iprev(const SenderPolicy& policy, const Findings& findings) {
  if (!policy.iprev || !findings.iprev) return std::nullopt;
  const auto& [wanted, verdict] = std::tie(*policy.iprev, *findings.iprev);
  Handling handling = Handling::mark;
  if (verdict.result == IprevResult::fail) handling = wanted.fail;
  if (verdict.result == IprevResult::permerror) handling = wanted.permerror;
  if (verdict.result == IprevResult::temperror) handling = wanted.temperror;
  return handled(handling, {"iprev",
                            {5, 7, 25},
                            450,
                            fmt::format("reverse DNS validation failed for {}: {}", verdict.client.text(), verdict.reason),
                            fmt::format("iprev={}: {}", result_name(verdict.result), verdict.reason),
                            wanted.place});
}

std::optional<Decision> decide_spf(const SenderPolicy& policy, const Findings& findings) {
  if (!policy.spf) return std::nullopt;
  if (findings.spf_helo && findings.spf_helo->result == SpfResult::fail) {
    if (auto decision = decide_identity(*policy.spf, *findings.spf_helo)) return decision;
  }
  return findings.spf ? decide_identity(*policy.spf, *findings.spf) : std::nullopt;
}

const DkimVerdict* best_signature(const std::vector<DkimVerdict>& signatures) {
  const auto best = std::min_element(signatures.begin(), signatures.end(),
                                     [](const DkimVerdict& a, const DkimVerdict& b) { return rank(a.result) < rank(b.result); });
  return best == signatures.end() ? nullptr : &*best;
}

/// RFC 7372, 3.1: 5.7.20 is "no passing signature", 5.7.21 a signature that passes and is not acceptable.
std::optional<Decision> decide_dkim(const SenderPolicy& policy, const Findings& findings) {
  if (!policy.dkim || !findings.dkim) return std::nullopt;
  const DkimHandling& wanted = *policy.dkim;
  const DkimVerdict* best = best_signature(*findings.dkim);
  if (best == nullptr) {
    return handled(
        wanted.missing,
        {"dkim", {5, 7, 20}, 451, "no passing DKIM signature found: the mail is not signed", "dkim=none: the mail is not signed", wanted.place});
  }
  Handling handling = Handling::mark;
  if (best->result == DkimResult::fail || best->result == DkimResult::neutral) handling = wanted.fail;
  if (best->result == DkimResult::policy) handling = wanted.policy;
  if (best->result == DkimResult::permerror) handling = wanted.permerror;
  if (best->result == DkimResult::temperror) handling = wanted.temperror;
  const bool is_policy = best->result == DkimResult::policy;
  const auto why = fmt::format("d={} s={}: {}", best->domain, best->selector, best->reason);
  return handled(handling, {"dkim",
                            {5, 7, is_policy ? 21 : 20},
                            451,
                            fmt::format("no {} DKIM signature found: {}", is_policy ? "acceptable" : "passing", why),
                            fmt::format("dkim={}: {}", result_name(best->result), why),
                            wanted.place});
}

std::string trusted_sealer(const SenderPolicy& policy, const Findings& findings) {
  if (!policy.arc || !findings.arc || findings.arc->result != ArcResult::pass || !findings.dmarc) return {};
  // A seal tells of one author domain; of several that fail it may have seen the other alone.
  if (findings.dmarc->has_other_authors) return {};
  const ArcVerdict& chain = *findings.arc;
  std::string found;
  // From the last hop backwards: whoever sealed later could have changed the mail, so all of them must be trusted.
  for (std::size_t i = std::min(chain.sealers.size(), chain.results.size()); i > 0; --i) {
    if (!is_one_of(policy.arc->trusted, ascii_lower_copy(chain.sealers[i - 1]))) break;
    if (says_dmarc_pass(chain.results[i - 1], findings.dmarc->author_domain)) found = chain.sealers[i - 1];
  }
  return found;
}

std::optional<Decision> decide_dmarc(const SenderPolicy& policy, const Findings& findings) {
  if (!policy.dmarc || !findings.dmarc) return std::nullopt;
  const auto& [wanted, verdict] = std::tie(*policy.dmarc, *findings.dmarc);
  const auto evidence = fmt::format("dmarc={}: {}", result_name(verdict.result), verdict.reason);
  if (verdict.result == DmarcResult::temperror) {
    return handled(wanted.temperror, {"dmarc", {5, 7, 1}, 451, "DMARC could not be evaluated: " + verdict.reason, evidence, wanted.place});
  }
  if (verdict.result == DmarcResult::permerror) {
    return handled(wanted.permerror, {"dmarc", {5, 7, 1}, 451, "DMARC cannot be evaluated: " + verdict.reason, evidence, wanted.place});
  }
  if (verdict.result != DmarcResult::fail) return std::nullopt;
  if (const auto sealer = trusted_sealer(policy, findings); !sealer.empty()) {
    return Decision{
        .policy = "dmarc",
        .evidence = fmt::format("{}; overridden by local policy: {} is trusted, sealed it and saw dmarc=pass (arc=pass)", evidence, sealer),
        .rule = "arc-override",
        .place = policy.arc->place};
  }
  if (verdict.disposition == DmarcPolicy::none) return std::nullopt;
  const Handling handling = verdict.disposition == DmarcPolicy::reject ? wanted.reject : wanted.quarantine;
  const auto asks = fmt::format("{}; {} asks with {}={} to {} it", evidence, verdict.record_domain, verdict.policy_tag, policy_name(verdict.policy),
                                policy_name(verdict.disposition));
  auto decision = handled(handling, {"dmarc", {5, 7, 1}, 451, "rejected by the DMARC policy of " + verdict.author_domain, asks, wanted.place});
  if (decision && decision->refusal && wanted.reply) decision->refusal = wanted.reply;
  return decision;
}

std::optional<Decision> find_impersonation(const SenderPolicy& policy, const sim::mail::Message& mail) {
  if (!policy.impersonation) return std::nullopt;
  const ImpersonationRules& rules = *policy.impersonation;
  const auto from = mail.from();
  if (!from) return std::nullopt;
  const std::string domain = from->address.domain_lower();
  // Whether somebody may write from the organisation's own domain is for DMARC to say.
  if (std::any_of(rules.domains.begin(), rules.domains.end(), [&](const std::string& own) { return is_of(domain, own); })) return std::nullopt;
  std::string what;
  for (const std::string& own : rules.domains) {
    const bool looks_alike = skeleton(domain) == skeleton(own) || is_one_slip_away(domain, own);
    if (looks_alike) what = fmt::format("the domain {} looks like {}", domain, own);
  }
  for (const std::string& name : rules.names) {
    if (ascii_lower_copy(from->display_name) == ascii_lower_copy(name))
      what = fmt::format("'{}' writes from {}, not from the organisation", from->display_name, from->address.text());
  }
  if (what.empty()) return std::nullopt;
  return handled(rules.handling, {"impersonation", {5, 7, 1}, 451, "the sender is taken for an impersonation: " + what, what, rules.place});
}

}  // namespace fakeservers::policy
