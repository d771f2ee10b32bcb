// The virus scanner of a mail host. By itself it knows one virus, the EICAR test file, in whatever transfer encoding it comes; a real scanner knows
// more. The instance's mail servers mark and deliver; others refuse or put aside.
#pragma once
#include <optional>

#include "fakeservers/policy/decision.h"
#include "fakeservers/policy/scan.h"
#include "sim/mail/address.h"
#include "sim/mail/message.h"

namespace fakeservers::policy {

struct VirusRules {
  enum class Then { mark, refuse, quarantine };
  Then then = Then::mark;
  sim::mail::SmtpReply reply{554, {5, 7, 1}, "the mail is infected"};  ///< of a refusal; the virus' name is put behind it
  std::optional<sim::mail::Address> quarantine;   ///< who gets an infected mail in place of its recipients
  std::string header = "X-ServiceNow-Virus";      ///< the field that a mark adds
  bool defers_if_slow = false;                    ///< 451 if the scanner does not answer, in place of letting the mail pass
  std::string scanner_name;                       ///< "clamd at 127.0.0.1:3310", "" for the built-in one
  Scanner scanner;
  sim::Place place;
};

/// What becomes of an infected mail; for marks (spec 8) X-ServiceNow-Virus and the subject's `*** INFECTED ***`. Nothing for a clean one. A
/// scanner that does not answer lets the mail pass, saying so.
std::optional<Decision> scan_virus(const sim::mail::Message& message, const VirusRules& rules = {});
/// The EICAR test file's 68 octets.
std::string eicar_file();

}  // namespace fakeservers::policy
