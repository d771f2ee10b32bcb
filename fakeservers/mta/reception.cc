#include "fakeservers/mta/reception.h"

#include <fmt/format.h>

#include <algorithm>

#include "fakeservers/mta/delivery.h"
#include "fakeservers/mta/header_lines.h"
#include "fakeservers/policy/blackhole.h"
#include "fakeservers/policy/refused_recipients.h"
#include "fakeservers/policy/spam_score.h"
#include "fakeservers/policy/virus.h"
#include "sim/mail/message.h"

namespace fakeservers::mta {
namespace {

using policy::Decision;
using sim::mail::SmtpReply;

/// Rules that every mail host has; the trace shows them through the session's own refusal.
Decision plain_refusal(SmtpReply reply) { return Decision{.policy = "", .evidence = reply.text, .refusal = reply}; }

struct MessagePolicy {
  bool PolicyConfig::*is_on;
  std::optional<Decision> (*decide)(const sim::mail::Message&);
};
constexpr std::array message_policies{
    MessagePolicy{&PolicyConfig::score_spam, [](const sim::mail::Message& mail) { return std::optional(policy::mark_spam(mail)); }},
    MessagePolicy{&PolicyConfig::scan_virus, policy::scan_virus},
};

}  // namespace

/// Asked in this order for each recipient; the first refusal is the reply. Greylisting comes last: whom nobody would take
/// need not come again.
const std::array<Reception::RcptRule, 5> Reception::rcpt_rules{
    &Reception::check_refused, &Reception::check_relaying, &Reception::check_maildrop, &Reception::check_room,
    &Reception::check_greylist};

SmtpReply Reception::on_mail(const SmtpClientFacts& client, const sim::mail::ReversePath&, std::size_t declared_octets) {
  if (declared_octets > most_octets(client)) return {552, {5, 3, 4}, fmt::format("a mail may have {} octets", most_octets(client))};
  return {250, {2, 1, 0}, "sender ok"};
}

SmtpReply Reception::on_rcpt(const SmtpClientFacts& client, const sim::mail::Envelope& so_far, const sim::mail::Address& to) {
  const RcptQuestion question{client, so_far, to, is_trusted(client)};
  for (const auto rule : rcpt_rules) {
    const auto decision = (this->*rule)(question);
    if (!decision) continue;
    if (!decision->policy.empty()) note(*decision, "");
    if (decision->refusal) return *decision->refusal;
  }
  return {250, {2, 1, 5}, "recipient ok"};
}

std::optional<Decision> Reception::check_refused(const RcptQuestion& question) {
  return policy::refuse_recipient(host_.config.policies, question.to);
}

std::optional<Decision> Reception::check_relaying(const RcptQuestion& question) {
  if (question.is_trusted || host_.is_local(question.to) || host_.relays_for(question.to)) return std::nullopt;
  return plain_refusal({550, {5, 7, 1}, "relaying to " + question.to.domain() + " is denied"});
}

std::optional<Decision> Reception::check_maildrop(const RcptQuestion& question) {
  if (!host_.is_local(question.to) || host_.maildrop_of(question.to) || host_.list_of(question.to) != nullptr) return std::nullopt;
  return plain_refusal({550, {5, 1, 1}, "no such user here: " + question.to.text()});
}

std::optional<Decision> Reception::check_room(const RcptQuestion& question) {
  if (!host_.is_local(question.to)) return std::nullopt;
  const Maildrop* drop = host_.maildrop_of(question.to);
  if (!drop || has_room_for(*drop, 1)) return std::nullopt;
  return plain_refusal({452, {4, 2, 2}, "the maildrop of " + drop->user + " is full"});
}

std::optional<Decision> Reception::check_greylist(const RcptQuestion& question) {
  if (!host_.config.policies.greylist || question.is_trusted) return std::nullopt;
  return greylist_.decide(*host_.config.policies.greylist, question.client.peer.ip, question.envelope.from, question.to,
                          host_.world.clock.now());
}

bool Reception::is_trusted(const SmtpClientFacts& client) const {
  const auto& hosts = host_.config.relay_from;
  return !client.user.empty() || std::find(hosts.begin(), hosts.end(), client.peer.ip) != hosts.end();
}

/// False only if not one recipient could store the mail: then the client had better keep it.
bool Reception::has_room(const sim::mail::Envelope& envelope, std::size_t octets) {
  return std::any_of(envelope.to.begin(), envelope.to.end(), [&](const auto& to) {
    const Maildrop* drop = host_.is_local(to) ? host_.maildrop_of(to) : nullptr;
    return !drop || has_room_for(*drop, octets);
  });
}

SmtpReply Reception::on_message(const SmtpClientFacts& client, const sim::mail::Envelope& envelope, std::string raw) {
  if (raw.size() > most_octets(client)) return {552, {5, 3, 4}, fmt::format("a mail may have {} octets", most_octets(client))};
  if (hops_passed(raw) > most_hops_passed) return {554, {5, 4, 6}, "too many hops: this mail goes in a circle"};
  if (!has_room(envelope, raw.size())) return {452, {4, 2, 2}, "the maildrop is full"};
  std::string lines;
  if (use_ == PortUse::submission) lines = missing_lines(host_, raw);
  const auto id = host_.new_id();
  raw = with_marks(sim::mail::with_header_in_front(raw, lines));
  // Last of all, so that nothing changes what was signed.
  if (use_ == PortUse::submission) raw = sim::mail::with_header_in_front(raw, dkim_lines(host_, raw));
  const sim::mail::Envelope kept = without_swallowed(envelope, raw);
  if (!kept.to.empty()) take_(kept, sim::mail::with_header_in_front(raw, received_line(host_, client, envelope, id)));
  return {250, {2, 0, 0}, "queued as " + id};
}

/// What users of this host send may have a limit of its own (spec 10.3).
std::size_t Reception::most_octets(const SmtpClientFacts& client) const {
  const HostConfig& config = host_.config;
  return client.user.empty() ? config.most_message_octets : config.most_submitted_octets.value_or(config.most_message_octets);
}

/// The client is told nothing: for it the mail was taken for everybody.
sim::mail::Envelope Reception::without_swallowed(sim::mail::Envelope envelope, const std::string& raw) {
  std::erase_if(envelope.to, [&](const sim::mail::Address& to) {
    const auto decision = policy::swallow(host_.config.policies, to);
    if (decision) note(*decision, sim::mail::message_id_of(raw));
    return decision.has_value();
  });
  return envelope;
}

std::string Reception::with_marks(std::string raw) {
  const auto& policies = host_.config.policies;
  const bool any = std::any_of(message_policies.begin(), message_policies.end(), [&](const auto& one) { return policies.*one.is_on; });
  if (!any) return raw;
  const sim::mail::Message message(raw);
  std::string lines;
  for (const auto& one : message_policies) {
    if (!(policies.*one.is_on)) continue;
    auto decision = one.decide(message);
    if (!decision) continue;
    decision->place = policies.place;
    note(*decision, message.message_id());
    lines += decision->header_lines;
    if (!decision->subject_mark.empty()) raw = with_subject_mark(raw, decision->subject_mark);
  }
  return sim::mail::with_header_in_front(raw, lines);
}

void Reception::note(const Decision& decision, const std::string& mail) {
  const auto kind = decision.refusal ? sim::EventKind::policy_refused : sim::EventKind::policy_passed;
  host_.world.trace.note(kind, mail, {{"host", host_.config.name}, {"policy", decision.policy}, {"evidence", decision.evidence}},
                         {decision.policy, decision.place});
}

}  // namespace fakeservers::mta
