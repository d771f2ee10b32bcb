// Oracle: a record gives out bounded values whatever it holds; who the author is has a name that DNS can be asked for; what is written into a header keeps to
// its lines, and is read again as the results that it tells of; taking off forged results leaves none to take off.
#include "sim/sender/dmarc_record.h"

#include <cstdlib>

#include "sim/sender/authentication_results.h"
#include "sim/sender/dmarc_discovery.h"
#include "sim/sender/results_reader.h"

namespace {

using namespace sim::sender;

void must(bool holds) {
  if (!holds) std::abort();
}

void record_is_bounded(std::string_view input) {
  for (const DmarcRules rules : {DmarcRules::rfc7489, DmarcRules::rfc9989}) {
    const DmarcRecord record = read_dmarc_record(input, rules);
    must(record.percent <= 100 && record.findings.size() <= 50 && record.aggregate_to.size() <= 20 && record.failure_to.size() <= 20);
    must(record.counts || (record.policy == DmarcPolicy::none && !record.findings.empty()));
  }
  must(!(is_dmarc_record(input) && resembles_dmarc_record(input)));
}

/// Every line but the first begins with a tab, and nothing else ends a line.
void field_keeps_to_its_lines(const std::string& field) {
  must(field.ends_with("\r\n"));
  for (std::size_t at = 0; at + 2 < field.size(); ++at) {
    must(field[at] != '\0' && (field[at] != '\n' || field[at - 1] == '\r'));
    if (field[at] == '\r') must(field[at + 1] == '\n' && field[at + 2] == '\t');
  }
}

void fields_are_safe(const std::string& input) {
  Findings found;
  found.spf.emplace();
  found.spf->domain = found.spf->evidence = input;
  found.dkim = {DkimVerdict{.domain = input, .selector = input, .reason = input}};
  found.dmarc.emplace();
  found.dmarc->author_domain = found.dmarc->reason = input;
  const std::string field = authentication_results("mx.corp.example", found);
  field_keeps_to_its_lines(field);
  const std::vector<MethodResult> read = read_results(std::string_view(field).substr(field.find(':') + 1));
  must(read.size() == 3 && read[0].method == "spf" && read[1].method == "dkim" && read[2].method == "dmarc");
  for (const MethodResult& each : read) must(each.result == "none");
  SpfQuestion question;
  question.helo = question.mail_from = input;
  field_keeps_to_its_lines(received_spf(question, *found.spf));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  record_is_bounded(input);
  fields_are_safe(input);
  if (const auto authors = author_domains(input)) {
    must(!authors->domains.empty() && authors->domains.size() <= most_author_domains);
    for (const std::string& domain : authors->domains) must(!comparable_domain(domain).empty() && tree_walk_names(domain).size() <= most_tree_walk_queries);
  }
  const std::vector<MethodResult> results = read_results(input);
  must(results.size() <= most_read_results && (results.empty() || input.find(';') != std::string::npos));
  for (const MethodResult& each : results) must(!each.method.empty() && !each.result.empty() && each.properties.size() <= most_read_results);
  must(!says_dmarc_pass(input, "corp.example") || input.find("pass") != std::string::npos || input.find_first_of("PAS") != std::string::npos);
  must(PublicSuffixes::installed().organizational_domain(input).size() <= input.size());
  const std::string stripped = without_forged_results(input, "mx.corp.example");
  must(stripped.size() <= input.size() && without_forged_results(stripped, "mx.corp.example") == stripped);
  return 0;
}
