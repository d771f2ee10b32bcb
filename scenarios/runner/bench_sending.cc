#include "scenarios/runner/bench_sending.h"

#include <fmt/format.h>

#include <chrono>

#include "engine/instance.h"
#include "fakeservers/smtp_session.h"
#include "scenarios/runner/bench_rig.h"

namespace scenarios {
namespace {

using Wall = std::chrono::steady_clock;

/// Takes every mail and keeps none.
class Taker final : public fakeservers::SmtpHandler {
 public:
  sim::mail::SmtpReply on_mail(const fakeservers::SmtpClientFacts&, const sim::mail::ReversePath&, std::size_t) override { return {250, {2, 1, 0}, "ok"}; }
  sim::mail::SmtpReply on_rcpt(const fakeservers::SmtpClientFacts&, const sim::mail::Envelope&, const sim::mail::Address&) override {
    return {250, {2, 1, 5}, "ok"};
  }
  sim::mail::SmtpReply on_message(const fakeservers::SmtpClientFacts&, const sim::mail::Envelope&, std::string) override { return {250, {2, 0, 0}, "ok"}; }
};

/// A text of about so many octets, in lines.
std::string text_of(std::size_t octets) {
  constexpr std::string_view line = "The printer on the third floor shows 0x6100 again; the queue is held until it is seen to.\n";
  std::string text;
  while (text.size() + line.size() <= octets) text += line;
  return text;
}

class SendingRig {
 public:
  SendingRig(const BenchOptions& options, const std::string& database_path) : world_(options), options_(options) {
    const auto server = server_of(options);
    if (!server) return;
    if (options.smtp_server.empty()) {
      if (auto listening = listen(*server); !listening) fail(listening.error());
    }
    open_instance(*server, database_path);
  }

  const std::optional<sim::Error>& trouble() const { return trouble_; }
  /// Fires the events and lets them be processed: one mail for each stands in Outbox.
  void fill_outbox() {
    engine::Transaction transaction(instance_->database());
    for (std::size_t n = 0; n < options_.mails; ++n) {
      engine::EventRequest event;
      event.name = "bench.told";
      event.parm1 = fmt::format("user{}", n);
      if (auto fired = instance_->fire(event); !fired) return fail(fired.error());
    }
    transaction.commit();
    run_job("events process");
  }
  /// Sends everything.
  void send() {
    run_job("smtp sender");
    world_.wire().run_until(world_.clock().now() + std::chrono::hours{12}, [this] { return instance_->is_idle(); });
  }
  std::size_t sent() {
    auto row = instance_->database().prepare("SELECT count(*) FROM sys_email WHERE type = 'sent'");
    return row.step() ? static_cast<std::size_t>(row.integer(0)) : 0;
  }

 private:
  void fail(sim::Error error) { trouble_ = std::move(error); }
  void run_job(const char* name) {
    if (auto ran = instance_->run_job(name); !ran) fail(ran.error());
  }

  /// The simulated server, or the one that was named.
  std::optional<sim::Endpoint> server_of(const BenchOptions& options) {
    const std::string& named = options.smtp_server;
    if (named.empty()) return sim::Endpoint{world_.host("198.51.100.1", "mail.service-now.example"), 25};
    const auto colon = named.rfind(':');
    const auto ip = sim::IpAddress::parse(named.substr(0, colon));
    const auto port = colon == std::string::npos ? 0 : std::strtoul(named.c_str() + colon + 1, nullptr, 10);
    if (ip && port > 0 && port < 65536) return sim::Endpoint{*ip, static_cast<std::uint16_t>(port)};
    fail({fmt::format("'{}' is no address with a port", named), "say --smtp 127.0.0.1:2525", {}});
    return std::nullopt;
  }

  sim::Result<void> listen(const sim::Endpoint& at) {
    return world_.wire().listen({at, false, {}}, [this](const sim::Peer& peer) {
      fakeservers::SmtpOptions smtp;
      smtp.host = "mail.service-now.example";
      smtp.offer_starttls = false;
      return std::make_unique<fakeservers::SmtpSession>(smtp, peer, taker_, faults_, world_.trace());
    });
  }

  void open_instance(const sim::Endpoint& server, const std::string& path) {
    engine::InstanceConfig config;
    config.address = "acme@service-now.example";
    config.reader_jobs = 0;
    for (std::size_t n = 0; n < options_.mails; ++n) {
      engine::UserConfig user;
      user.user_name = fmt::format("user{}", n);
      user.first_name = "User";
      user.last_name = std::to_string(n);
      user.email = fmt::format("user{}@corp.example", n);
      config.users.push_back(std::move(user));
    }
    engine::AccountConfig account;
    account.name = "Provider SMTP";
    account.type = "smtp";
    account.server = server.ip.text();
    account.port = server.port;
    account.connection_security = "none";
    config.accounts.push_back(std::move(account));
    engine::NotificationConfig notification;
    notification.name = "Told";
    notification.event = "bench.told";
    notification.event_parm1 = true;
    notification.subject = "Your printer";
    notification.text = text_of(options_.octets);
    config.notifications.push_back(std::move(notification));
    engine::DatabaseOptions database;
    database.path = path;
    auto opened = engine::Instance::open(world_.world(), std::move(config), database, world_.host("198.51.100.9", "acme"));
    if (!opened) return fail(opened.error());
    instance_ = std::move(*opened);
  }

  BenchRig world_;
  const BenchOptions& options_;
  Taker taker_;
  fakeservers::FaultPlan faults_;
  std::unique_ptr<engine::Instance> instance_;
  std::optional<sim::Error> trouble_;
};

double seconds_since(Wall::time_point begun) { return std::chrono::duration<double>(Wall::now() - begun).count(); }

int wrong(const sim::Error& error) {
  fmt::print(stderr, "mailrig bench: {}\n", error.text());
  return 3;
}

}  // namespace

int bench_sending(const BenchOptions& options) {
  const DatabaseFolder folder(options.database_folder);
  SendingRig rig(options, folder.file());
  if (rig.trouble()) return wrong(*rig.trouble());
  const auto begun = Wall::now();
  rig.fill_outbox();
  const double filling = seconds_since(begun);
  if (!rig.trouble()) rig.send();
  const double seconds = seconds_since(begun);
  if (rig.trouble()) return wrong(*rig.trouble());
  const std::size_t sent = rig.sent();
  fmt::print("{} notifications of about {} octets to as many users, {} wire, event to Sent\n", options.mails, options.octets,
             options.on_loopback ? "loopback" : "virtual");
  fmt::print("  {:.0f} mails per second ({:.2f} s of wall time), {} in Sent\n", static_cast<double>(sent) / seconds, seconds, sent);
  fmt::print("  event to Outbox {:.0f} per second, Outbox to Sent {:.0f} per second\n", static_cast<double>(sent) / filling,
             static_cast<double>(sent) / (seconds - filling));
  fmt::print("  peak RSS {} MB\n", peak_rss_megabytes());
  return sent == options.mails ? 0 : 1;
}

}  // namespace scenarios
