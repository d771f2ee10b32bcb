// Whatever text stands where a zone should: it is refused with a place and advice, or what it holds is written and read back alike.
#include <cstdint>
#include <cstdlib>

#include "sim/dns/zone_file.h"

namespace {

void require(bool held) {
  if (!held) std::abort();
}

std::string text_of(const sim::dns::Zone& zone) {
  std::string out;
  for (const auto& [owner, records] : zone.records()) {
    for (const auto& record : records) out += record.text() + "\n";
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto all = sim::dns::read_zone_file(text, {"zone", 1, 1})) {
    require(all->answer(sim::dns::Name(), sim::dns::Type::SOA).status == sim::dns::Status::found);
  }
  const auto origin = sim::dns::Name::parse("corp.example");
  const auto zone = sim::dns::Zone::parse(*origin, text, {"zone", 1, 1});
  if (!zone) {
    require(zone.error().place.line > 0 && !zone.error().what.empty() && !zone.error().advice.empty());
    return 0;
  }
  const auto again = sim::dns::Zone::parse(*origin, text_of(*zone), {"zone", 1, 1});
  require(again.has_value() && again->records() == zone->records());
  for (const auto& [owner, records] : zone->records()) {
    require(zone->match(owner, records.front().type).exists);
    zone->match(owner.child("below"), sim::dns::Type::A);
    require(zone->delegates() || zone->cut_above(owner) == nullptr);
  }
  return 0;
}
