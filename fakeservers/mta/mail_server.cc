#include "fakeservers/mta/mail_server.h"

#include "fakeservers/imap/imap_session.h"
#include "fakeservers/mta/delivery.h"
#include "fakeservers/mta/header_lines.h"
#include "fakeservers/mta/host.h"
#include "fakeservers/mta/lists.h"
#include "fakeservers/mta/mail_queue.h"
#include "fakeservers/mta/reception.h"
#include "fakeservers/mta/relay.h"
#include "fakeservers/pop3_session.h"
#include "sim/mail/message.h"

namespace fakeservers::mta {
namespace {

/// A server session together with what it points into: the wire may let go of it after the host's end.
class KeptSession final : public sim::Session {
 public:
  KeptSession(std::shared_ptr<void> keep, std::unique_ptr<sim::Session> session)
      : keep_(std::move(keep)), session_(std::move(session)) {}
  sim::Actions open() override { return session_->open(); }
  sim::Actions receive(std::string_view bytes) override { return session_->receive(bytes); }
  sim::Actions wake() override { return session_->wake(); }
  sim::Actions secured(const sim::TlsFacts& facts) override { return session_->secured(facts); }
  void lost(const sim::Loss& loss) override { session_->lost(loss); }

 private:
  std::shared_ptr<void> keep_;
  std::unique_ptr<sim::Session> session_;
};

}  // namespace

struct MailServer::State : std::enable_shared_from_this<State> {
  State(sim::World& world, HostConfig config)
      : host(std::make_shared<Host>(world, std::move(config))) {}

  std::shared_ptr<Host> host;  ///< also kept by attempts that are on the wire
  ReceptionMemory memory;
  std::shared_ptr<MailQueue> queue;
  Delivered delivered;

  void take(const Accepted& mail) {
    for (Accepted& each : with_lists_opened(*host, mail)) {
      seal(*host, each);
      queue->add(each.envelope, std::move(each.raw), each.folder);
    }
  }
  void make_queue();
  sim::Result<void> listen(std::uint16_t port, bool implicit_tls, sim::wire::Acceptor acceptor);
  sim::wire::Acceptor smtp_acceptor(PortUse use);
  sim::wire::Acceptor pop3_acceptor();
  sim::wire::Acceptor imap_acceptor();
  std::unique_ptr<sim::Session> smtp_session(const sim::Peer& peer, PortUse use, SmtpHandler& reception);
  std::unique_ptr<sim::Session> pop3_session(const sim::Peer& peer);
  std::unique_ptr<sim::Session> imap_session(const sim::Peer& peer);
  sim::Result<void> listen_on_all();
};

void MailServer::State::make_queue() {
  const auto attempt = [this](const QueuedMail& mail, MailQueue::Done done) {
    if (!mail.destination.empty()) return relay(host, mail, std::move(done));
    done(deliver(*host, mail, delivered));
  };
  const auto give_up = [this](const QueuedMail& mail, const AttemptResults& failed) {
    bounce(*host, mail, failed, [this](const sim::mail::Envelope& envelope, std::string raw) {
      queue->add(envelope, sim::mail::with_header_in_front(raw, received_line(*host, host->new_id())));
    });
  };
  queue = std::make_shared<MailQueue>(*host, attempt, give_up);
}

std::unique_ptr<sim::Session> MailServer::State::smtp_session(const sim::Peer& peer, PortUse use, SmtpHandler& reception) {
  const HostConfig& config = host->config;
  SmtpOptions options;
  options.host = config.name;
  options.offer_starttls = config.offer_starttls && !peer.tls;
  options.logins = &host->logins;
  options.auth_needs_tls = config.offer_starttls;
  options.require_auth = use == PortUse::submission;
  options.most_message_octets = config.most_message_octets;
  if (use == PortUse::submission) options.most_message_octets = config.most_submitted_octets.value_or(config.most_message_octets);
  options.most_recipients = config.most_recipients;
  return std::make_unique<SmtpSession>(options, peer, reception, host->faults, host->world.trace);
}

std::unique_ptr<sim::Session> MailServer::State::pop3_session(const sim::Peer& peer) {
  Pop3Options options;
  options.host = host->config.name;
  options.offer_stls = host->config.offer_starttls && !peer.tls;
  options.logins = &host->logins;
  options.apop_timestamp = "<" + host->random.hex(16) + "@" + host->config.name + ">";
  return std::make_unique<Pop3Session>(options, peer, host->store, host->faults, host->world.trace);
}

std::unique_ptr<sim::Session> MailServer::State::imap_session(const sim::Peer& peer) {
  imap::ImapOptions options;
  options.host = host->config.name;
  options.offer_starttls = host->config.offer_starttls && !peer.tls;
  options.most_message_octets = host->config.most_message_octets;
  return std::make_unique<imap::ImapSession>(
      options, peer, imap::ImapServices{host->store, host->faults, host->world.trace, host->world.clock, host->logins});
}

sim::wire::Acceptor MailServer::State::smtp_acceptor(PortUse use) {
  return [weak = weak_from_this(), use](const sim::Peer& peer) -> std::unique_ptr<sim::Session> {
    const auto self = weak.lock();
    if (!self) return nullptr;
    // The session's answers; it keeps the host that they come from.
    const auto reception = std::make_shared<Reception>(*self->host, self->memory, use, [self](const Accepted& mail) { self->take(mail); });
    return std::make_unique<KeptSession>(reception, self->smtp_session(peer, use, *reception));
  };
}

sim::wire::Acceptor MailServer::State::pop3_acceptor() {
  return [weak = weak_from_this()](const sim::Peer& peer) -> std::unique_ptr<sim::Session> {
    const auto self = weak.lock();
    if (!self) return nullptr;
    return std::make_unique<KeptSession>(self, self->pop3_session(peer));
  };
}

sim::wire::Acceptor MailServer::State::imap_acceptor() {
  return [weak = weak_from_this()](const sim::Peer& peer) -> std::unique_ptr<sim::Session> {
    const auto self = weak.lock();
    if (!self) return nullptr;
    return std::make_unique<KeptSession>(self, self->imap_session(peer));
  };
}

sim::Result<void> MailServer::State::listen(std::uint16_t port, bool implicit_tls, sim::wire::Acceptor acceptor) {
  const HostConfig& config = host->config;
  if (implicit_tls && !config.offer_starttls) return {};  // a host without TLS has none on any port
  sim::wire::ListenOptions options;
  options.at = {config.ip, port};
  options.implicit_tls = implicit_tls;
  if (config.offer_starttls) {
    sim::wire::Certificate own;
    own.names = {config.name};
    options.certificate = config.certificate.value_or(own);
  }
  return host->world.wire.listen(std::move(options), std::move(acceptor));
}

sim::Result<void> MailServer::State::listen_on_all() {
  struct Port {
    std::uint16_t number;
    bool implicit_tls;
    sim::wire::Acceptor acceptor;
  };
  const Port ports[] = {{25, false, smtp_acceptor(PortUse::relay)},
                        {587, false, smtp_acceptor(PortUse::submission)},
                        {465, true, smtp_acceptor(PortUse::submission)},
                        {110, false, pop3_acceptor()},
                        {995, true, pop3_acceptor()},
                        {143, false, imap_acceptor()},
                        {993, true, imap_acceptor()}};
  for (const auto& port : ports) {
    if (auto result = listen(port.number, port.implicit_tls, port.acceptor); !result) return result;
  }
  return {};
}

MailServer::MailServer(sim::World& world, HostConfig config)
    : state_(std::make_shared<State>(world, std::move(config))) {
  state_->delivered = [this](const Maildrop& drop, const StoredMail& mail) {
    if (on_delivered) on_delivered(drop, mail);
  };
  state_->make_queue();
  world.network.add_host(state_->host->config.name, state_->host->config.ip);
}

MailServer::~MailServer() {
  stop();
  state_->delivered = nullptr;
}

sim::Result<void> MailServer::start() {
  Host& host = *state_->host;
  if (host.is_running) return {};
  if (auto result = state_->listen_on_all(); !result) {
    host.world.wire.drop_host(host.config.ip);
    return result;
  }
  host.is_running = true;
  host.world.trace.note(sim::EventKind::server_started, "", {{"host", host.config.name}}, {"", host.config.place});
  state_->queue->resume();
  return {};
}

void MailServer::stop() {
  Host& host = *state_->host;
  if (!host.is_running) return;
  host.is_running = false;
  ++host.boots;
  state_->queue->pause();
  host.world.trace.note(sim::EventKind::server_stopped, "", {{"host", host.config.name}}, {"", host.config.place});
  host.world.wire.drop_host(host.config.ip);
}

bool MailServer::is_running() const { return state_->host->is_running; }
const HostConfig& MailServer::config() const { return state_->host->config; }
MailStore& MailServer::store() { return state_->host->store; }
FaultPlan& MailServer::faults() { return state_->host->faults; }
Logins& MailServer::logins() { return state_->host->logins; }
std::size_t MailServer::queued() const { return state_->queue->size(); }
std::optional<sim::Instant> MailServer::next_attempt() const { return state_->queue->next_attempt(); }
void MailServer::flush() { state_->queue->flush(); }
const std::vector<sim::sender::ReportedMail>& MailServer::dmarc_seen() const { return state_->memory.dmarc_seen; }
void MailServer::set_policies(PolicyConfig policies) { state_->host->config.policies = std::move(policies); }

void MailServer::submit(const sim::mail::Envelope& envelope, std::string raw) {
  if (on_submit) return on_submit(envelope, std::move(raw));
  Host& host = *state_->host;
  const auto received = received_line(host, host.new_id());
  raw = sim::mail::with_header_in_front(raw, missing_lines(host, raw));
  state_->take({envelope, sim::mail::with_header_in_front(raw, received + dkim_lines(host, raw))});
}

}  // namespace fakeservers::mta
