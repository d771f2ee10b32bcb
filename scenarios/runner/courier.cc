#include "scenarios/runner/courier.h"

#include <utility>

namespace scenarios {

struct Courier::State {
  std::size_t under_way = 0;
  std::size_t waiting = 0;
  std::size_t refused = 0;
};

namespace {

/// One mail, for one SMTP session.
class OneMail final : public sim::client::MailSource {
 public:
  explicit OneMail(sim::client::OutgoingMail mail) : mail_(std::move(mail)) {}
  std::optional<sim::client::OutgoingMail> next() override { return std::exchange(mail_, std::nullopt); }
  void finished(const sim::client::SmtpOutcome& outcome) override { is_accepted = outcome.is_accepted(); }
  bool is_accepted = false;

 private:
  std::optional<sim::client::OutgoingMail> mail_;
};

/// The session together with the source that it refers to.
struct Errand {
  Errand(sim::client::SmtpClientOptions options, sim::client::OutgoingMail mail)
      : source(std::move(mail)), client(std::move(options), source) {}
  OneMail source;
  sim::client::SmtpClient client;
};

}  // namespace

Courier::Courier(sim::World& world, sim::IpAddress ip, std::string name)
    : world_(world), ip_(std::move(ip)), name_(std::move(name)), state_(std::make_shared<State>()) {
  world_.network.add_host(name_, ip_);
}
Courier::~Courier() = default;

void Courier::send(const sim::mail::Envelope& envelope, std::string raw, const sim::IpAddress& to) {
  sim::client::SmtpClientOptions options;
  options.helo = name_;
  auto errand = std::make_shared<Errand>(std::move(options), sim::client::OutgoingMail{envelope, std::move(raw)});
  const std::shared_ptr<sim::client::SmtpClient> session(errand, &errand->client);
  sim::wire::ConnectOptions connect;
  connect.from = ip_;
  connect.to = {to, 25};
  ++state_->under_way;
  world_.wire.connect(std::move(connect), session, [state = state_, errand] {
    --state->under_way;
    if (!errand->source.is_accepted) ++state->refused;
  });
}

void Courier::later(sim::Duration delay, std::function<void()> what) {
  ++state_->waiting;
  world_.clock.after(delay, [state = state_, what = std::move(what)] {
    --state->waiting;
    what();
  });
}

bool Courier::is_busy() const { return state_->under_way + state_->waiting > 0; }
std::size_t Courier::refused() const { return state_->refused; }

}  // namespace scenarios
