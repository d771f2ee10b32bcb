// Oracle: a log read in two pieces tells what it tells as a whole.
#include "scenarios/servers/postfix_log.h"

#include <cstdlib>

namespace {

std::string told(std::string_view first, std::string_view second) {
  sim::Clock clock{sim::Instant{}};
  sim::Trace trace(clock);
  scenarios::PostfixLog log(trace, "mail.corp.example", std::chrono::minutes{5});
  log.read(first);
  log.read(second);
  std::string out = log.is_open() ? "open\n" : "";
  for (const auto& event : trace.events()) out += event.mail + " " + event.sentence() + "\n";
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = size == 0 ? 0 : data[0] % (size + 1);
  if (size < 60'000 && told(all, "") != told(all.substr(0, cut), all.substr(cut))) std::abort();
  return 0;
}
