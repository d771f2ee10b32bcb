#include "fakeservers/policy/virus.h"

#include <fmt/format.h>

namespace fakeservers::policy {
namespace {

constexpr std::string_view virus_name = "Eicar-Test-Signature";

bool has_eicar(const sim::mail::Message& message, const std::string& signature) {
  if (message.raw().find(signature) != std::string::npos) return true;
  for (const auto& part : message.parts()) {
    if (message.content(part).find(signature) != std::string::npos) return true;
  }
  return false;
}

/// A name that an outside program gave goes into a header field and a reply.
std::string printable(std::string name) {
  std::erase_if(name, [](char c) { return c < ' ' || c > '~'; });
  return name.substr(0, 100);
}

Decision of_infected(const VirusRules& rules, const std::string& name) {
  Decision decision{.policy = "virus", .evidence = "INFECTED, message contains virus: " + name};
  if (rules.then == VirusRules::Then::refuse) {
    decision.refusal = rules.reply;
    decision.refusal->text += ": " + name;
    return decision;
  }
  decision.header_lines = fmt::format("{}:{}\r\n", rules.header, decision.evidence);
  decision.subject_mark = "*** INFECTED *** ";
  if (rules.then == VirusRules::Then::quarantine && rules.quarantine) {
    decision.redirect = rules.quarantine;
    decision.evidence += "; put aside for " + rules.quarantine->text();
  }
  return decision;
}

Decision of_silence(const VirusRules& rules, const std::string& why) {
  Decision decision{.policy = "virus", .evidence = fmt::format("not scanned: {}: {}", rules.scanner_name, why)};
  if (rules.defers_if_slow) decision.refusal = sim::mail::SmtpReply{451, {4, 7, 1}, "the mail could not be scanned now"};
  return decision;
}

}  // namespace

// In two pieces, so that no scanner takes this file or the program for the virus.
std::string eicar_file() { return std::string(R"(X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD)") + "-ANTIVIRUS-TEST-FILE!$H+H*"; }

std::optional<Decision> scan_virus(const sim::mail::Message& message, const VirusRules& rules) {
  if (rules.scanner) {
    const auto answer = rules.scanner(message.raw());
    if (!answer) return of_silence(rules, answer.error().what);
    if (!answer->is_found) return std::nullopt;
    return of_infected(rules, printable(answer->name));
  }
  if (!has_eicar(message, eicar_file())) return std::nullopt;
  return of_infected(rules, std::string(virus_name));
}

}  // namespace fakeservers::policy
