// Oracle: what parses prints, and what it prints parses to the same; lists never give out more than they may, nor bytes that are no UTF-8.
#include "sim/mail/address.h"

#include <cstdlib>

#include "sim/mail/detail/charset.h"

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (const auto address = sim::mail::Address::parse(input)) {
    const std::string text = address->text();
    const auto again = sim::mail::Address::parse(text);
    must(again && *again == *address && again->text() == text);
  }
  std::vector<std::string> faults;
  const auto list = sim::mail::parse_address_list(input, &faults, 50);
  must(list.size() <= 50);
  for (const auto& each : list) {
    must(sim::mail::detail::is_utf8(each.display_name));
    const auto again = sim::mail::Address::parse(each.address.text());
    must(again && *again == each.address);
  }
  return 0;
}
