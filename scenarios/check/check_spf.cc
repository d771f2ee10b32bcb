// `mailrig check spf`: SPF's answer for a client, each term with what DNS said.
#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "scenarios/check/check_list.h"
#include "scenarios/check/check_options.h"
#include "sim/sender/authentication_results.h"

namespace scenarios {
namespace {

using sim::sender::SpfIdentity;
using sim::sender::SpfQuestion;
using sim::sender::SpfStep;
using sim::sender::SpfVerdict;

std::string identity_name(SpfIdentity identity) { return identity == SpfIdentity::helo ? "helo" : "mailfrom"; }

/// "    include:_spf.example.com   192.0.2.1 is not in it", deeper records further right.
std::string step_line(const SpfStep& step) {
  const std::string indent(static_cast<std::size_t>(step.depth) * 2 + 2, ' ');
  if (step.term.empty()) return fmt::format("{}{}: {}\n", indent, step.domain, step.evidence);
  return fmt::format("{}  {:<28} {}\n", indent, step.term, step.evidence);
}

std::string spf_text(const SpfQuestion& question, const SpfVerdict& verdict) {
  std::string out = fmt::format("spf={} {}={}\n", result_name(verdict.result), identity_name(verdict.identity), verdict.domain);
  if (!verdict.evidence.empty()) out += fmt::format("  because {}\n", verdict.evidence);
  for (const SpfStep& step : verdict.steps) out += step_line(step);
  out += fmt::format("  DNS: {} of {} lookups, {} of {} void lookups, {} ms\n", verdict.lookups, sim::sender::most_spf_lookups,
                     verdict.void_lookups, sim::sender::most_spf_void_lookups, verdict.cost.count());
  if (!verdict.explanation.empty()) out += fmt::format("  explanation: {}\n", verdict.explanation);
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
  const auto client = client_address(options);
  if (!client) return client.error();
  auto dns = read_zone_file(options, *now);
  if (!dns) return dns.error();
  const SpfQuestion question{*client, options.helo, options.mail_from, options.receiver, *now};
  const SpfVerdict mail_from = check_spf(question, (*dns)->lookup());
  CheckReport report{spf_text(question, mail_from), spf_json(question, mail_from)};
  if (!options.helo.empty() && !options.mail_from.empty()) {
    const SpfVerdict helo = check_spf_helo(question, (*dns)->lookup());
    report.text = spf_text(question, helo) + report.text;
    report.json["helo"] = spf_json(question, helo);
  }
  return report;
}

}  // namespace

Check spf_check() { return {"spf", "Whether a host may send for a domain (SPF, RFC 7208), term by term", add_spf_options, run_spf_check}; }

}  // namespace scenarios
