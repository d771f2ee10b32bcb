#include "fakeservers/mta/delivery.h"

#include <fmt/format.h>

#include "sim/mail/dsn.h"
#include "sim/mail/message.h"

namespace fakeservers::mta {
namespace {

using sim::mail::SmtpReply;

/// Made at the first mail for it, as a server does that sorts spam away.
Folder& folder_of(Host& host, Maildrop& drop, const std::string& name) {
  if (name.empty()) return drop;
  auto& folder = drop.folders[name];
  if (!folder) folder = host.store.new_folder();
  drop.subscriptions.insert(name);
  return *folder;
}

SmtpReply store(Host& host, Maildrop& drop, const QueuedMail& mail, sim::mail::Envelope envelope, const Delivered& delivered) {
  auto raw = sim::mail::with_header_in_front(*mail.raw, "Return-Path: <" + mail.envelope.from.text() + ">\r\n");
  if (!has_room_for(drop, raw.size())) return {452, {4, 2, 2}, "the maildrop of " + drop.user + " is full"};
  host.store.deliver(folder_of(host, drop, mail.folder), std::move(raw), envelope, host.world.clock.now());
  const auto place = mail.folder.empty() ? drop.user : drop.user + ", folder " + mail.folder;
  host.world.trace.note(sim::EventKind::maildrop_stored, mail.key, {{"host", host.config.name}, {"maildrop", place}});
  if (delivered && mail.folder.empty()) delivered(drop, drop.mails.back());
  return {250, {2, 1, 5}, "delivered to " + drop.user};
}

sim::mail::DsnRecipient report_of(const RecipientResult& result) {
  sim::mail::DsnRecipient report;
  report.final_recipient = result.to.text();
  report.action = "failed";
  report.status = result.reply.status.is_given() ? result.reply.status : sim::mail::EnhancedStatus{5, 0, 0};
  report.remote_mta = result.next;
  report.diagnostic = result.reply.line();
  return report;
}

void trace_failure(Host& host, const QueuedMail& mail, const RecipientResult& result) {
  if (mail.envelope.from.is_null()) {
    host.world.trace.note(sim::EventKind::queue_dropped, mail.key,
                          {{"host", host.config.name}, {"to", result.to.text()}, {"reply", result.reply.line()}});
  } else {
    host.world.trace.note(sim::EventKind::queue_bounced, mail.key,
                          {{"host", host.config.name},
                           {"to", result.to.text()},
                           {"from", mail.envelope.from.text()},
                           {"reply", result.reply.line()}});
  }
}

}  // namespace

bool has_room_for(const Maildrop& drop, std::size_t octets) {
  return drop.capacity_bytes == SIZE_MAX || drop.all_bytes() + octets <= drop.capacity_bytes;
}

AttemptResults deliver(Host& host, const QueuedMail& mail, const Delivered& delivered) {
  AttemptResults results;
  std::map<std::string, std::vector<sim::mail::Address>> by_drop;  // two addresses of one maildrop get one copy
  for (const auto& to : mail.envelope.to) {
    const Maildrop* drop = host.maildrop_of(to);
    if (drop) {
      by_drop[drop->user].push_back(to);
    } else {
      results.push_back({to, {550, {5, 1, 1}, "no such user here: " + to.text()}, host.config.name});
    }
  }
  for (const auto& [user, addresses] : by_drop) {
    auto envelope = mail.envelope;
    envelope.to = addresses;
    const auto reply = store(host, *host.store.find_user(user), mail, envelope, delivered);
    for (const auto& to : addresses) results.push_back({to, reply, host.config.name});
  }
  return results;
}

void bounce(Host& host, const QueuedMail& mail, const AttemptResults& failed,
            const std::function<void(const sim::mail::Envelope&, std::string)>& submit) {
  for (const auto& result : failed) trace_failure(host, mail, result);
  if (mail.envelope.from.is_null()) return;
  sim::mail::DsnOptions options;
  options.report.reporting_mta = host.config.name;
  options.report.arrival = mail.arrived;
  options.report.original_message_id = mail.key;
  for (const auto& result : failed) options.report.recipients.push_back(report_of(result));
  options.postmaster = "MAILER-DAEMON@" + host.config.name;
  options.to = mail.envelope.from.text();
  options.now = host.world.clock.now();
  options.original = *mail.raw;
  auto notification = sim::mail::write_dsn(options, host.random);
  host.world.trace.descend(sim::mail::message_id_of(notification), mail.key);
  sim::mail::Envelope envelope;
  envelope.to = {mail.envelope.from.address()};
  submit(envelope, std::move(notification));
}

}  // namespace fakeservers::mta
