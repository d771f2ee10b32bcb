#include "fakeservers/policy/virus.h"

namespace fakeservers::policy {
namespace {

constexpr std::string_view virus_name = "Eicar-Test-Signature";

bool is_infected(const sim::mail::Message& message, const std::string& signature) {
  if (message.raw().find(signature) != std::string::npos) return true;
  for (const auto& part : message.parts()) {
    if (message.content(part).find(signature) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

// In two pieces, so that no scanner takes this file or the program for the virus.
std::string eicar_file() { return std::string(R"(X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD)") + "-ANTIVIRUS-TEST-FILE!$H+H*"; }

std::optional<Decision> scan_virus(const sim::mail::Message& message) {
  if (!is_infected(message, eicar_file())) return std::nullopt;
  const auto found = "INFECTED, message contains virus: " + std::string(virus_name);
  return Decision{.policy = "virus",
                  .evidence = found,
                  .header_lines = "X-ServiceNow-Virus:" + found + "\r\n",
                  .subject_mark = "*** INFECTED *** "};
}

}  // namespace fakeservers::policy
