// Who a mail's authors are to DMARC, and what counts of several (RFC 7489, 6.6.1; RFC 9989, 11.5).
#include <fmt/format.h>

#include <algorithm>

#include "sim/mail/entity.h"
#include "sim/sender/dmarc.h"
#include "sim/sender/domain_name.h"

namespace sim::sender {
namespace {

/// An author list longer than this is hostile.
constexpr std::size_t most_authors = 100;

bool is_from(std::string_view name) {
  while (!name.empty() && (name.back() == ' ' || name.back() == '\t')) name.remove_suffix(1);
  return name.size() == 4 && (name[0] | 0x20) == 'f' && (name[1] | 0x20) == 'r' && (name[2] | 0x20) == 'o' && (name[3] | 0x20) == 'm';
}

/// The value of the one From field.
Result<std::string_view> only_from(std::string_view raw) {
  // Without the usual bounds: a second From may stand behind a thousand other fields.
  const mail::FieldScan scan = mail::scan_fields(raw, {.headers = raw.size() + 1, .header_bytes = raw.size() + 1});
  const mail::HeaderField* from = nullptr;
  for (const mail::HeaderField& field : scan.fields) {
    if (!is_from(field.name)) continue;
    if (from != nullptr) return Error{"there are several From fields", "a mail has one (RFC 5322, 3.6)", {}};
    from = &field;
  }
  if (from == nullptr) return Error{"there is no From field", "", {}};
  return from->value;
}

/// The larger, the more it counts among the results for several author domains.
int weight(const DmarcVerdict& verdict) {
  switch (verdict.result) {
    case DmarcResult::fail: return verdict.disposition == DmarcPolicy::reject ? 6 : verdict.disposition == DmarcPolicy::quarantine ? 5 : 2;
    case DmarcResult::temperror: return 4;
    case DmarcResult::permerror: return 3;
    case DmarcResult::none: return 1;
    case DmarcResult::pass: break;
  }
  return 0;
}

/// The verdict that counts, with the steps and the cost of all.
DmarcVerdict strictest(std::vector<DmarcVerdict> verdicts, const std::vector<std::string>& domains) {
  DmarcVerdict out = *std::max_element(verdicts.begin(), verdicts.end(), [](const DmarcVerdict& a, const DmarcVerdict& b) { return weight(a) < weight(b); });
  if (verdicts.size() == 1) return out;
  out.has_other_authors = true;
  out.reason += fmt::format("; From has authors of {}, the strictest result counts", fmt::join(domains, ", "));
  out.steps.clear();
  out.findings.clear();
  out.cost = Duration{0};
  for (const DmarcVerdict& each : verdicts) {
    out.steps.insert(out.steps.end(), each.steps.begin(), each.steps.end());
    out.findings.insert(out.findings.end(), each.findings.begin(), each.findings.end());
    out.cost += each.cost;
  }
  return out;
}

DmarcVerdict not_evaluated(std::string reason) {
  DmarcVerdict out;
  out.result = DmarcResult::permerror;
  out.reason = std::move(reason);
  return out;
}

}  // namespace

Result<AuthorDomains> author_domains(std::string_view raw) {
  const auto from = only_from(raw);
  if (!from) return from.error();
  std::vector<std::string> faults, known;
  const std::vector<mail::NamedAddress> authors = mail::parse_address_list(*from, &faults, most_authors + 1);
  if (authors.empty()) return Error{"From has no address" + (faults.empty() ? "" : ": " + faults.front()), "", {}};
  AuthorDomains out;
  out.is_cut = authors.size() > most_authors;
  for (const mail::NamedAddress& author : authors) {
    const std::string name = comparable_domain(author.address.domain_lower());
    if (name.empty() || std::find(known.begin(), known.end(), name) != known.end()) continue;
    if (known.size() == most_author_domains) {
      out.is_cut = true;
      break;
    }
    known.push_back(name);
    out.domains.push_back(author.address.domain_lower());
  }
  if (out.domains.empty()) return Error{fmt::format("'{}' in From is no domain name", authors.front().address.domain_lower()), "", {}};
  return out;
}

DmarcVerdict check_dmarc_of_mail(std::string_view raw, DmarcQuestion question, dns::Lookup& dns, const PublicSuffixes& suffixes) {
  const auto authors = author_domains(raw);
  if (!authors) return not_evaluated(authors.error().what);
  std::vector<DmarcVerdict> verdicts;
  for (const std::string& domain : authors->domains) {
    question.author_domain = domain;
    verdicts.push_back(check_dmarc(question, dns, suffixes));
  }
  if (authors->is_cut) verdicts.push_back(not_evaluated(fmt::format("From has more than {} authors or {} domains", most_authors, most_author_domains)));
  return strictest(std::move(verdicts), authors->domains);
}

}  // namespace sim::sender
