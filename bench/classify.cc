// What the instance does with a received mail: raw bytes in, the final mailbox committed. A file database in WAL mode with synchronous=NORMAL,
// 10,000 users, N mails stored already, mails of 4 KB, committed in groups of a hundred as the Email Reader would with a full server.
#include <benchmark/benchmark.h>

#include "bench/bench_world.h"
#include "bench/messages.h"

namespace bench {
namespace {

constexpr std::size_t group = 100;

void classify(benchmark::State& state, std::size_t more_rules) {
  static const std::vector<std::string> mails = multipart_mails(2000);
  BenchWorld bench;
  const auto instance = make_instance(bench, 10'000, more_rules);
  store_mails(instance->database(), static_cast<std::size_t>(state.range(0)));
  std::uint64_t serial = 1'000'000;
  std::vector<std::string> batch(group);
  for (auto _ : state) {
    state.PauseTiming();
    for (std::string& mail : batch) {
      mail = mails[serial % mails.size()];
      renumber(mail, serial++);
    }
    state.ResumeTiming();
    engine::Transaction transaction(instance->database());
    for (std::string& mail : batch) {
      if (instance->receive(std::move(mail)).empty()) state.SkipWithError("a mail was dropped");
    }
    transaction.commit();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(group));
}
void vendor_rules(benchmark::State& state) { classify(state, 0); }
void fifty_rules(benchmark::State& state) { classify(state, 50); }
BENCHMARK(vendor_rules)->Name("classify")->Arg(1000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);
/// Beside 50 Email Filters and 50 inbound actions.
BENCHMARK(fifty_rules)->Name("classify_50_rules")->Arg(1000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bench
