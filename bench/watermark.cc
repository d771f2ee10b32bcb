// Finding the record behind a watermark among 100,000.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "bench/bench_world.h"
#include "engine/store.h"

namespace bench {
namespace {

void watermark_look_up(benchmark::State& state) {
  BenchWorld bench;
  const auto instance = make_instance(bench, 10);
  engine::Store store(instance->database(), bench.clock, bench.trace, sim::Random(1, "store"));
  std::vector<std::string> numbers;
  {
    engine::Transaction transaction(instance->database());
    for (int n = 0; n < 100'000; ++n) numbers.push_back(store.new_watermark("incident", fmt::format("{:032x}", n), fmt::format("{:032x}", n)));
    transaction.commit();
  }
  sim::Random random(3, "look up");
  for (auto _ : state) {
    auto found = store.watermark(random.pick(numbers));
    if (!found) state.SkipWithError("a stored watermark was not found");
    benchmark::DoNotOptimize(found);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(watermark_look_up);

}  // namespace
}  // namespace bench
