#include "engine/inbound/bounces.h"

#include <algorithm>
#include <set>

#include "sim/automatic/automatic_mail.h"

namespace engine::inbound {
namespace {

using sim::automatic::AutomaticMail;
using sim::automatic::FailedRecipient;
using sim::automatic::Hardness;
using sim::automatic::Kind;

/// A report that names more recipients than this is not about mail of ours: we send to a hundred at once (spec 6.4).
constexpr std::size_t most_recipients = 1000;
constexpr std::size_t most_recipients_told = 10;

std::string told(const FailedRecipient& recipient) {
  std::string out = recipient.address.empty() ? std::string("an unnamed recipient") : recipient.address;
  const std::string status = recipient.status.empty() ? std::string("no status") : recipient.status;
  return out + fmt::format(" ({}, {})", status, sim::automatic::hardness_name(recipient.hardness));
}

void note(const Mail& mail, const AutomaticMail& automatic) {
  sim::Trace& trace = mail.parts.world.trace;
  if (!trace.wants(sim::EventKind::email_recognised)) return;
  sim::Fields fields{{"what", std::string(sim::automatic::kind_name(automatic.kind))}, {"sys_email", mail.email.sys_id}};
  std::string evidence = automatic.evidence;
  const std::size_t shown = std::min(automatic.recipients.size(), most_recipients_told);
  for (std::size_t i = 0; i < shown; ++i) evidence += (i == 0 ? "; about " : ", ") + told(automatic.recipients[i]);
  if (shown < automatic.recipients.size()) evidence += fmt::format(" and {} more", automatic.recipients.size() - shown);
  fields.emplace_back("evidence", evidence);
  if (!automatic.recipients.empty()) {
    const FailedRecipient& first = automatic.recipients.front();
    fields.emplace_back("recipient", first.address);
    fields.emplace_back("status", first.status);
    fields.emplace_back("hardness", std::string(sim::automatic::hardness_name(first.hardness)));
  }
  if (!automatic.original_message_id.empty()) fields.emplace_back("original", automatic.original_message_id);
  trace.note(sim::EventKind::email_recognised, mail.email.key(), std::move(fields));
}

/// A code that only stands for a reason (5.0.9xx) was in no report: it counts where the reason is a lasting one.
bool is_lasting(const FailedRecipient& recipient) {
  return !recipient.status.starts_with("5.0.9") || recipient.status.size() < 7 || recipient.hardness == Hardness::hard;
}

void count(Mail& mail, const FailedRecipient& recipient) {
  Parts& parts = mail.parts;
  if (!is_lasting(recipient) || !parts.store.counts_as_bounce(recipient.status)) return;
  const BouncedAddress known = parts.store.count_bounce(recipient.address, recipient.status);
  if (known.blocked || known.bounces < bounces_until_blocked) return;
  parts.store.set_blocked(recipient.address, true);
  parts.store.log(mail.email.sys_id, "warning",
                  fmt::format("Bounce Email address blocked: {} after {} bounces ({})", recipient.address, known.bounces, recipient.status));
  parts.world.trace.note(sim::EventKind::address_blocked, mail.email.key(),
                         {{"address", recipient.address}, {"bounces", std::to_string(known.bounces)}, {"status", recipient.status},
                          {"sys_email", mail.email.sys_id}},
                         {"bounce-blocked", {}});
}

}  // namespace

void note_automatic(Mail& mail) {
  const AutomaticMail automatic = sim::automatic::recognise(mail.message);
  if (automatic.kind == Kind::none) return;
  note(mail, automatic);
  if (automatic.kind != Kind::bounce || !mail.parts.has_plugin("com.glide.email.bounce_management")) return;
  std::set<std::string> counted;
  for (const FailedRecipient& recipient : automatic.recipients) {
    if (counted.size() == most_recipients) return;
    if (!recipient.address.empty() && counted.insert(email_key(recipient.address)).second) count(mail, recipient);
  }
}

}  // namespace engine::inbound
