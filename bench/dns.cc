// Answering DNS questions: a packet in, a packet out, from a zone of three thousand records.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "fakeservers/dns_service.h"

namespace bench {
namespace {

sim::dns::Zones make_zones() {
  std::string text = "@ IN MX 10 mail\n@ IN TXT \"v=spf1 mx -all\"\n";
  for (int n = 0; n < 3000; ++n) text += fmt::format("host{} IN A 192.0.{}.{}\n", n, n / 250, n % 250 + 1);
  sim::dns::Zones zones;
  zones.put(*sim::dns::Zone::parse(*sim::dns::Name::parse("corp.example"), text, {"bench", 1, 1}));
  return zones;
}

/// A question of type A for hostN.corp.example, as a resolver writes it (RFC 1035, 4.1).
std::string question(int n) {
  std::string packet("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00", 12);
  for (const std::string& label : {fmt::format("host{}", n), std::string("corp"), std::string("example")}) {
    packet += static_cast<char>(label.size());
    packet += label;
  }
  return packet + std::string("\x00\x00\x01\x00\x01", 5);
}

void dns_answer(benchmark::State& state) {
  const sim::dns::Zones zones = make_zones();
  const fakeservers::DnsService service(zones);
  std::vector<std::string> questions;
  for (int n = 0; n < 3000; ++n) questions.push_back(question(n));
  std::size_t n = 0;
  for (auto _ : state) benchmark::DoNotOptimize(service.answer_datagram(questions[n++ % questions.size()]));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(dns_answer);

}  // namespace
}  // namespace bench
