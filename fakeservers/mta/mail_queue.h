// The queue of one host: mails that it has taken and not yet relayed, delivered or bounced, each with its next moment.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fakeservers/mta/host.h"

namespace fakeservers::mta {

/// One mail for the recipients of one destination: they share attempts and schedule.
struct QueuedMail {
  std::uint64_t id = 0;
  std::string key;                          ///< its Message-ID
  std::string destination;                  ///< a domain; "" for this host's own maildrops
  sim::mail::Envelope envelope;             ///< `to`: those who still wait
  std::shared_ptr<const std::string> raw;
  std::string folder;                       ///< of this host's own maildrops; "" is INBOX
  sim::Instant arrived{};
  sim::Instant due{};
  int attempts = 0;
  bool is_in_flight = false;
};

/// How an attempt went for one recipient.
struct RecipientResult {
  sim::mail::Address to;
  sim::mail::SmtpReply reply;
  std::string next;                         ///< the host that said so, "" if none was reached
};
using AttemptResults = std::vector<RecipientResult>;

class MailQueue : public std::enable_shared_from_this<MailQueue> {
 public:
  using Done = std::function<void(AttemptResults)>;
  /// Makes one attempt; calls `Done` once, now or later.
  using Attempt = std::function<void(const QueuedMail&, Done)>;
  /// Told of recipients that are given up for good.
  using GiveUp = std::function<void(const QueuedMail&, const AttemptResults&)>;

  MailQueue(Host& host, Attempt attempt, GiveUp give_up)
      : host_(host), attempt_(std::move(attempt)), give_up_(std::move(give_up)) {}
  /// Takes a mail: one entry for each destination, tried at once.
  void add(const sim::mail::Envelope& envelope, std::string raw, const std::string& folder = {});
  /// Sets the timers of all waiting mails (the host came up).
  void resume();
  /// Forgets timers and attempts, keeps the mails (the host went down).
  void pause();
  void flush();
  std::size_t size() const { return mails_.size(); }
  std::optional<sim::Instant> next_attempt() const;

 private:
  std::string destination_of(const sim::mail::Address& address) const;
  void arm(QueuedMail& mail);
  void try_now(std::uint64_t id);
  void settle(std::uint64_t id, const AttemptResults& results);
  void defer(QueuedMail& mail, const AttemptResults& waiting);

  Host& host_;
  Attempt attempt_;
  GiveUp give_up_;
  std::map<std::uint64_t, QueuedMail> mails_;
  std::map<std::uint64_t, sim::Clock::Timer> timers_;
  std::uint64_t next_id_ = 1;
};

}  // namespace fakeservers::mta
