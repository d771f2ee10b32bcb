// SPF checks: one item is one check_spf(), DNS a map of records without a cache.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "sim/dns/resolver.h"
#include "sim/sender/spf.h"

namespace bench {
namespace {

class ZonesLookup final : public sim::dns::Lookup {
 public:
  explicit ZonesLookup(const std::string& text) { zones_.put(*sim::dns::Zone::parse(sim::dns::Name(), text, {"bench", 1, 1})); }
  sim::dns::Answer look_up(const sim::dns::Name& name, sim::dns::Type type) override { return zones_.answer(name, type); }

 private:
  sim::dns::Zones zones_;
};

std::string plain_zone() { return "corp.example. TXT \"v=spf1 ip4:192.0.2.0/24 ip4:198.51.100.0/24 ip6:2001:db8::/32 -all\"\n"; }

/// A provider's three lists of ten networks behind an include, as large providers publish them.
std::string includes_zone() {
  std::string zone = "corp.example. TXT \"v=spf1 mx include:_spf.provider.example include:esp.example ~all\"\n"
                     "corp.example. MX 10 mail.corp.example.\nmail.corp.example. A 192.0.2.10\nesp.example. TXT \"v=spf1 ip4:198.51.100.0/24 ~all\"\n"
                     "_spf.provider.example. TXT \"v=spf1 include:_0.provider.example include:_1.provider.example "
                     "include:_2.provider.example ~all\"\n";
  for (int list = 0; list < 3; ++list) {
    std::string networks;
    for (int n = 0; n < 200; n += 20) networks += fmt::format(" ip4:10.{}.{}.0/19", list, n);
    zone += fmt::format("_{}.provider.example. TXT \"v=spf1{} ~all\"\n", list, networks);
  }
  return zone;
}

std::string macros_zone() {
  return "corp.example. TXT \"v=spf1 exists:%{ir}.%{l1r-}.%{d2}._spf.corp.example -all\"\n"
         "7.100.51.198.a.corp.example._spf.corp.example. A 127.0.0.2\n";
}

/// With 1 the verdict tells its steps.
void spf(benchmark::State& state, const std::string& zone) {
  ZonesLookup dns(zone);
  sim::sender::SpfQuestion question{*sim::IpAddress::parse("198.51.100.7"), "mail.client.example", "a-b@corp.example", "mx.receiver.example", {}};
  question.tells_steps = state.range(0) != 0;
  for (auto _ : state) benchmark::DoNotOptimize(check_spf(question, dns));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(spf, plain, plain_zone())->Arg(0)->Arg(1);
BENCHMARK_CAPTURE(spf, includes, includes_zone())->Arg(0)->Arg(1);
BENCHMARK_CAPTURE(spf, macros, macros_zone())->Arg(0)->Arg(1);

}  // namespace
}  // namespace bench
