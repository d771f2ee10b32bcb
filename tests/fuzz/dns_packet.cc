// Whatever octets arrive as a DNS message: nothing crashes, what was read is written and read back alike, and the service answers
// within its bounds, over a stream the same for any cut.
#include <cstdint>
#include <cstdlib>

#include "fakeservers/dns_service.h"
#include "sim/dns/message.h"

namespace {

void require(bool held) {
  if (!held) std::abort();
}

const sim::dns::Zones& world() {
  static const sim::dns::Zones zones = [] {
    sim::dns::Zones out;
    const auto origin = sim::dns::Name::parse("corp.example");
    auto zone = sim::dns::Zone::parse(*origin, "@ MX 10 mail\nmail A 192.0.2.10\n*.w CNAME mail\nsub NS ns.sub\nns.sub A 192.0.2.53\ntyped TYPE257 \\# 2 abcd\n@ TXT \"v=spf1 mx -all\"\n", {});
    require(zone.has_value());
    out.put(*std::move(zone));
    return out;
  }();
  return zones;
}

/// Small packets only: what many pointers blow up beyond 64 KB is truncated, and rightly so.
void check_round_trip(std::string_view packet) {
  constexpr std::size_t small = 1000;
  const auto message = sim::dns::read_message(packet);
  if (!message || packet.size() > small) return;
  const auto again = sim::dns::read_message(sim::dns::write_message(*message));
  require(again.has_value() && *again == *message);
}

std::string heard(const fakeservers::DnsService& service, std::string_view stream, std::size_t piece) {
  const auto session = service.make_session();
  std::string out;
  const auto take = [&out](const sim::Actions& actions) {
    for (const auto& action : actions) {
      if (const auto* send = std::get_if<sim::Send>(&action)) out += send->bytes;
      if (std::holds_alternative<sim::Close>(action)) out += "<closed>";
    }
  };
  take(session->open());
  for (std::size_t at = 0; at < stream.size(); at += piece) take(session->receive(stream.substr(at, piece)));
  take(session->wake());
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view packet(reinterpret_cast<const char*>(data), size);
  check_round_trip(packet);
  const fakeservers::DnsService service(world());
  if (const auto response = service.answer_datagram(packet)) {
    require(response->size() <= sim::dns::edns_payload);
    require(sim::dns::read_message(*response).has_value());
  }
  const auto whole = heard(service, packet, size + 1);
  require(heard(service, packet, 1) == whole);
  const std::string framed = std::string{static_cast<char>(size >> 8), static_cast<char>(size)} + std::string(packet);
  if (size <= sim::dns::most_message_octets) heard(service, framed, 7);
  return 0;
}
