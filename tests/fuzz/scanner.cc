// Any bytes as the answer of a scanner: no crash, and nothing that is believed is out of bounds or breaks a header field.
#include <cstdint>
#include <cstdlib>

#include "sim/client/scanner.h"

namespace {

void check(const sim::Result<sim::client::ScanAnswer>& answer) {
  if (!answer) return;
  if (answer->symbols.size() > sim::client::most_symbols) std::abort();
  for (const auto& symbol : answer->symbols) {
    for (const char c : symbol.name)
      if (c <= ' ' || c > '~') std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  check(sim::client::read_spamd_answer(input));
  check(sim::client::read_rspamd_answer(input));
  check(sim::client::read_clamd_answer(input));
  static_cast<void>(sim::client::points_of(input));
  return 0;
}
