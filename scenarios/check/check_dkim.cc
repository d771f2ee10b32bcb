// `mailrig check dkim`: each signature of a mail with what was found at every step.
#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "scenarios/check/check_list.h"
#include "scenarios/check/check_options.h"
#include "sim/sender/verdict_lines.h"

namespace scenarios {
namespace {

using sim::sender::DkimResult;
using sim::sender::DkimVerdict;

std::string signature_text(const DkimVerdict& verdict) {
  std::string out = headline(verdict) + "\n";
  if (!verdict.reason.empty()) out += fmt::format("  because {}\n", verdict.reason);
  for (const std::string& line : verdict_lines(verdict)) out += fmt::format("  {}\n", line);
  return out;
}

boost::json::array words(const std::vector<std::string>& list) {
  boost::json::array out;
  for (const std::string& each : list) out.emplace_back(each);
  return out;
}

boost::json::object signature_json(const DkimVerdict& verdict) {
  return {{"result", std::string(result_name(verdict.result))},
          {"reason", verdict.reason},
          {"d", verdict.domain},
          {"s", verdict.selector},
          {"i", verdict.identity},
          {"a", verdict.algorithm},
          {"b", verdict.signature_start},
          {"bits", verdict.key_bits},
          {"testing", verdict.is_testing},
          {"signed_fields", words(verdict.signed_fields)},
          {"covers_whole_body", verdict.covers_whole_body},
          {"body_octets", verdict.body_octets},
          {"body_hash", verdict.body_hash},
          {"signed_body_hash", verdict.signed_body_hash},
          {"cost_ms", verdict.cost.count()},
          {"steps", words(verdict.steps)}};
}

void add_dkim_options(CLI::App& command, CheckOptions& options) {
  add_zone_option(command, options);
  add_dkim_policy_options(command, options);
  add_now_option(command, options);
  add_mail_argument(command, options);
}

sim::Result<CheckReport> run_dkim_check(const CheckOptions& options) {
  const auto raw = read_mail(options);
  if (!raw) return raw.error();
  const auto now = check_time(options, *raw);
  if (!now) return now.error();
  auto dns = read_zone_file(options, *now);
  if (!dns) return dns.error();
  CheckReport report;
  boost::json::array signatures;
  for (const DkimVerdict& verdict : sim::sender::verify_dkim(*raw, (*dns)->lookup(), *now, dkim_policy(options))) {
    report.text += signature_text(verdict);
    signatures.push_back(signature_json(verdict));
  }
  if (signatures.empty()) report.text = "dkim=none\n  because the mail has no DKIM-Signature\n";
  report.json = {{"signatures", std::move(signatures)}};
  add_note(line_end_note(options, *raw), report);
  return report;
}

}  // namespace

Check dkim_check() { return {"dkim", "Whether a mail's signatures hold (DKIM, RFC 6376), step by step", add_dkim_options, run_dkim_check}; }

}  // namespace scenarios
