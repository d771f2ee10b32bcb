#include "sim/sender/spf.h"

#include <fmt/format.h>

#include "sim/sender/domain_name.h"
#include "sim/sender/spf_evaluation.h"

namespace sim::sender {
namespace {

/// Longer ones are no address of SMTP (RFC 5321, 4.5.3.1.3: 256) and only cost time.
constexpr std::size_t most_sender_octets = 1'000;

/// "a@b.example"; without a local part it is postmaster's (RFC 7208, 4.3). U-labels become A-labels (RFC 8616, 4).
SpfSender split_sender(const std::string& address, const std::string& helo) {
  const std::size_t at = address.rfind('@');
  const std::string domain = with_a_labels(at == std::string::npos ? address : address.substr(at + 1));
  const std::string local = at == std::string::npos || at == 0 ? "postmaster" : address.substr(0, at);
  return {local + "@" + domain, local, domain, with_a_labels(helo)};
}

std::string sentence(const SpfVerdict& verdict, const std::string& client) {
  const std::string by = verdict.mechanism.empty() ? "" : " (" + verdict.mechanism + ")";
  switch (verdict.result) {
    case SpfResult::pass: return fmt::format("{} is permitted by {}{}", client, verdict.domain, by);
    case SpfResult::fail: return fmt::format("{} is not permitted by {}{}", client, verdict.domain, by);
    case SpfResult::softfail: return fmt::format("{} is probably not permitted by {}{}", client, verdict.domain, by);
    case SpfResult::neutral: return fmt::format("{} says neither yes nor no of {}{}", verdict.domain, client, by);
    default: return verdict.problem;
  }
}

SpfVerdict evaluate(const SpfQuestion& question, const SpfSender& sender, SpfIdentity identity, dns::Lookup& dns) {
  SpfVerdict verdict;
  verdict.identity = identity;
  verdict.domain = sender.domain;
  if (verdict.domain.ends_with('.')) verdict.domain.pop_back();
  if (sender.whole.size() > most_sender_octets || question.helo.size() > most_sender_octets) {
    verdict.problem = fmt::format("a sender of more than {} octets", most_sender_octets);
    verdict.evidence = verdict.problem;
    return verdict;
  }
  SpfEvaluation evaluation(question, sender, dns, verdict);
  SpfEvaluation::Outcome outcome = evaluation.check_host(verdict.domain, 0);
  verdict.result = outcome.result;
  verdict.mechanism = outcome.mechanism;
  verdict.problem = outcome.problem;
  if (verdict.result == SpfResult::fail) verdict.explanation = evaluation.explain(outcome);
  verdict.evidence = sentence(verdict, evaluation.client_text());
  return verdict;
}

}  // namespace

SpfVerdict check_spf(const SpfQuestion& question, dns::Lookup& dns) {
  const std::string address = question.mail_from.empty() ? "postmaster@" + question.helo : question.mail_from;
  return evaluate(question, split_sender(address, question.helo), SpfIdentity::mail_from, dns);
}

SpfVerdict check_spf_helo(const SpfQuestion& question, dns::Lookup& dns) {
  const std::string helo = with_a_labels(question.helo);
  return evaluate(question, {"postmaster@" + helo, "postmaster", helo, helo}, SpfIdentity::helo, dns);
}

}  // namespace sim::sender
