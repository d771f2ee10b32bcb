#include "engine/outbound/mail_writer.h"

#include "sim/mail/message.h"

namespace engine::outbound {
namespace {

std::vector<std::pair<std::string, std::string>> kept_headers(std::string_view lines) {
  std::vector<std::pair<std::string, std::string>> out;
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
    const auto colon = line.find(':');
    if (colon != std::string_view::npos) out.emplace_back(line.substr(0, colon), line.substr(colon + 1));
  }
  return out;
}

}  // namespace

sim::client::OutgoingMail write_mail(Parts& parts, const EmailRecord& email, const Handover& handover, const Account& account) {
  sim::mail::Draft draft;
  draft.from = email.from;
  draft.to = joined_addresses(handover.to);
  draft.cc = joined_addresses(handover.copied);
  draft.reply_to = email.reply_to;
  draft.subject = email.subject;
  draft.text = email.body_text;
  draft.html = email.body;
  draft.headers = kept_headers(email.headers);
  draft.message_id = email.message_id;
  draft.date = parts.world.clock.now();
  sim::client::OutgoingMail mail;
  // One stream for each mail: its boundaries are the same on both wires, in whatever order mails leave.
  sim::Random random = parts.world.random.stream("outgoing:" + email.sys_id);
  mail.raw = sim::mail::build(draft, random, provider_domain(parts.config));
  if (auto from = sim::mail::Address::parse(plain_from(account, parts.config))) mail.envelope.from = *from;
  mail.envelope.to = handover.everyone();
  return mail;
}

}  // namespace engine::outbound
