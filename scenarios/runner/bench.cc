#include "scenarios/runner/bench.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <filesystem>
#include <numeric>

#include "engine/instance.h"
#include "fakeservers/mta/mail_server.h"
#include "fakeservers/people/junk_client.h"
#include "scenarios/runner/confusion.h"
#include "sim/client/smtp_client.h"
#include "sim/wire/loopback_wire.h"
#include "sim/wire/virtual_wire.h"

namespace scenarios {
namespace {

using fakeservers::people::JunkLabel;
using fakeservers::people::JunkMail;
using Wall = std::chrono::steady_clock;

constexpr std::size_t burst_size = 20;  // com.glide.email.max_read: what a reader takes at once

std::unique_ptr<sim::wire::Wire> make_wire(bool on_loopback, sim::Clock& clock, sim::Network& network, sim::Trace& trace, std::uint64_t seed) {
  if (on_loopback) return std::make_unique<sim::wire::LoopbackWire>(clock, network, trace, sim::Random(seed, "wire"));
  return std::make_unique<sim::wire::VirtualWire>(clock, network, trace, sim::Random(seed, "wire"));
}

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
      : clock_(sim::Instant{std::chrono::sys_days{std::chrono::year{2026} / 1 / 5}}), trace_(clock_, sim::TraceLevel::off),
        resolver_(zones_, clock_, trace_), wire_(make_wire(options.on_loopback, clock_, network_, trace_, options.seed)),
        world_{clock_, sim::Random(options.seed), trace_, network_, *wire_, resolver_}, random_(options.seed, "junk") {
    provider_ip_ = host("198.51.100.1", "mail.service-now.example");
    sender_ip_ = host("203.0.113.7", "mx.senders.example");
    publish_provider();
    fakeservers::mta::HostConfig config;
    config.name = "mail.service-now.example";
    config.ip = provider_ip_;
    config.domains = {"service-now.example"};
    config.maildrops = {{"acme", "secret", {}, SIZE_MAX}};
    config.policies.score_spam = true;
    config.policies.scan_virus = true;
    provider_ = std::make_unique<fakeservers::mta::MailServer>(world_, std::move(config));
    open_instance(database_path);
    junk_.to = *sim::mail::Address::parse("acme@service-now.example");
    junk_.text_octets = options.octets;
    for (int n = 0; n < 100; ++n) junk_.senders.push_back(*sim::mail::Address::parse(fmt::format("user{}@corp.example", n)));
  }

  const std::optional<sim::Error>& trouble() const { return trouble_; }
  std::vector<JunkMail> make(std::size_t count) {
    std::vector<JunkMail> mails;
    while (mails.size() < count) mails.push_back(fakeservers::people::make_junk(random_, junk_, clock_.now()));
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
    wire_->connect(options, client, [&sent] { sent = true; });
    wire_->run_until(clock_.now() + std::chrono::hours{1}, [&sent] { return sent; });
    if (instance_->run_job("email reader")) {
      wire_->run_until(clock_.now() + std::chrono::hours{1}, [this] { return instance_->is_idle(); });
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
  sim::IpAddress host(const char* ip, const char* name) {
    const auto address = *sim::IpAddress::parse(ip);
    network_.add_host(name, address);
    return address;
  }
  void publish_provider() {
    const auto origin = *sim::dns::Name::parse("service-now.example");
    zones_.put(*sim::dns::Zone::parse(origin, "@ IN MX 10 mail\nmail IN A 198.51.100.1\n", {}));
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
    auto opened = engine::Instance::open(world_, std::move(config), database, host("198.51.100.9", "acme"));
    if (!opened) trouble_ = opened.error();
    else instance_ = std::move(*opened);
    if (const auto started = provider_->start(); !started) trouble_ = started.error();
  }

  sim::Clock clock_;
  sim::Trace trace_;
  sim::Network network_;
  sim::dns::Zones zones_;
  sim::dns::Resolver resolver_;
  std::unique_ptr<sim::wire::Wire> wire_;
  sim::World world_;
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
  fmt::print("  peak RSS {} MB\n\n", usage.ru_maxrss / 1024);
}

/// A folder that goes when the bench ends, unless the user gave one.
class DatabaseFolder {
 public:
  explicit DatabaseFolder(const std::string& given) : path_(given), is_ours_(given.empty()) {
    if (!is_ours_) return;
    std::string pattern = (std::filesystem::temp_directory_path() / "mailrig-bench-XXXXXX").string();
    if (mkdtemp(pattern.data())) path_ = pattern;
  }
  ~DatabaseFolder() {
    std::error_code ignored;
    if (is_ours_ && !path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  DatabaseFolder(const DatabaseFolder&) = delete;
  DatabaseFolder& operator=(const DatabaseFolder&) = delete;
  std::string file() const { return (path_ / "bench.db").string(); }

 private:
  std::filesystem::path path_;
  bool is_ours_;
};

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
