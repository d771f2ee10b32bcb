#include "fakeservers/mta/relay.h"

#include <fmt/format.h>

#include "fakeservers/mta/route.h"
#include "sim/client/smtp_client.h"

namespace fakeservers::mta {
namespace {

using sim::client::SmtpClient;
using sim::client::SmtpOutcome;
using sim::client::StartTlsUse;
using sim::mail::SmtpReply;

/// A domain with more addresses than this is not tried to the end in one attempt.
constexpr std::size_t most_hops = 10;

/// The client's conversation with one host about one mail.
class Conversation final : public sim::client::MailSource {
 public:
  Conversation(sim::client::SmtpClientOptions options, sim::client::OutgoingMail mail)
      : client(std::move(options), *this), mail_(std::move(mail)) {}
  std::optional<sim::client::OutgoingMail> next() override { return std::exchange(mail_, std::nullopt); }
  void finished(const SmtpOutcome& how) override { outcome = how; }

  SmtpClient client;
  std::optional<SmtpOutcome> outcome;

 private:
  std::optional<sim::client::OutgoingMail> mail_;
};

class Relay : public std::enable_shared_from_this<Relay> {
 public:
  Relay(std::shared_ptr<Host> host, const QueuedMail& mail, MailQueue::Done done)
      : host_(std::move(host)), mail_(mail), done_(std::move(done)), boots_(host_->boots) {}
  void begin();

 private:
  void try_next();
  void converse(const Hop& hop, StartTlsUse tls);
  void ended(const Hop& hop, const Conversation& conversation, StartTlsUse tls);
  void finish(AttemptResults results);
  AttemptResults same_for_all(const SmtpReply& reply, const std::string& next) const;
  AttemptResults results_of(const SmtpOutcome& outcome, const std::string& next) const;
  void trace_route();
  void trace_tried(const AttemptResults& results, const std::string& next);
  sim::Cause cause_at(const std::string& next_host) const;
  bool is_void() const { return host_->boots != boots_; }

  std::shared_ptr<Host> host_;
  QueuedMail mail_;
  MailQueue::Done done_;
  unsigned boots_;
  Route route_;
  std::size_t next_hop_ = 0;
  std::size_t events_before_ = 0;
};

void Relay::begin() {
  auto& resolver = host_->world.resolver;
  route_ = host_->config.next_hop ? find_next_hop(resolver, mail_.destination)
                                  : find_route(resolver, mail_.destination, {host_->config.name, host_->config.ip, host_->config.prefers_ipv6},
                                               host_->random);
  if (route_.hops.size() > most_hops) route_.hops.resize(most_hops);
  host_->world.clock.after(route_.cost, [self = shared_from_this()] {
    if (self->is_void()) return;
    self->trace_route();
    if (self->route_.failure) return self->finish(self->same_for_all(*self->route_.failure, ""));
    self->try_next();
  });
}

void Relay::try_next() { converse(route_.hops[next_hop_], StartTlsUse::opportunistic); }

void Relay::converse(const Hop& hop, StartTlsUse tls) {
  events_before_ = host_->world.trace.events().size();
  sim::client::SmtpClientOptions options;
  options.helo = host_->config.name;
  options.starttls = tls;
  auto conversation = std::make_shared<Conversation>(options, sim::client::OutgoingMail{mail_.envelope, *mail_.raw});
  sim::wire::ConnectOptions where;
  where.from = host_->config.ip;
  where.to = {hop.ip, hop.port};
  where.server_name = hop.host;
  const std::shared_ptr<sim::Session> session(conversation, &conversation->client);
  host_->world.wire.connect(where, session, [self = shared_from_this(), hop, conversation, tls] {
    if (!self->is_void()) self->ended(hop, *conversation, tls);
  });
}

/// The host could not be spoken to at all: the next one may be better (RFC 5321, 5.1).
bool is_useless(const SmtpOutcome& outcome) {
  using Stage = SmtpOutcome::Stage;
  const bool is_early = outcome.stage == Stage::connect || outcome.stage == Stage::greeting || outcome.stage == Stage::helo;
  return outcome.stage == Stage::connect || (is_early && outcome.reply.is_transient());
}

void Relay::ended(const Hop& hop, const Conversation& conversation, StartTlsUse tls) {
  SmtpOutcome outcome = conversation.outcome.value_or(conversation.client.trouble().value_or(SmtpOutcome{}));
  if (outcome.reply.code == 0) {
    outcome.stage = SmtpOutcome::Stage::connect;
    outcome.reply = {421, {4, 4, 2}, "the connection was lost"};
  }
  auto results = results_of(outcome, hop.host);
  trace_tried(results, hop.host);
  // RFC 7435: encryption that does not work is no reason not to deliver.
  if (outcome.stage == SmtpOutcome::Stage::tls && tls == StartTlsUse::opportunistic) return converse(hop, StartTlsUse::none);
  if (is_useless(outcome) && ++next_hop_ < route_.hops.size()) return try_next();
  finish(std::move(results));
}

AttemptResults Relay::same_for_all(const SmtpReply& reply, const std::string& next) const {
  AttemptResults results;
  for (const auto& to : mail_.envelope.to) results.push_back({to, reply, next});
  return results;
}

AttemptResults Relay::results_of(const SmtpOutcome& outcome, const std::string& next) const {
  auto results = same_for_all(outcome.reply, next);
  for (auto& result : results) {
    for (const auto& recipient : outcome.recipients) {
      if (recipient.address == result.to && recipient.reply.code != 0) result.reply = recipient.reply;
    }
  }
  return results;
}

void Relay::finish(AttemptResults results) {
  for (const auto& result : results) {
    if (!result.reply.is_positive()) continue;
    host_->world.trace.note(sim::EventKind::queue_relayed, mail_.key,
                            {{"host", host_->config.name}, {"to", result.to.text()}, {"next", result.next}});
  }
  done_(std::move(results));
}

void Relay::trace_route() {
  auto& trace = host_->world.trace;
  if (route_.failure) {
    return trace.note(sim::EventKind::route_failed, mail_.key,
                      {{"host", host_->config.name}, {"domain", mail_.destination}, {"why", route_.failure->line()}});
  }
  trace.note(sim::EventKind::route_chosen, mail_.key,
             {{"host", host_->config.name}, {"domain", mail_.destination}, {"how", route_.how},
              {"next", route_.hops.front().text()}});
}

void Relay::trace_tried(const AttemptResults& results, const std::string& next) {
  std::map<std::string, std::vector<sim::mail::Address>> groups;
  for (const auto& result : results) groups[result.reply.line()].push_back(result.to);
  const auto by = results.front().reply.is_positive() ? sim::Cause{} : cause_at(next);
  for (const auto& [reply, to] : groups) {
    host_->world.trace.note(sim::EventKind::queue_tried, mail_.key,
                            {{"host", host_->config.name}, {"next", next}, {"to", join(to)}, {"reply", reply}}, by);
  }
}

/// What the other host decided by during this conversation. On a real wire nobody could know; a simulator can point at it.
sim::Cause Relay::cause_at(const std::string& next_host) const {
  const auto& events = host_->world.trace.events();
  for (std::size_t i = events.size(); i > events_before_; --i) {
    const auto& event = events[i - 1];
    const bool decides = event.kind == sim::EventKind::policy_refused || event.kind == sim::EventKind::fault_injected;
    if (decides && event.field("host") == next_host) return event.by;
  }
  return {};
}

}  // namespace

void relay(const std::shared_ptr<Host>& host, const QueuedMail& mail, MailQueue::Done done) {
  std::make_shared<Relay>(host, mail, std::move(done))->begin();
}

}  // namespace fakeservers::mta
