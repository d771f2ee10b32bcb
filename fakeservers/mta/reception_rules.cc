// The rules of reception, in the order in which they are asked.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "fakeservers/mta/delivery.h"
#include "fakeservers/mta/sender_checks.h"
#include "fakeservers/mta/visit.h"
#include "fakeservers/policy/dnsbl.h"
#include "fakeservers/policy/refused_recipients.h"
#include "fakeservers/policy/sender_decisions.h"
#include "fakeservers/policy/sender_domain.h"
#include "fakeservers/policy/spam_score.h"
#include "fakeservers/policy/virus.h"

namespace fakeservers::mta {
namespace {

using policy::Decision;
using sim::mail::SmtpReply;

/// Rules that every mail host has; the trace shows them through the session's own refusal.
Decision plain_refusal(SmtpReply reply) { return Decision{.policy = "", .evidence = reply.text, .refusal = reply}; }

std::optional<Decision> check_refused(Visit& visit) { return policy::refuse_recipient(visit.host.config.policies, *visit.to); }

std::optional<Decision> check_relaying(Visit& visit) {
  if (visit.is_trusted || visit.host.is_local(*visit.to) || visit.host.relays_for(*visit.to)) return std::nullopt;
  return plain_refusal({550, {5, 7, 1}, "relaying to " + visit.to->domain() + " is denied"});
}

std::optional<Decision> check_maildrop(Visit& visit) {
  const auto& [host, to] = std::tie(visit.host, *visit.to);
  if (!host.is_local(to) || host.maildrop_of(to) || host.list_of(to) != nullptr) return std::nullopt;
  return plain_refusal({550, {5, 1, 1}, "no such user here: " + to.text()});
}

std::optional<Decision> check_room(Visit& visit) {
  if (!visit.host.is_local(*visit.to)) return std::nullopt;
  const Maildrop* drop = visit.host.maildrop_of(*visit.to);
  if (!drop || has_room_for(*drop, 1)) return std::nullopt;
  return plain_refusal({452, {4, 2, 2}, "the maildrop of " + drop->user + " is full"});
}

std::optional<Decision> check_greylist(Visit& visit) {
  const auto& greylist = visit.host.config.policies.greylist;
  if (!greylist || visit.is_trusted) return std::nullopt;
  return visit.memory.greylist.decide(*greylist, visit.client.peer.ip, visit.envelope.from, *visit.to, visit.host.world.clock.now());
}

/// What the client alone is refused for, at each recipient, as most servers do (Postfix' smtpd_delay_reject). The same results are handled once
/// more with the mail: then they put it into Junk.
std::optional<Decision> check_client_at_rcpt(Visit& visit) {
  const auto& sender = visit.host.config.policies.sender;
  if (!sender.iprev && !sender.spf) return std::nullopt;
  check_client(visit);
  for (const auto decide : {policy::decide_iprev, policy::decide_spf}) {
    auto decision = decide(sender, visit.findings);
    if (!decision || !decision->refusal) continue;
    trace_findings(visit, visit.client.offered_mail());
    return decision;
  }
  return std::nullopt;
}

std::optional<Decision> check_sender_domain(Visit& visit) {
  if (visit.is_trusted || visit.use == PortUse::submission) return std::nullopt;
  auto decision = policy::refuse_sender_domain(visit.host.config.policies.sender_domain, visit.host.world.resolver, visit.envelope.from, visit.cost);
  if (decision) decision->place = visit.host.config.policies.place;
  return decision;
}

std::optional<Decision> find_sender(Visit& visit) {
  check_sender(visit);
  return std::nullopt;
}

template <auto decide>
std::optional<Decision> sender_decision(Visit& visit) { return decide(visit.host.config.policies.sender, visit.findings); }

std::optional<Decision> check_impersonation(Visit& visit) {
  return visit.is_trusted ? std::nullopt : policy::find_impersonation(visit.host.config.policies.sender, *visit.mail);
}

/// Not traced: what it writes was traced result by result.
std::optional<Decision> write_results(Visit& visit) {
  const bool is_asked = visit.host.config.policies.sender.any() || visit.host.config.arc_seal;
  if (!is_asked || visit.is_trusted || visit.use == PortUse::submission || !visit.host.config.policies.sender.writes_results) return std::nullopt;
  return Decision{.policy = "", .evidence = {}, .header_lines = result_lines(visit)};
}

std::optional<Decision> check_listed(Visit& visit) {
  const auto& lists = visit.host.config.policies.dnsbl;
  if (lists.empty() || visit.is_trusted) return std::nullopt;
  return policy::refuse_listed_client(lists, visit.client.peer.ip, visit.host.world.resolver, visit.cost);
}

std::optional<Decision> check_links(Visit& visit) {
  return policy::refuse_listed_links(visit.host.config.policies.uribl, *visit.mail, visit.host.world.resolver, visit.cost);
}

/// A policy that does not know where the story asked for it stands where all policies do.
Decision placed(const Visit& visit, Decision decision) {
  if (!decision.place.is_known()) decision.place = visit.host.config.policies.place;
  return decision;
}

std::optional<Decision> score_spam(Visit& visit) {
  const auto& policies = visit.host.config.policies;
  if (!policies.score_spam) return std::nullopt;
  auto decision = policy::mark_spam(*visit.mail, visit.findings, policies.spam, visit.cost);
  // Whoever drops the score does so because he does not wait.
  visit.cost = std::min(visit.cost, policies.spam.patience);
  return placed(visit, std::move(decision));
}

std::optional<Decision> scan_virus(Visit& visit) {
  const auto& policies = visit.host.config.policies;
  if (!policies.scan_virus) return std::nullopt;
  auto decision = policy::scan_virus(*visit.mail, policies.virus);
  if (decision) decision = placed(visit, *std::move(decision));
  return decision;
}

constexpr std::array<Rule, 0> at_connect{};
constexpr std::array<Rule, 1> at_mail{check_sender_domain};
/// Greylisting comes last: whom nobody would take need not come again.
constexpr std::array<Rule, 7> at_rcpt{check_refused, check_listed, check_relaying, check_maildrop, check_room, check_client_at_rcpt, check_greylist};
/// What is found about the sender comes first: all others may look at it.
constexpr std::array<Rule, 11> at_message{find_sender,
                                          sender_decision<policy::decide_iprev>,
                                          sender_decision<policy::decide_spf>,
                                          sender_decision<policy::decide_dkim>,
                                          sender_decision<policy::decide_dmarc>,
                                          ask_sender_rules,
                                          check_impersonation,
                                          write_results,
                                          check_links,
                                          score_spam,
                                          scan_virus};

}  // namespace

const std::span<const Rule> connect_rules = at_connect;
const std::span<const Rule> mail_rules = at_mail;
const std::span<const Rule> rcpt_rules = at_rcpt;
const std::span<const Rule> message_rules = at_message;

}  // namespace fakeservers::mta
