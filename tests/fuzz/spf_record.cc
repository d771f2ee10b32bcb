// Whatever text stands where an SPF record should: it is refused with the column of the term, or what was read points into the text and keeps its bounds, and
// evaluating it in a world where every name holds it ends within the limits. Explanations are cut and made of nothing but ASCII.
#include <cstdint>
#include <cstdlib>

#include "sim/sender/spf.h"
#include "sim/sender/spf_macro.h"
#include "sim/sender/spf_record.h"

namespace {

void require(bool held) {
  if (!held) std::abort();
}

bool is_within(std::string_view part, std::string_view whole) {
  return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

/// Every name has this text, an address, an MX and a PTR record.
class Everywhere final : public sim::dns::Lookup {
 public:
  explicit Everywhere(std::string text) : text_(std::move(text)) {}
  sim::dns::Answer look_up(const sim::dns::Name& name, sim::dns::Type type) override {
    ++asked;
    require(name.wire_octets() <= 255);
    sim::dns::Answer answer;
    answer.status = sim::dns::Status::found;
    sim::dns::Record record{name, type, 60, sim::dns::TxtData{{text_}}};
    if (type == sim::dns::Type::A) record.data = sim::dns::AddressData{*sim::IpAddress::parse("192.0.2.7")};
    if (type == sim::dns::Type::MX) record.data = sim::dns::MxData{10, name};
    if (type == sim::dns::Type::PTR) record.data = sim::dns::NameData{*sim::dns::Name::parse("mail.corp.example")};
    answer.records.push_back(std::move(record));
    return answer;
  }
  int asked = 0;

 private:
  std::string text_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sim::sender;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::string texts[] = {text, "v=spf1 " + text};
  for (const std::string& each : texts) {
    const auto record = parse_spf_record(each);
    if (!record) {
      require(!record.error().what.empty() && record.error().place.column >= 1);
    } else {
      for (const SpfDirective& directive : record->directives) {
        require(is_within(directive.text, each) && is_within(directive.domain_spec, each) && directive.prefix4 <= 32 && directive.prefix6 <= 128);
      }
    }
    Everywhere dns(each);
    const auto verdict = check_spf({*sim::IpAddress::parse("192.0.2.1"), "h.example", "l+x@corp.example", "r.example", {}}, dns);
    require(verdict.lookups <= most_spf_lookups + 1 && verdict.void_lookups <= most_spf_void_lookups + 1 && dns.asked < 40);
    require(verdict.explanation.size() <= most_explanation_octets && (record.has_value() || verdict.result != SpfResult::pass));
    for (const char c : verdict.explanation) require(static_cast<unsigned char>(c) < 0x80);
  }
  return 0;
}
