// `mailrig check spf`: SPF's answer for a client, each term with what DNS said.
#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "scenarios/check/check_list.h"
#include "scenarios/check/check_options.h"
#include "sim/sender/authentication_results.h"
#include "sim/sender/verdict_lines.h"

namespace scenarios {
namespace {

using sim::sender::SpfIdentity;
using sim::sender::SpfQuestion;
using sim::sender::SpfStep;
using sim::sender::SpfVerdict;

std::string identity_name(SpfIdentity identity) { return identity == SpfIdentity::helo ? "helo" : "mailfrom"; }

std::string spf_text(const SpfQuestion& question, const SpfVerdict& verdict) {
  std::string out = fmt::format("spf={} {}={}\n", result_name(verdict.result), identity_name(verdict.identity), verdict.domain);
  if (!verdict.evidence.empty()) out += fmt::format("  because {}\n", verdict.evidence);
  for (const std::string& line : verdict_lines(verdict)) out += fmt::format("  {}\n", line);
  for (const char c : received_spf(question, verdict)) {
    if (c == '\t') out += "  ";
    else if (c != '\r') out += c;
  }
  return out;
}

boost::json::object spf_json(const SpfQuestion& question, const SpfVerdict& verdict) {
  boost::json::array steps;
  for (const SpfStep& step : verdict.steps) {
    steps.push_back(boost::json::object{{"domain", step.domain}, {"term", step.term}, {"evidence", step.evidence}, {"depth", step.depth}});
  }
  return {{"result", std::string(result_name(verdict.result))},
          {"identity", identity_name(verdict.identity)},
          {"domain", verdict.domain},
          {"mechanism", verdict.mechanism},
          {"problem", verdict.problem},
          {"evidence", verdict.evidence},
          {"explanation", verdict.explanation},
          {"lookups", verdict.lookups},
          {"void_lookups", verdict.void_lookups},
          {"cost_ms", verdict.cost.count()},
          {"received_spf", received_spf(question, verdict)},
          {"steps", std::move(steps)}};
}

void add_spf_options(CLI::App& command, CheckOptions& options) {
  add_zone_option(command, options);
  add_client_options(command, options);
  add_now_option(command, options);
}

/// Both identities where there are two: HELO first (RFC 7208, 2.3). The null reverse path asks about HELO's domain anyway.
sim::Result<CheckReport> run_spf_check(const CheckOptions& options) {
  const auto now = check_time(options);
  if (!now) return now.error();
  const auto asked = spf_question(options, *now);
  if (!asked) return asked.error();
  if (!*asked) {
    return of_option("--from", {"neither --from nor --helo names a domain to ask about",
                                "give --from a@corp.example, or --helo mail.corp.example for the null reverse path (RFC 7208, 2.4)", {}});
  }
  const SpfQuestion& question = **asked;
  auto dns = read_zone_file(options, *now);
  if (!dns) return dns.error();
  const SpfVerdict mail_from = check_spf(question, (*dns)->lookup());
  CheckReport report{spf_text(question, mail_from), spf_json(question, mail_from)};
  if (!question.helo.empty() && !question.mail_from.empty()) {
    const SpfVerdict helo = check_spf_helo(question, (*dns)->lookup());
    report.text = spf_text(question, helo) + report.text;
    report.json["helo"] = spf_json(question, helo);
  }
  return report;
}

}  // namespace

Check spf_check() { return {"spf", "Whether a host may send for a domain (SPF, RFC 7208), term by term", add_spf_options, run_spf_check}; }

}  // namespace scenarios
