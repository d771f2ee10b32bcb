// `mailrig readiness`: what Gmail, Yahoo and Outlook would say to a mail, rule by rule, with the reply that a failure earns and the repair. The
// tables are those that a story's `sender_rules` plays (fakeservers/policy/sender_rules.h).
#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "fakeservers/policy/sender_rules.h"
#include "scenarios/check/check_list.h"
#include "scenarios/check/check_options.h"
#include "sim/sender/authentication_results.h"

namespace scenarios {
namespace {

using namespace fakeservers::policy;
using namespace sim::sender;

std::string_view state_word(RuleFinding::State state) {
  if (state == RuleFinding::State::passed) return "passed";
  return state == RuleFinding::State::failed ? "FAILED" : "not asked";
}

/// SPF and the client's name are asked about only if --ip tells who it is.
sim::Result<Findings> findings_of(const CheckOptions& options, const std::string& raw, sim::dns::Lookup& dns, sim::Instant now) {
  Findings findings;
  if (!options.ip.empty()) {
    const auto client = client_address(options);
    if (!client) return client.error();
    findings.iprev = check_iprev(*client, dns);
    findings.spf = check_spf({*client, options.helo, options.mail_from, options.receiver, now}, dns);
  }
  findings.dkim = verify_dkim(raw, dns, now);
  sim::sender::DmarcQuestion question;
  question.spf = findings.spf ? &*findings.spf : nullptr;
  question.dkim = &*findings.dkim;
  findings.dmarc = check_dmarc_of_mail(raw, question, dns, sim::sender::PublicSuffixes::installed());
  return findings;
}

void tell(const ReceiverRules& receiver, const std::vector<RuleOutcome>& outcomes, CheckReport& report) {
  boost::json::array rules;
  std::size_t failed = 0;
  std::string lines;
  for (const RuleOutcome& each : outcomes) {
    const bool is_failed = each.finding.state == RuleFinding::State::failed;
    failed += is_failed ? 1 : 0;
    lines += fmt::format("  {:<9} {:<4} {}: {}\n", state_word(each.finding.state), each.rule->id, each.rule->demand, each.finding.evidence);
    boost::json::object rule{{"id", std::string(each.rule->id)},
                             {"who", each.rule->who == SenderRule::Who::bulk ? "bulk" : "all"},
                             {"demand", std::string(each.rule->demand)},
                             {"state", is_failed ? "failed" : std::string(state_word(each.finding.state))},
                             {"evidence", each.finding.evidence}};
    if (is_failed) {
      const std::string reply = each.reply ? each.reply->line() : "";
      const std::string meaning = each.reply ? dialect_of(receiver, each.reply->status) : "";
      lines += fmt::format("                 reply:  {}\n", reply.empty() ? "none, the mail is taken; it counts against the sender" : reply);
      if (!meaning.empty()) lines += fmt::format("                 number: {}\n", meaning);
      lines += fmt::format("                 repair: {}\n", each.rule->repair);
      rule["reply"] = reply;
      rule["meaning"] = meaning;
      rule["repair"] = std::string(each.rule->repair);
    }
    rules.push_back(std::move(rule));
  }
  report.text += fmt::format("{}: {}\n{}", receiver.name,
                             failed == 0 ? "ready" : fmt::format("{} {}", failed, failed == 1 ? "demand is not met" : "demands are not met"), lines);
  report.json[receiver.key] = boost::json::object{{"ready", failed == 0}, {"rules", std::move(rules)}};
}

void add_readiness_options(CLI::App& command, CheckOptions& options) {
  add_zone_option(command, options);
  command.add_option("--ip", options.ip, "The sending server's address; without it nothing is asked about SPF and reverse DNS");
  command.add_option("--helo", options.helo, "What it says in HELO or EHLO");
  command.add_option("--from", options.mail_from, "The reverse path (MAIL FROM); empty or left out for the null one");
  command.add_flag("--bulk", options.is_bulk, "The demands on bulk senders too");
  command.add_flag("--tls,!--no-tls", options.is_tls, "Whether the server sends over TLS (default yes)");
  command.add_option("--spam-rate", options.spam_rate, "So many of 10,000 mails are reported as spam: 31 is 0.31 %");
  add_now_option(command, options);
  add_mail_argument(command, options);
}

sim::Result<CheckReport> run_readiness_check(const CheckOptions& options) {
  const auto raw = read_mail(options);
  if (!raw) return raw.error();
  const auto now = check_time(options, *raw);
  if (!now) return now.error();
  auto dns = read_zone_file(options, *now);
  if (!dns) return dns.error();
  auto findings = findings_of(options, *raw, (*dns)->lookup(), *now);
  if (!findings) return findings.error();
  const auto client = sim::IpAddress::parse(options.ip);
  SenderFacts facts = sender_facts(sim::mail::Message(*raw), *std::move(findings), client ? *client : sim::IpAddress());
  facts.is_tls = options.is_tls;
  facts.is_bulk = options.is_bulk;
  facts.spam_rate = options.spam_rate;
  CheckReport report;
  for (const BigReceiver each : all_receivers) tell(rules_of(each), check_rules(rules_of(each), facts, Strictness::permanent), report);
  return report;
}

}  // namespace

Check readiness_check() {
  return {"readiness", "Whether Gmail, Yahoo and Outlook would take a mail, demand by demand", add_readiness_options, run_readiness_check, true};
}

}  // namespace scenarios
