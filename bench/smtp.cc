// SMTP transactions of 4 KB from our client to our server, stored in a maildrop: on the virtual wire and on loopback, over kept connections.
#include <benchmark/benchmark.h>

#include "bench/bench_world.h"
#include "bench/messages.h"
#include "fakeservers/mail_store.h"
#include "fakeservers/smtp_session.h"
#include "sim/client/smtp_client.h"

namespace bench {
namespace {

class Intake final : public fakeservers::SmtpHandler {
 public:
  explicit Intake(fakeservers::MailStore& store) : store_(store), drop_(store.add("acme", "", {*sim::mail::Address::parse("acme@service-now.example")})) {}
  sim::mail::SmtpReply on_mail(const fakeservers::SmtpClientFacts&, const sim::mail::ReversePath&, std::size_t) override { return {250, {2, 1, 0}, "ok"}; }
  sim::mail::SmtpReply on_rcpt(const fakeservers::SmtpClientFacts&, const sim::mail::Envelope&, const sim::mail::Address&) override { return {250, {2, 1, 5}, "ok"}; }
  sim::mail::SmtpReply on_message(const fakeservers::SmtpClientFacts&, const sim::mail::Envelope& envelope, std::string raw) override {
    store_.deliver(drop_, std::move(raw), envelope, {});
    if (++taken % 1000 == 0) drop_.mails.clear();
    return {250, {2, 0, 0}, "ok"};
  }
  std::size_t taken = 0;

 private:
  fakeservers::MailStore& store_;
  fakeservers::Maildrop& drop_;
};

class Burst final : public sim::client::MailSource {
 public:
  Burst(const std::vector<std::string>& mails, std::size_t count) : mails_(mails), left_(count) {}
  std::optional<sim::client::OutgoingMail> next() override {
    if (left_ == 0) return std::nullopt;
    --left_;
    return sim::client::OutgoingMail{{*sim::mail::Address::parse("a@corp.example"), {*sim::mail::Address::parse("acme@service-now.example")}},
                                     mails_[left_ % mails_.size()]};
  }
  void finished(const sim::client::SmtpOutcome& outcome) override { accepted += outcome.is_accepted() ? 1 : 0; }
  std::size_t accepted = 0;

 private:
  const std::vector<std::string>& mails_;
  std::size_t left_;
};

void transactions(benchmark::State& state, BenchWorld::WireKind kind) {
  static const std::vector<std::string> mails = multipart_mails(500);
  constexpr std::size_t per_connection = 1000;
  BenchWorld bench(kind);
  const auto server = bench.ip("192.0.2.10", "mail");
  const auto client = bench.ip("192.0.2.20", "client");
  fakeservers::MailStore store;
  fakeservers::FaultPlan faults;
  Intake intake(store);
  fakeservers::SmtpOptions options;
  options.host = "mail";
  options.offer_starttls = false;
  const auto listening = bench.wire->listen({{server, 25}, false, {}}, [&](const sim::Peer& peer) {
    return std::make_unique<fakeservers::SmtpSession>(options, peer, intake, faults, bench.trace);
  });
  if (!listening) return state.SkipWithError(listening.error().what.c_str());
  for (auto _ : state) {
    Burst burst(mails, per_connection);
    bool over = false;
    auto session = std::make_shared<sim::client::SmtpClient>(sim::client::SmtpClientOptions{"client", sim::client::StartTlsUse::none, "", ""}, burst);
    sim::wire::ConnectOptions connection;
    connection.from = client;
    connection.to = {server, 25};
    bench.wire->connect(connection, session, [&over] { over = true; });
    bench.wire->run_until(bench.clock.now() + std::chrono::hours{1}, [&over] { return over; });
    if (burst.accepted != per_connection) state.SkipWithError("not every mail was accepted");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(per_connection));
}
BENCHMARK_CAPTURE(transactions, virtual_wire, BenchWorld::WireKind::in_memory)->Name("smtp_transaction/virtual")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(transactions, loopback_wire, BenchWorld::WireKind::on_loopback)->Name("smtp_transaction/loopback")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bench
