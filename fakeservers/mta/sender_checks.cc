#include "fakeservers/mta/sender_checks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "fakeservers/policy/sender_decisions.h"
#include "fakeservers/policy/sender_rules.h"
#include "sim/sender/verdict_lines.h"

namespace fakeservers::mta {
namespace {

using namespace sim::sender;
using policy::SenderPolicy;

const SenderPolicy& policy_of(const Visit& visit) { return visit.host.config.policies.sender; }

/// What DMARC and the rules of big receivers are made of, and what a forwarder seals.
bool wants_all(const Host& host) { return host.config.policies.sender.dmarc || host.config.policies.sender.rules || host.config.arc_seal; }
/// The built-in spam score is made from them too.
bool scores(const Host& host) { return host.config.policies.score_spam && !host.config.policies.spam.scanner; }
bool wants_spf(const Host& host) { return scores(host) || host.config.policies.sender.spf || wants_all(host); }
bool wants_dkim(const Host& host) { return scores(host) || host.config.policies.sender.dkim || wants_all(host); }
bool wants_iprev(const Host& host) { return scores(host) || host.config.policies.sender.iprev || host.config.policies.sender.rules; }

SpfQuestion spf_question(const Visit& visit) {
  return {.client = visit.client.peer.ip,
          .helo = visit.client.helo,
          .mail_from = visit.envelope.from.text(),
          .receiver = visit.host.config.name,
          .now = visit.host.world.clock.now(),
          .tells_steps = visit.host.world.trace.wants_lines()};
}

DmarcVerdict dmarc_of(const Visit& visit) {
  DmarcQuestion question;
  question.spf = visit.findings.spf ? &*visit.findings.spf : nullptr;
  question.dkim = visit.findings.dkim ? &*visit.findings.dkim : nullptr;
  if (const auto& wanted = policy_of(visit).dmarc) question.rules = wanted->rules;
  // A stream of the mail's own: whether pct= spares it does not depend on other mails.
  question.sample =
      static_cast<unsigned>(visit.host.world.random.stream("pct:" + visit.host.config.name + ":" + visit.mail->message_id()).below(100));
  return check_dmarc_of_mail(visit.mail->raw(), question, visit.host.world.resolver, PublicSuffixes::installed());
}

std::string told(const std::vector<DkimVerdict>& signatures) {
  std::string out;
  for (const DkimVerdict& each : signatures) {
    const auto why = each.result == DkimResult::pass ? "verified" : each.reason;
    out +=
        fmt::format("{}d={} s={}: {}{}", out.empty() ? "" : "; ", each.domain, each.selector, why, each.is_testing ? " (the key is for tests)" : "");
  }
  return out.empty() ? "the mail is not signed" : out;
}

std::string told(const ArcVerdict& chain) {
  if (chain.sets == 0) return "no ARC set";
  std::string sealers;
  for (const std::string& each : chain.sealers) sealers += (sealers.empty() ? "" : ", ") + each;
  return fmt::format("{} sets, sealed by {}{}{}", chain.sets, sealers, chain.reason.empty() ? "" : ": ", chain.reason);
}

std::string told(const DmarcVerdict& verdict) {
  if (verdict.record.empty() || verdict.policy_tag.empty()) return verdict.reason.empty() ? "no DMARC record" : verdict.reason;
  return fmt::format("{}; the record of {} says {}={}", verdict.reason, verdict.record_domain, verdict.policy_tag, policy_name(verdict.policy));
}

std::string told(const IprevVerdict& verdict) {
  return verdict.result == IprevResult::pass ? fmt::format("{} is {} and back", verdict.client.text(), verdict.name)
                                             : fmt::format("{}: {}", verdict.client.text(), verdict.reason);
}

/// How it came about, line by line; "" if the trace keeps no such lines.
template <class Verdict>
std::string how(const sim::Trace& trace, const Verdict& verdict) {
  return trace.wants_lines() ? fmt::format("{}", fmt::join(verdict_lines(verdict), "\n")) : "";
}

std::string how(const sim::Trace& trace, const std::vector<DkimVerdict>& signatures) {
  if (!trace.wants_lines()) return {};
  std::string out;
  for (const DkimVerdict& each : signatures)
    out += fmt::format("{}{}\n  {}", out.empty() ? "" : "\n", headline(each), fmt::join(verdict_lines(each), "\n  "));
  return out;
}

}  // namespace

void check_client(Visit& visit) {
  const PolicyConfig& policies = visit.host.config.policies;
  if (visit.is_trusted || visit.use == PortUse::submission) return;
  const auto [host, findings] = std::tie(visit.host, visit.findings);
  if (wants_iprev(visit.host) && !findings.iprev) {
    findings.iprev = check_iprev(visit.client.peer.ip, host.world.resolver);
    visit.cost += findings.iprev->cost;
  }
  if (!wants_spf(visit.host) || findings.spf) return;
  findings.spf = check_spf(spf_question(visit), host.world.resolver);
  visit.cost += findings.spf->cost;
  if (!policies.sender.spf || !policies.sender.spf->asks_helo) return;
  findings.spf_helo = check_spf_helo(spf_question(visit), host.world.resolver);
  visit.cost += findings.spf_helo->cost;
}

void check_sender(Visit& visit) {
  const PolicyConfig& policies = visit.host.config.policies;
  if (visit.is_trusted || visit.use == PortUse::submission) return;
  check_client(visit);
  const auto [host, findings] = std::tie(visit.host, visit.findings);
  const sim::Instant now = host.world.clock.now();
  const DkimPolicy accepts = policies.sender.dkim ? policies.sender.dkim->accepts : DkimPolicy{};
  if (wants_dkim(visit.host)) {
    findings.dkim = verify_dkim(visit.mail->raw(), host.world.resolver, now, accepts);
    for (const DkimVerdict& each : *findings.dkim) visit.cost += each.cost;
  }
  if (policies.sender.arc || host.config.arc_seal) {
    findings.arc = verify_arc(visit.mail->raw(), host.world.resolver, now, accepts);
    visit.cost += findings.arc->cost;
  }
  if (wants_all(visit.host)) {
    findings.dmarc = dmarc_of(visit);
    visit.cost += findings.dmarc->cost;
  }
  // A score names the tests that it was made from.
  if (policies.sender.any() || host.config.arc_seal) trace_findings(visit, visit.mail->message_id());
}

void remember_for_report(Visit& visit, const std::optional<sim::mail::SmtpReply>& refusal, std::string_view folder) {
  const auto& [findings, seen] = std::tie(visit.findings, visit.memory.dmarc_seen);
  // A mail that is deferred comes again.
  if (!findings.dmarc || findings.dmarc->record_domain.empty() || seen.size() >= most_reported_mails || (refusal && refusal->is_transient())) return;
  ReportedMail mail;
  mail.time = visit.host.world.clock.now();
  mail.source = visit.client.peer.ip;
  mail.envelope_from = visit.envelope.from.is_null() ? "" : visit.envelope.from.address().domain_lower();
  mail.envelope_to = visit.envelope.to.empty() ? "" : visit.envelope.to.front().domain_lower();
  mail.dmarc = *findings.dmarc;
  mail.spf = findings.spf;
  if (findings.dkim) mail.dkim = *findings.dkim;
  mail.disposition = refusal ? DmarcPolicy::reject : folder.empty() ? DmarcPolicy::none : DmarcPolicy::quarantine;
  if (mail.disposition != mail.dmarc.policy && mail.dmarc.result == DmarcResult::fail) {
    const auto sealer = policy::trusted_sealer(policy_of(visit), findings);
    mail.override_reason = !sealer.empty() ? "trusted_forwarder" : mail.dmarc.disposition != mail.dmarc.policy ? "sampled_out" : "local_policy";
    if (!sealer.empty()) mail.override_comment = "arc=pass, sealed by " + sealer;
  }
  visit.memory.dmarc_seen.push_back(std::move(mail));
}

std::optional<policy::Decision> ask_sender_rules(Visit& visit) {
  const auto& config = policy_of(visit).rules;
  if (!config || visit.is_trusted || visit.use == PortUse::submission) return std::nullopt;
  const policy::ReceiverRules& receiver = policy::rules_of(config->receiver);
  const sim::Instant now = visit.host.world.clock.now();
  policy::SenderFacts facts = policy::sender_facts(*visit.mail, visit.findings, visit.client.peer.ip);
  facts.is_tls = visit.client.tls;
  facts.spam_rate = config->spam_rate;
  const auto count = visit.memory.volume.add(facts.organizational_domain, visit.mail->message_id(), static_cast<unsigned>(visit.envelope.to.size()),
                                             now, {config->bulk.value_or(receiver.bulk), receiver.is_bulk_beyond, receiver.is_bulk_for_ever});
  facts.is_bulk = count.is_bulk;
  const auto who = fmt::format("{} sent {} mails within 24 hours and is {}a bulk sender{}", facts.organizational_domain, count.within_day,
                               count.is_bulk ? "" : "not ", count.was_bulk_before ? " for good" : "");
  policy::Decision decision{.policy = "sender_rules", .evidence = fmt::format("{}: {}", receiver.name, who), .place = config->place};
  for (const policy::RuleOutcome& each : check_rules(receiver, facts, strictness(receiver, config->phase, now))) {
    if (each.finding.state != policy::RuleFinding::State::failed) continue;
    decision.evidence += fmt::format("; {} ({}) fails: {}", each.rule->id, each.rule->demand, each.finding.evidence);
    if (!each.reply) continue;
    decision.rule = fmt::format("{}-{}", receiver.key, each.rule->id);
    decision.refusal = each.reply;
    if (const auto meaning = dialect_of(receiver, each.reply->status); !meaning.empty()) decision.evidence += "; " + meaning;
    decision.evidence += fmt::format("; repair: {}", each.rule->repair);
    break;
  }
  return decision;
}

std::string result_lines(const Visit& visit) {
  std::string lines;
  const Findings& findings = visit.findings;
  if (findings.spf) lines += received_spf(spf_question(visit), *findings.spf);
  return lines + authentication_results(visit.host.config.name, findings);
}

void trace_findings(const Visit& visit, const std::string& mail) {
  const Findings& findings = visit.findings;
  const auto& policy = policy_of(visit);
  sim::Trace& trace = visit.host.world.trace;
  const auto note = [&](std::string method, std::string_view result, std::string evidence, std::string lines, sim::Duration cost, sim::Place place) {
    if (cost > sim::Duration{0}) evidence += fmt::format(" (DNS: {})", sim::duration_text(cost));
    sim::Fields fields{{"host", visit.host.config.name}, {"method", method}, {"result", std::string(result)}, {"evidence", std::move(evidence)}};
    if (!lines.empty()) fields.emplace_back("lines", std::move(lines));
    trace.note(sim::EventKind::sender_checked, mail, std::move(fields), {method, std::move(place)});
  };
  const auto place_of = [](const auto& wanted) { return wanted ? wanted->place : sim::Place{}; };
  const auto spf = [&](std::string method, const SpfVerdict& found) {
    note(std::move(method), result_name(found.result), found.evidence, how(trace, found), found.cost, place_of(policy.spf));
  };
  if (findings.iprev) note("iprev", result_name(findings.iprev->result), told(*findings.iprev), "", findings.iprev->cost, place_of(policy.iprev));
  if (findings.spf_helo) spf("spf-helo", *findings.spf_helo);
  if (findings.spf) spf("spf", *findings.spf);
  if (findings.dkim) {
    const DkimVerdict* best = policy::best_signature(*findings.dkim);
    sim::Duration cost{0};
    for (const DkimVerdict& each : *findings.dkim) cost += each.cost;
    const auto result = result_name(best == nullptr ? DkimResult::none : best->result);
    note("dkim", result, told(*findings.dkim), how(trace, *findings.dkim), cost, place_of(policy.dkim));
  }
  if (findings.arc) note("arc", result_name(findings.arc->result), told(*findings.arc), how(trace, *findings.arc), findings.arc->cost, place_of(policy.arc));
  if (findings.dmarc)
    note("dmarc", result_name(findings.dmarc->result), told(*findings.dmarc), how(trace, *findings.dmarc), findings.dmarc->cost, place_of(policy.dmarc));
}

}  // namespace fakeservers::mta
