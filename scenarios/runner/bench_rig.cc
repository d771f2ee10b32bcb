#include "scenarios/runner/bench_rig.h"

#include <sys/resource.h>

#include "sim/wire/loopback_wire.h"
#include "sim/wire/virtual_wire.h"

namespace scenarios {
namespace {

std::unique_ptr<sim::wire::Wire> make_wire(const BenchOptions& options, sim::Clock& clock, sim::Network& network, sim::Trace& trace) {
  const sim::Random random(options.seed, "wire");
  if (!options.on_loopback) return std::make_unique<sim::wire::VirtualWire>(clock, network, trace, random);
  sim::wire::LoopbackOptions loopback;
  loopback.real_time = !options.smtp_server.empty();  // nobody counts the bytes that a foreign server still works on
  return std::make_unique<sim::wire::LoopbackWire>(clock, network, trace, random, loopback);
}

}  // namespace

BenchRig::BenchRig(const BenchOptions& options)
    : clock_(sim::Instant{std::chrono::sys_days{std::chrono::year{2026} / 1 / 5}}), trace_(clock_, sim::TraceLevel::off),
      resolver_(zones_, clock_, trace_), wire_(make_wire(options, clock_, network_, trace_)),
      world_{clock_, sim::Random(options.seed), trace_, network_, *wire_, resolver_} {}

sim::IpAddress BenchRig::host(const char* ip, const char* name) {
  const auto address = *sim::IpAddress::parse(ip);
  network_.add_host(name, address);
  return address;
}

DatabaseFolder::DatabaseFolder(const std::string& given) : path_(given), is_ours_(given.empty()) {
  if (!is_ours_) return;
  std::string pattern = (std::filesystem::temp_directory_path() / "mailrig-bench-XXXXXX").string();
  if (mkdtemp(pattern.data())) path_ = pattern;
}

DatabaseFolder::~DatabaseFolder() {
  std::error_code ignored;
  if (is_ours_ && !path_.empty()) std::filesystem::remove_all(path_, ignored);
}

long peak_rss_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

}  // namespace scenarios
