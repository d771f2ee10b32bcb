// `mailrig check dmarc`: what a receiver would conclude about a mail's author, each step with what DNS said.
#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "scenarios/check/check_list.h"
#include "scenarios/check/check_options.h"
#include "sim/sender/authentication_results.h"
#include "sim/sender/verdict_lines.h"

namespace scenarios {
namespace {

using sim::sender::DkimVerdict;
using sim::sender::DmarcRules;
using sim::sender::DmarcVerdict;
using sim::sender::Findings;

constexpr std::string_view nameless_receiver = "receiver.example";

/// The rules by the names that --rules takes.
struct NamedRules {
  std::string_view name;
  DmarcRules rules;
};
constexpr NamedRules dmarc_rules[] = {{"rfc7489", DmarcRules::rfc7489}, {"rfc9989", DmarcRules::rfc9989}};

std::string aligned_word(bool is_aligned) { return is_aligned ? "aligned" : "not aligned"; }

/// A folded header field as a person reads it.
std::string as_lines(const std::string& field) {
  std::string out;
  for (const char c : field)
    if (c != '\r') out += c == '\t' ? "    " : std::string(1, c);
  return out;
}

/// SPF was not asked, and might have passed and aligned.
bool is_incomplete(const Findings& found) { return !found.spf && found.dmarc->result == sim::sender::DmarcResult::fail; }

std::string dmarc_text(const Findings& found, const std::string& field) {
  const DmarcVerdict& dmarc = *found.dmarc;
  const std::string_view but = is_incomplete(found) ? " (incomplete: with SPF the mail may pass)" : "";
  std::string out = fmt::format("dmarc={} header.from={}{}\n", result_name(dmarc.result), dmarc.author_domain, but);
  if (!dmarc.reason.empty()) out += fmt::format("  because {}\n", dmarc.reason);
  if (found.spf) out += fmt::format("  spf={} {} ({})\n", result_name(found.spf->result), found.spf->domain, aligned_word(dmarc.spf_aligned));
  else out += "  spf: not asked (give --ip and --from)\n";
  for (const DkimVerdict& each : *found.dkim)
    out += fmt::format("  dkim={} {} {}{}\n", result_name(each.result), each.domain, each.selector, each.reason.empty() ? "" : ": " + each.reason);
  out += found.dkim->empty() ? "  dkim=none\n" : fmt::format("  DKIM is {}\n", aligned_word(dmarc.dkim_aligned));
  for (const std::string& line : verdict_lines(dmarc)) out += fmt::format("  {}\n", line);
  return out + as_lines(field);
}

boost::json::array texts(const std::vector<std::string>& all) {
  boost::json::array out;
  for (const std::string& each : all) out.emplace_back(each);
  return out;
}

boost::json::object dmarc_json(const Findings& found, const std::string& field) {
  const DmarcVerdict& dmarc = *found.dmarc;
  boost::json::array dkim;
  for (const DkimVerdict& each : *found.dkim)
    dkim.push_back(boost::json::object{
        {"result", std::string(result_name(each.result))}, {"domain", each.domain}, {"selector", each.selector}, {"reason", each.reason}});
  boost::json::object out{{"result", std::string(result_name(dmarc.result))},
                          {"author_domain", dmarc.author_domain},
                          {"organizational_domain", dmarc.organizational_domain},
                          {"record_domain", dmarc.record_domain},
                          {"record", dmarc.record},
                          {"policy", std::string(policy_name(dmarc.policy))},
                          {"policy_tag", dmarc.policy_tag},
                          {"disposition", std::string(policy_name(dmarc.disposition))},
                          {"incomplete", is_incomplete(found)},
                          {"spf_aligned", dmarc.spf_aligned},
                          {"dkim_aligned", dmarc.dkim_aligned},
                          {"reason", dmarc.reason},
                          {"dkim", std::move(dkim)},
                          {"steps", texts(dmarc.steps)},
                          {"findings", texts(dmarc.findings)},
                          {"authentication_results", field},
                          {"cost_ms", dmarc.cost.count()}};
  if (found.spf) out["spf"] = boost::json::object{{"result", std::string(result_name(found.spf->result))}, {"domain", found.spf->domain}};
  return out;
}

void add_dmarc_options(CLI::App& command, CheckOptions& options) {
  add_zone_option(command, options);
  add_client_options(command, options);
  add_dkim_policy_options(command, options);
  command.get_option("--ip")->required(false)->description("The client's address, IPv4 or IPv6; without one SPF is not asked");
  command.add_option("--rules", options.rules, "Which DMARC: rfc7489 with the public suffix list, rfc9989 with the tree walk")->check(CLI::IsMember({"rfc7489", "rfc9989"}));
  add_now_option(command, options);
  add_mail_argument(command, options);
}

DmarcRules chosen_rules(const CheckOptions& options) {
  for (const NamedRules& each : dmarc_rules)
    if (each.name == options.rules) return each.rules;
  return DmarcRules::rfc7489;
}

sim::Result<CheckReport> run_dmarc_check(const CheckOptions& options) {
  const auto raw = read_mail(options);
  if (!raw) return raw.error();
  const auto now = check_time(options, *raw);
  if (!now) return now.error();
  auto dns = read_zone_file(options, *now);
  if (!dns) return dns.error();
  Findings found;
  if (const auto asked = spf_question(options, *now); !asked) return asked.error();
  else if (*asked) found.spf = sim::sender::check_spf(**asked, (*dns)->lookup());
  found.dkim = sim::sender::verify_dkim(*raw, (*dns)->lookup(), *now, dkim_policy(options));
  const auto* spf = found.spf ? &*found.spf : nullptr;
  const sim::sender::DmarcQuestion question{.author_domain = {}, .spf = spf, .dkim = &*found.dkim, .rules = chosen_rules(options)};
  found.dmarc = check_dmarc_of_mail(*raw, question, (*dns)->lookup(), sim::sender::PublicSuffixes::installed());
  // Half a verdict is nothing to write into a mail.
  const std::string field = is_incomplete(found) ? "" : authentication_results(options.receiver.empty() ? nameless_receiver : options.receiver, found);
  CheckReport report{dmarc_text(found, field), dmarc_json(found, field)};
  add_note(line_end_note(options, *raw), report);
  return report;
}

}  // namespace

Check dmarc_check() {
  return {"dmarc", "What a receiver concludes about a mail's author (DMARC, RFC 7489 and 9989): SPF, DKIM, alignment, policy", add_dmarc_options, run_dmarc_check};
}

}  // namespace scenarios
