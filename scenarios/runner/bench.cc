#include "scenarios/runner/bench.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <numeric>

#include "engine/instance.h"
#include "fakeservers/mta/mail_server.h"
#include "fakeservers/people/junk_client.h"
#include "scenarios/runner/bench_rig.h"
#include "scenarios/runner/confusion.h"
#include "sim/client/smtp_client.h"

namespace scenarios {
namespace {

using fakeservers::people::JunkLabel;
using fakeservers::people::JunkMail;
using Wall = std::chrono::steady_clock;

constexpr std::size_t burst_size = 20;  // com.glide.email.max_read: what a reader takes at once

/// Gives the SMTP client one burst of mails.
class Burst final : public sim::client::MailSource {
 public:
  explicit Burst(const std::vector<JunkMail>& mails) : mails_(mails) {}
  std::optional<sim::client::OutgoingMail> next() override {
    if (at_ == mails_.size()) return std::nullopt;
    const JunkMail& mail = mails_[at_++];
    return sim::client::OutgoingMail{mail.envelope, mail.raw};
  }
  void finished(const sim::client::SmtpOutcome& outcome) override { accepted += outcome.is_accepted() ? 1 : 0; }
  std::size_t accepted = 0;

 private:
  const std::vector<JunkMail>& mails_;
  std::size_t at_ = 0;
};

/// A provider's server, an instance and somebody who sends junk.
class Rig {
 public:
  Rig(const BenchOptions& options, const std::string& database_path)
      : world_(options), random_(options.seed, "junk") {
    provider_ip_ = world_.host("198.51.100.1", "mail.service-now.example");
    sender_ip_ = world_.host("203.0.113.7", "mx.senders.example");
    publish_provider();
    fakeservers::mta::HostConfig config;
    config.name = "mail.service-now.example";
    config.ip = provider_ip_;
    config.domains = {"service-now.example"};
    config.maildrops = {{"acme", "secret", {}, SIZE_MAX}};
    config.policies.score_spam = true;
    config.policies.scan_virus = true;
    provider_ = std::make_unique<fakeservers::mta::MailServer>(world_.world(), std::move(config));
    open_instance(database_path);
    junk_.to = *sim::mail::Address::parse("acme@service-now.example");
    junk_.text_octets = options.octets;
    for (int n = 0; n < 100; ++n) junk_.senders.push_back(*sim::mail::Address::parse(fmt::format("user{}@corp.example", n)));
  }

  const std::optional<sim::Error>& trouble() const { return trouble_; }
  std::vector<JunkMail> make(std::size_t count) {
    std::vector<JunkMail> mails;
    while (mails.size() < count) mails.push_back(fakeservers::people::make_junk(random_, junk_, world_.clock().now()));
    return mails;
  }
  /// Sends the mails, lets the instance read them, and tells where each ended, in order ("" if it was lost).
  std::vector<std::string> pass(const std::vector<JunkMail>& mails) {
    Burst burst(mails);
    auto client = std::make_shared<sim::client::SmtpClient>(
        sim::client::SmtpClientOptions{"mx.senders.example", sim::client::StartTlsUse::none, "", ""}, burst);
    bool sent = false;
    sim::wire::ConnectOptions options;
    options.from = sender_ip_;
    options.to = {provider_ip_, 25};
    world_.wire().connect(options, client, [&sent] { sent = true; });
    world_.wire().run_until(world_.clock().now() + std::chrono::hours{1}, [&sent] { return sent; });
    if (instance_->run_job("email reader")) {
      world_.wire().run_until(world_.clock().now() + std::chrono::hours{1}, [this] { return instance_->is_idle(); });
    }
    std::vector<std::string> mailboxes;
    auto rows = instance_->database().prepare("SELECT id, mailbox FROM sys_email WHERE id > ? AND type LIKE 'received%' ORDER BY id");
    rows.bind_all(last_row_);
    while (rows.step()) {
      last_row_ = rows.integer(0);
      mailboxes.push_back(rows.text(1));
    }
    mailboxes.resize(mails.size());
    return mailboxes;
  }

 private:
  void publish_provider() {
    const auto origin = *sim::dns::Name::parse("service-now.example");
    world_.zones().put(*sim::dns::Zone::parse(origin, "@ IN MX 10 mail\nmail IN A 198.51.100.1\n", {}));
  }
  void open_instance(const std::string& path) {
    engine::InstanceConfig config;
    config.address = "acme@service-now.example";
    for (int n = 0; n < 100; ++n) {
      engine::UserConfig user;
      user.user_name = fmt::format("user{}", n);
      user.email = fmt::format("user{}@corp.example", n);
      config.users.push_back(std::move(user));
    }
    engine::AccountConfig account;
    account.name = "Provider POP3";
    account.type = "pop3";
    account.server = "mail.service-now.example";
    account.user_name = "acme";
    account.password = "secret";
    config.accounts.push_back(std::move(account));
    engine::DatabaseOptions database;
    database.path = path;
    auto opened = engine::Instance::open(world_.world(), std::move(config), database, world_.host("198.51.100.9", "acme"));
    if (!opened) trouble_ = opened.error();
    else instance_ = std::move(*opened);
    if (const auto started = provider_->start(); !started) trouble_ = started.error();
  }

  BenchRig world_;
  sim::Random random_;
  sim::IpAddress provider_ip_, sender_ip_;
  std::unique_ptr<fakeservers::mta::MailServer> provider_;
  std::unique_ptr<engine::Instance> instance_;
  fakeservers::people::JunkOptions junk_;
  std::int64_t last_row_ = 0;
  std::optional<sim::Error> trouble_;
};

struct Samples {
  std::vector<double> ms_per_mail;  // one for each burst
  double seconds = 0;
};

double percentile(std::vector<double> sorted, double part) {
  return sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(part * static_cast<double>(sorted.size())))];
}

void print_rates(const BenchOptions& options, Samples samples) {
  std::ranges::sort(samples.ms_per_mail);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto cpu = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
  fmt::print("{} mails of about {} octets, seed {}, {} wire, SMTP in to mailbox committed\n", options.mails, options.octets, options.seed,
             options.on_loopback ? "loopback" : "virtual");
  fmt::print("  {:.0f} mails per second ({:.2f} s of wall time, {:.0f} us of CPU a mail, making the mails included in CPU only)\n",
             static_cast<double>(options.mails) / samples.seconds, samples.seconds,
             (cpu(usage.ru_utime) + cpu(usage.ru_stime)) * 1e6 / static_cast<double>(options.mails));
  fmt::print("  time a mail, in bursts of {}: p50 {:.3f} ms, p90 {:.3f} ms, p99 {:.3f} ms, most {:.3f} ms\n", burst_size,
             percentile(samples.ms_per_mail, 0.5), percentile(samples.ms_per_mail, 0.9), percentile(samples.ms_per_mail, 0.99),
             samples.ms_per_mail.back());
  fmt::print("  peak RSS {} MB\n\n", peak_rss_megabytes());
}

}  // namespace

int bench(const BenchOptions& options) {
  const DatabaseFolder folder(options.database_folder);
  Rig rig(options, folder.file());
  if (rig.trouble()) {
    fmt::print(stderr, "mailrig bench: {}\n", rig.trouble()->text());
    return 3;
  }
  Confusion confusion;
  Samples samples;
  for (std::size_t done = 0; done < options.mails;) {
    const auto mails = rig.make(std::min(burst_size, options.mails - done));
    const auto begun = Wall::now();
    const auto mailboxes = rig.pass(mails);
    const double seconds = std::chrono::duration<double>(Wall::now() - begun).count();
    samples.seconds += seconds;
    samples.ms_per_mail.push_back(seconds * 1000 / static_cast<double>(mails.size()));
    for (std::size_t n = 0; n < mails.size(); ++n) confusion.count(mails[n].label, mailboxes[n]);
    done += mails.size();
  }
  print_rates(options, std::move(samples));
  fmt::print("{}", confusion.text());
  return confusion.misplaced() == 0 ? 0 : 1;
}

}  // namespace scenarios
