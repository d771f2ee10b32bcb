// `mailrig check arc`: the chain of a mail's hops, seal by seal.
#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "scenarios/check/check_list.h"
#include "scenarios/check/check_options.h"
#include "sim/sender/verdict_lines.h"

namespace scenarios {
namespace {

using sim::sender::ArcVerdict;

std::string chain_text(const ArcVerdict& verdict) {
  std::string out = fmt::format("arc={}\n", result_name(verdict.result));
  if (!verdict.reason.empty()) out += fmt::format("  because {}\n", verdict.reason);
  for (const std::string& line : verdict_lines(verdict)) out += fmt::format("  {}\n", line);
  return out;
}

boost::json::object chain_json(const ArcVerdict& verdict) {
  boost::json::array sets, steps;
  for (const std::string& step : verdict.steps) steps.emplace_back(step);
  for (std::size_t i = 0; i < verdict.sealers.size(); ++i) {
    sets.push_back(boost::json::object{{"i", i + 1}, {"sealer", verdict.sealers[i]}, {"results", verdict.results[i]}});
  }
  return {{"result", std::string(result_name(verdict.result))},
          {"reason", verdict.reason},
          {"sets", std::move(sets)},
          {"oldest_pass", verdict.oldest_pass},
          {"cost_ms", verdict.cost.count()},
          {"steps", std::move(steps)}};
}

void add_arc_options(CLI::App& command, CheckOptions& options) {
  add_zone_option(command, options);
  add_now_option(command, options);
  add_mail_argument(command, options);
}

sim::Result<CheckReport> run_arc_check(const CheckOptions& options) {
  const auto raw = read_mail(options);
  if (!raw) return raw.error();
  const auto now = check_time(options, *raw);
  if (!now) return now.error();
  auto dns = read_zone_file(options, *now);
  if (!dns) return dns.error();
  const ArcVerdict verdict = sim::sender::verify_arc(*raw, (*dns)->lookup(), *now);
  CheckReport report{chain_text(verdict), chain_json(verdict)};
  add_note(line_end_note(options, *raw), report);
  return report;
}

}  // namespace

Check arc_check() { return {"arc", "Whether the chain of a mail's hops holds (ARC, RFC 8617), seal by seal", add_arc_options, run_arc_check}; }

}  // namespace scenarios
