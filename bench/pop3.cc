// POP3 retrieval: our client empties our server's maildrop of 1,000 mails of 4 KB.
#include <benchmark/benchmark.h>

#include "bench/bench_world.h"
#include "bench/messages.h"
#include "fakeservers/pop3_session.h"
#include "sim/client/pop3_client.h"

namespace bench {
namespace {

class Taker final : public sim::client::MailSink {
 public:
  bool wants(const sim::client::ListedMail&) override { return true; }
  void retrieved(const sim::client::ListedMail& listed, std::string raw) override {
    benchmark::DoNotOptimize(raw.size());
    waiting_.push_back(listed.number);
    ++taken;
  }
  void skipped(const sim::client::ListedMail&, const std::string&) override {}
  std::vector<int> store() override { return std::exchange(waiting_, {}); }
  std::size_t taken = 0;

 private:
  std::vector<int> waiting_;
};

void retrieve(benchmark::State& state, BenchWorld::WireKind kind) {
  static const std::vector<std::string> mails = multipart_mails(1000);
  BenchWorld bench(kind);
  const auto server = bench.ip("192.0.2.10", "mail");
  const auto client = bench.ip("192.0.2.20", "client");
  fakeservers::MailStore store;
  fakeservers::FaultPlan faults;
  auto& drop = store.add("acme", "secret", {});
  fakeservers::Pop3Options options;
  options.host = "mail";
  const auto listening = bench.wire->listen({{server, 110}, false, {}}, [&](const sim::Peer& peer) {
    return std::make_unique<fakeservers::Pop3Session>(options, peer, store, faults, bench.trace);
  });
  if (!listening) return state.SkipWithError(listening.error().what.c_str());
  for (auto _ : state) {
    state.PauseTiming();
    for (const std::string& mail : mails) store.deliver(drop, mail, {}, bench.clock.now());
    state.ResumeTiming();
    Taker taker;
    bool over = false;
    auto session = std::make_shared<sim::client::Pop3Client>(sim::client::Pop3ClientOptions{"acme", "secret"}, taker);
    sim::wire::ConnectOptions connection;
    connection.from = client;
    connection.to = {server, 110};
    bench.wire->connect(connection, session, [&over] { over = true; });
    bench.wire->run_until(bench.clock.now() + std::chrono::hours{1}, [&over] { return over; });
    if (taker.taken != mails.size() || !drop.mails.empty()) state.SkipWithError("not every mail was retrieved and deleted");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(mails.size()));
}
BENCHMARK_CAPTURE(retrieve, virtual_wire, BenchWorld::WireKind::in_memory)->Name("pop3_retrieval/virtual")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(retrieve, loopback_wire, BenchWorld::WireKind::on_loopback)->Name("pop3_retrieval/loopback")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bench
