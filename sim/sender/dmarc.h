// Domain-based Message Authentication, Reporting and Conformance: RFC 7489, and RFC 9989 that replaces it (tree walk instead of the public suffix list).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/sender/dkim_verify.h"
#include "sim/sender/public_suffix.h"
#include "sim/sender/spf.h"

namespace sim::sender {

/// RFC 8601, 2.7.6 and RFC 7489, 11.2.
enum class DmarcResult { none, pass, fail, temperror, permerror };
enum class DmarcPolicy { none, quarantine, reject };
enum class DmarcRules { rfc7489, rfc9989 };
std::string_view result_name(DmarcResult result);
std::string_view policy_name(DmarcPolicy policy);

struct DmarcQuestion {
  std::string author_domain;               ///< of From; see author_domains()
  const SpfVerdict* spf = nullptr;         ///< of MAIL FROM (or HELO for the null reverse path); nullptr if not checked
  const std::vector<DkimVerdict>* dkim = nullptr;
  DmarcRules rules = DmarcRules::rfc7489;
  unsigned sample = 0;                     ///< 0..99: pct=N applies the policy if sample < N
};

struct DmarcVerdict {
  DmarcResult result = DmarcResult::none;
  std::string author_domain, organizational_domain;
  bool has_other_authors = false;          ///< From names authors of further domains, whose results are no stricter
  std::string record_domain, record;       ///< where the record was found, and its text; "" if there is none
  DmarcPolicy policy = DmarcPolicy::none;       ///< what the owner asks for this domain (p, sp or np)
  DmarcPolicy disposition = DmarcPolicy::none;  ///< what is asked for this mail: policy after pct= or t=; none unless the result is fail
  std::string policy_tag;                  ///< "p", "sp" or "np"
  bool spf_aligned = false, dkim_aligned = false;  ///< passed and aligned
  std::string reason;                      ///< one sentence's end: "spf=pass for esp.example, which is not aligned with corp.example; ..."
  std::vector<std::string> steps;          ///< each lookup, each alignment
  std::vector<std::string> findings;       ///< what is wrong with the record though it counts: "unknown tag", "p=non is no policy"
  Duration cost{0};
};

DmarcVerdict check_dmarc(const DmarcQuestion& question, dns::Lookup& dns, const PublicSuffixes& suffixes);

/// More author domains of one mail are not asked about, for each costs questions.
inline constexpr std::size_t most_author_domains = 10;
struct AuthorDomains {
  std::vector<std::string> domains;        ///< lower case, as on the wire; each once, in order, at least one
  bool is_cut = false;                     ///< From names more
};
/// The domains of the authors in From; an error says why DMARC cannot be asked: no From, several, no address, no domain name (RFC 7489, 6.6.1).
Result<AuthorDomains> author_domains(std::string_view raw);

/// Asks about each author domain of a mail and keeps the strictest result (RFC 7489, 6.6.1; RFC 9989, 11.5): a failure by what it asks for, then what could not be
/// found out; pass only if each domain passes. `question` without its author domain. A From that names no author is permerror.
DmarcVerdict check_dmarc_of_mail(std::string_view raw, DmarcQuestion question, dns::Lookup& dns, const PublicSuffixes& suffixes);

}  // namespace sim::sender
