#include "fakeservers/mta/mail_queue.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/mail/message.h"

namespace fakeservers::mta {
namespace {

/// Recipients that got the same reply, so that the trace speaks of them once.
std::map<std::string, std::vector<sim::mail::Address>> by_reply(const AttemptResults& results) {
  std::map<std::string, std::vector<sim::mail::Address>> groups;
  for (const auto& result : results) groups[result.reply.line()].push_back(result.to);
  return groups;
}

/// RFC 3463: X.4.7, "delivery time expired"; the last reply stays in the text for whoever reads the bounce.
sim::mail::SmtpReply expired(const sim::mail::SmtpReply& last) {
  return {last.code, {4, 4, 7}, "delivery time expired; the last reply was: " + last.line()};
}

}  // namespace

std::string MailQueue::destination_of(const sim::mail::Address& address) const {
  if (host_.is_local(address)) return "";
  return host_.config.next_hop.value_or(address.domain_lower());
}

void MailQueue::add(const sim::mail::Envelope& envelope, std::string raw, const std::string& folder) {
  const auto key = sim::mail::message_id_of(raw);
  const auto shared = std::make_shared<const std::string>(std::move(raw));
  const auto now = host_.world.clock.now();
  std::vector<std::pair<std::string, std::uint64_t>> entries;
  for (const auto& to : envelope.to) {
    const auto destination = destination_of(to);
    auto entry = std::find_if(entries.begin(), entries.end(), [&](const auto& one) { return one.first == destination; });
    if (entry == entries.end()) {
      const auto id = next_id_++;
      QueuedMail mail{.id = id, .key = key, .destination = destination, .envelope = envelope, .raw = shared, .folder = folder};
      mail.envelope.to.clear();
      mail.arrived = mail.due = now;
      mails_.emplace(id, std::move(mail));
      entry = entries.insert(entries.end(), {destination, id});
    }
    auto& waiting = mails_.at(entry->second).envelope.to;
    if (std::find(waiting.begin(), waiting.end(), to) == waiting.end()) waiting.push_back(to);
  }
  for (const auto& [destination, id] : entries) arm(mails_.at(id));
}

void MailQueue::arm(QueuedMail& mail) {
  if (!host_.is_running || mail.is_in_flight) return;
  if (const auto old = timers_.find(mail.id); old != timers_.end()) host_.world.clock.cancel(old->second);
  const auto what = [weak = weak_from_this(), id = mail.id] {
    if (const auto self = weak.lock()) self->try_now(id);
  };
  timers_.insert_or_assign(mail.id, host_.world.clock.at(mail.due, what));
}

void MailQueue::resume() {
  for (auto& [id, mail] : mails_) arm(mail);
}

void MailQueue::pause() {
  for (const auto& [id, timer] : timers_) host_.world.clock.cancel(timer);
  timers_.clear();
  for (auto& [id, mail] : mails_) mail.is_in_flight = false;
}

void MailQueue::flush() {
  for (auto& [id, mail] : mails_) {
    if (mail.is_in_flight) continue;
    mail.due = host_.world.clock.now();
    arm(mail);
  }
}

std::optional<sim::Instant> MailQueue::next_attempt() const {
  std::optional<sim::Instant> first;
  for (const auto& [id, mail] : mails_) {
    if (!first || mail.due < *first) first = mail.due;
  }
  return first;
}

void MailQueue::try_now(std::uint64_t id) {
  timers_.erase(id);
  const auto found = mails_.find(id);
  if (found == mails_.end() || !host_.is_running) return;
  found->second.is_in_flight = true;
  ++found->second.attempts;
  attempt_(found->second, [weak = weak_from_this(), id, boots = host_.boots](const AttemptResults& results) {
    const auto self = weak.lock();
    // A host that went down in the meantime does not remember this attempt: the mail is tried again (RFC 5321, 6.1).
    if (self && self->host_.boots == boots) self->settle(id, results);
  });
}

void MailQueue::settle(std::uint64_t id, const AttemptResults& results) {
  QueuedMail& mail = mails_.at(id);
  mail.is_in_flight = false;
  const bool is_expired = host_.world.clock.now() >= mail.arrived + host_.config.queue_lifetime;
  AttemptResults waiting, failed;
  for (const auto& result : results) {
    if (result.reply.is_positive()) continue;
    if (result.reply.is_permanent()) {
      failed.push_back(result);
    } else if (is_expired) {
      failed.push_back({result.to, expired(result.reply), result.next});
    } else {
      waiting.push_back(result);
    }
  }
  if (!failed.empty()) give_up_(mail, failed);
  if (waiting.empty()) {
    mails_.erase(id);
  } else {
    defer(mail, waiting);
  }
}

void MailQueue::defer(QueuedMail& mail, const AttemptResults& waiting) {
  const auto& gaps = host_.config.retry_schedule;
  const auto now = host_.world.clock.now();
  const auto gap = gaps[std::min(static_cast<std::size_t>(mail.attempts) - 1, gaps.size() - 1)];
  mail.due = std::min(now + gap, mail.arrived + host_.config.queue_lifetime);
  mail.envelope.to.clear();
  for (const auto& result : waiting) mail.envelope.to.push_back(result.to);
  for (const auto& [reply, to] : by_reply(waiting)) {
    host_.world.trace.note(
        sim::EventKind::queue_deferred, mail.key,
        {{"host", host_.config.name}, {"to", join(to)}, {"delay", sim::duration_text(mail.due - now)}, {"reply", reply}});
  }
  arm(mail);
}

}  // namespace fakeservers::mta
