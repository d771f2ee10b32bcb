#include "fakeservers/mta/reception.h"

#include <fmt/format.h>

#include <algorithm>

#include "fakeservers/mta/delivery.h"
#include "fakeservers/mta/header_lines.h"
#include "fakeservers/mta/sender_checks.h"
#include "fakeservers/policy/blackhole.h"
#include "sim/mail/message.h"

namespace fakeservers::mta {

using policy::Decision;
using sim::mail::SmtpReply;

SmtpReply Reception::on_connect(const SmtpClientFacts& client) {
  const sim::mail::Envelope none;
  Visit one = visit(client, none);
  return ask(connect_rules, one).value_or(SmtpReply{220, "ready"});
}

SmtpReply Reception::on_mail(const SmtpClientFacts& client, const sim::mail::ReversePath& from, std::size_t declared_octets) {
  if (declared_octets > most_octets(client)) return {552, {5, 3, 4}, fmt::format("a mail may have {} octets", most_octets(client))};
  // A new transaction; the client's address stays what it is.
  findings_ = {.iprev = std::move(findings_.iprev)};
  sim::mail::Envelope envelope;
  envelope.from = from;
  Visit one = visit(client, envelope);
  return ask(mail_rules, one).value_or(SmtpReply{250, {2, 1, 0}, "sender ok"});
}

SmtpReply Reception::on_rcpt(const SmtpClientFacts& client, const sim::mail::Envelope& so_far, const sim::mail::Address& to) {
  Visit one = visit(client, so_far);
  one.to = &to;
  return ask(rcpt_rules, one).value_or(SmtpReply{250, {2, 1, 5}, "recipient ok"});
}

SmtpReply Reception::on_message(const SmtpClientFacts& client, const sim::mail::Envelope& envelope, std::string raw) {
  if (raw.size() > most_octets(client)) return {552, {5, 3, 4}, fmt::format("a mail may have {} octets", most_octets(client))};
  if (hops_passed(raw) > most_hops_passed) return {554, {5, 4, 6}, "too many hops: this mail goes in a circle"};
  if (!has_room(envelope, raw.size())) return {452, {4, 2, 2}, "the maildrop is full"};
  if (use_ == PortUse::submission) raw = sim::mail::with_header_in_front(raw, missing_lines(host_, raw));
  const auto id = host_.new_id();
  const Marks marks = ask_about(client, envelope, raw);
  if (marks.refusal) return *marks.refusal;
  // RFC 8601, 5: nobody else speaks in this host's name. What was signed was verified before.
  if (host_.config.policies.sender.any() || host_.config.arc_seal) raw = sim::sender::without_forged_results(raw, host_.config.name);
  if (!marks.subject_mark.empty()) raw = with_subject_mark(raw, marks.subject_mark);
  raw = sim::mail::with_header_in_front(raw, marks.header_lines);
  trace_written(host_, raw, marks.header_lines);
  // Last of all, so that nothing changes what was signed.
  if (use_ == PortUse::submission) raw = sim::mail::with_header_in_front(raw, dkim_lines(host_, raw));
  sim::mail::Envelope kept = without_swallowed(envelope, raw);
  if (marks.redirect && !kept.to.empty()) kept.to = {*marks.redirect};
  if (!kept.to.empty()) take_({kept, sim::mail::with_header_in_front(raw, received_line(host_, client, envelope, id)), marks.folder, findings_});
  return {250, {2, 0, 0}, "queued as " + id};
}

Visit Reception::visit(const SmtpClientFacts& client, const sim::mail::Envelope& envelope) {
  return {.host = host_, .memory = memory_, .use = use_, .client = client, .is_trusted = is_trusted(client), .envelope = envelope,
          .findings = findings_, .cost = cost_};
}

/// The first refusal.
std::optional<SmtpReply> Reception::ask(std::span<const Rule> rules, Visit& visit) {
  for (const Rule rule : rules) {
    const auto decision = rule(visit);
    if (!decision) continue;
    if (!decision->policy.empty()) note(*decision, visit.client.offered_mail());
    if (decision->refusal) return decision->refusal;
  }
  return std::nullopt;
}

Reception::Marks Reception::ask_about(const SmtpClientFacts& client, const sim::mail::Envelope& envelope, const std::string& raw) {
  Marks marks;
  if (!host_.config.policies.look_at_mail() && !host_.config.arc_seal) return marks;  // parsing costs
  const sim::mail::Message message(raw);
  Visit one = visit(client, envelope);
  one.mail = &message;
  for (const Rule rule : message_rules) {
    const auto decision = rule(one);
    if (!decision) continue;
    if (!decision->policy.empty()) note(*decision, message.message_id());
    marks.refusal = decision->refusal;
    if (marks.refusal) break;
    marks.header_lines += decision->header_lines;
    marks.subject_mark.insert(0, decision->subject_mark);
    if (marks.folder.empty()) marks.folder = decision->folder;
    if (decision->redirect) marks.redirect = decision->redirect;
  }
  remember_for_report(one, marks.refusal, marks.folder);
  return marks;
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

void Reception::note(const Decision& decision, const std::string& mail) {
  const auto kind = decision.refusal ? sim::EventKind::policy_refused : sim::EventKind::policy_passed;
  host_.world.trace.note(kind, mail, {{"host", host_.config.name}, {"policy", decision.policy}, {"evidence", decision.evidence}},
                         {decision.rule.empty() ? decision.policy : decision.rule, decision.place});
}

}  // namespace fakeservers::mta
