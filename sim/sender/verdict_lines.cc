#include "sim/sender/verdict_lines.h"

#include <fmt/format.h>

namespace sim::sender {
namespace {

/// "  include:_spf.example.com     192.0.2.1 is not in it"
std::string step_line(const SpfStep& step) {
  const std::string indent(static_cast<std::size_t>(step.depth) * 2, ' ');
  if (step.term.empty()) return fmt::format("{}{}: {}", indent, step.domain, step.evidence);
  return fmt::format("{}  {:<28} {}", indent, step.term, step.evidence);
}

std::string known_or(const std::string& text) { return text.empty() ? "?" : text; }

}  // namespace

std::vector<std::string> verdict_lines(const SpfVerdict& verdict) {
  std::vector<std::string> lines;
  for (const SpfStep& step : verdict.steps) lines.push_back(step_line(step));
  lines.push_back(fmt::format("DNS: {} of {} lookups, {} of {} void lookups, {} ms", verdict.lookups, most_spf_lookups, verdict.void_lookups,
                              most_spf_void_lookups, verdict.cost.count()));
  if (!verdict.explanation.empty()) lines.push_back("explanation: " + verdict.explanation);
  return lines;
}

std::string headline(const DkimVerdict& verdict) {
  return fmt::format("dkim={} header.d={} header.s={} header.a={} header.b={}", result_name(verdict.result), verdict.domain, verdict.selector,
                     verdict.algorithm, verdict.signature_start);
}

std::vector<std::string> verdict_lines(const DkimVerdict& verdict) {
  std::vector<std::string> lines = verdict.steps;
  if (verdict.is_testing) lines.emplace_back("note: the key's owner is testing (t=y): RFC 6376, 3.6.1 has the mail treated as unsigned");
  if (!verdict.covers_whole_body) lines.emplace_back("note: l= leaves the end of the body unsigned: anybody may add to it (RFC 6376, 8.2)");
  return lines;
}

std::vector<std::string> verdict_lines(const ArcVerdict& verdict) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < verdict.sealers.size(); ++i)
    lines.push_back(fmt::format("i={}: sealed by {}, who found: {}", i + 1, known_or(verdict.sealers[i]), known_or(verdict.results[i])));
  lines.insert(lines.end(), verdict.steps.begin(), verdict.steps.end());
  if (verdict.oldest_pass > 0) lines.push_back(fmt::format("note: the mail was changed between i={} and i={}", verdict.oldest_pass - 1, verdict.oldest_pass));
  return lines;
}

std::vector<std::string> verdict_lines(const DmarcVerdict& verdict) {
  std::vector<std::string> lines;
  if (!verdict.record.empty()) {
    lines.push_back(fmt::format("record of {}: {}", verdict.record_domain, verdict.record));
    const std::string asked = verdict.policy_tag.empty() ? "none that counts" : fmt::format("{}={}", verdict.policy_tag, policy_name(verdict.policy));
    lines.push_back(fmt::format("policy: {}, for this mail: {}", asked, policy_name(verdict.disposition)));
  }
  for (const std::string& step : verdict.steps) lines.push_back("  " + step);
  for (const std::string& finding : verdict.findings) lines.push_back("to mend: " + finding);
  return lines;
}

}  // namespace sim::sender
