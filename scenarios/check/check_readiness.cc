// `mailrig readiness`: what Gmail, Yahoo and Outlook would say to a mail, rule by rule, with the reply that a failure earns and the repair. The
// tables are those that a story's `sender_rules` plays (fakeservers/policy/sender_rules.h).
#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "fakeservers/policy/sender_rules.h"
#include "scenarios/check/check_list.h"
#include "scenarios/check/check_options.h"
#include "sim/sender/authentication_results.h"

namespace scenarios {
namespace {

using namespace fakeservers::policy;
using namespace sim::sender;

using State = RuleFinding::State;

constexpr unsigned most_spam_rate = 10'000;

std::string_view state_word(State state) {
  switch (state) {
    case State::passed: return "passed";
    case State::failed: return "FAILED";
    case State::not_asked: return "not asked";
    case State::unknown: return "not known";
  }
  return {};
}

/// What cannot be asked is left out: without --zone DNS, without --ip and --from the client and SPF.
sim::Result<Findings> findings_of(const CheckOptions& options, const std::string& raw, sim::dns::Lookup& dns, sim::Instant now) {
  Findings findings;
  const auto spf = spf_question(options, now);
  if (!spf) return spf.error();
  findings.dkim = verify_dkim(raw, dns, now);
  if (options.zone_files.empty()) {
    if (!findings.dkim->empty()) findings.dkim.reset();
    return findings;
  }
  if (!options.ip.empty()) {
    const auto client = client_address(options);
    if (!client) return client.error();
    findings.iprev = check_iprev(*client, dns);
  }
  if (*spf) findings.spf = check_spf(**spf, dns);
  sim::sender::DmarcQuestion question;
  question.spf = findings.spf ? &*findings.spf : nullptr;
  question.dkim = &*findings.dkim;
  findings.dmarc = check_dmarc_of_mail(raw, question, dns, sim::sender::PublicSuffixes::installed());
  return findings;
}

/// The three replies that breaking a rule can earn; "" where there is none.
struct Replies {
  std::string now, temporary, permanent;
};
Replies replies_to(const RuleOutcome& outcome, const SenderFacts& facts) {
  const auto line = [](const auto& reply) { return reply ? reply->line() : std::string(); };
  Replies out{line(outcome.reply), "", line(earned(*outcome.rule, facts, Strictness::permanent))};
  if (!outcome.rule->temporary.empty()) out.temporary = line(earned(*outcome.rule, facts, Strictness::temporary));
  return out;
}

/// The lines below a failed demand, and the same for JSON.
std::string tell_failed(const ReceiverRules& receiver, const RuleOutcome& each, const SenderFacts& facts, boost::json::object& rule) {
  const Replies replies = replies_to(each, facts);
  const std::string meaning = each.reply ? dialect_of(receiver, each.reply->status) : "";
  const bool is_later = replies.now.empty() && !replies.permanent.empty();
  std::string lines = fmt::format("                 reply:  {}\n", !replies.now.empty() ? replies.now
                                                                   : is_later           ? "none yet at that date"
                                                                                        : "none, the mail is taken; it counts against the sender");
  const auto other = [&](std::string_view what, const std::string& reply) {
    if (!reply.empty() && reply != replies.now) lines += fmt::format("                 {}: {}\n", what, reply);
  };
  other("at first", replies.temporary);
  other("for good", replies.permanent);
  if (!meaning.empty()) lines += fmt::format("                 number: {}\n", meaning);
  lines += fmt::format("                 repair: {}\n", each.rule->repair);
  rule["reply"] = replies.now;
  rule["temporary_reply"] = replies.temporary;
  rule["permanent_reply"] = replies.permanent;
  rule["meaning"] = meaning;
  rule["repair"] = std::string(each.rule->repair);
  return lines;
}

/// " (give --zone and --ip)": what would make more known.
std::string missing_options(const CheckOptions& options) {
  std::vector<std::string_view> missing;
  if (options.zone_files.empty()) missing.emplace_back("--zone");
  if (options.ip.empty()) missing.emplace_back("--ip");
  if (options.mail_from.empty() && options.helo.empty()) missing.emplace_back("--from");
  return missing.empty() ? "" : fmt::format(" (give {})", fmt::join(missing, ", "));
}

std::string verdict_of(std::size_t failed, std::size_t unknown, const CheckOptions& options) {
  if (failed > 0) return fmt::format("{} {}", failed, failed == 1 ? "demand is not met" : "demands are not met");
  if (unknown > 0) return fmt::format("not known: {} {} not asked{}", unknown, unknown == 1 ? "demand" : "demands", missing_options(options));
  return "ready";
}

void tell(const ReceiverRules& receiver, const SenderFacts& facts, sim::Instant now, const CheckOptions& options, CheckReport& report) {
  boost::json::array rules;
  std::size_t failed = 0, unknown = 0;
  std::string lines;
  for (const RuleOutcome& each : check_rules(receiver, facts, strictness(receiver, RulePhase::by_date, now))) {
    const State state = each.finding.state;
    failed += state == State::failed ? 1 : 0;
    unknown += state == State::unknown ? 1 : 0;
    lines += fmt::format("  {:<9} {:<4} {}: {}\n", state_word(state), each.rule->id, each.rule->demand, each.finding.evidence);
    boost::json::object rule{{"id", std::string(each.rule->id)},
                             {"who", each.rule->who == SenderRule::Who::bulk ? "bulk" : "all"},
                             {"demand", std::string(each.rule->demand)},
                             {"state", state == State::failed ? "failed" : std::string(state_word(state))},
                             {"evidence", each.finding.evidence}};
    if (state == State::failed) lines += tell_failed(receiver, each, facts, rule);
    rules.push_back(std::move(rule));
  }
  report.text += fmt::format("{}: {}\n{}", receiver.name, verdict_of(failed, unknown, options), lines);
  boost::json::object out{{"ready", failed == 0}, {"not_met", failed}, {"not_known", unknown}, {"rules", std::move(rules)}};
  if (failed == 0 && unknown > 0) out["ready"] = nullptr;
  report.json[receiver.key] = std::move(out);
}

void add_readiness_options(CLI::App& command, CheckOptions& options) {
  add_zone_option(command, options);
  command.add_option("--ip", options.ip, "The sending server's address; without it nothing is asked about SPF and reverse DNS");
  command.add_option("--helo", options.helo, "What it says in HELO or EHLO");
  command.add_option("--from", options.mail_from, "The reverse path (MAIL FROM); left out or <> for the null one, which asks about --helo");
  command.add_flag("--bulk", options.is_bulk, "The demands on bulk senders too; the mail counts as one that people subscribed to");
  command
      .add_flag("--transactional", options.is_transactional,
                "With --bulk: nobody subscribed to it (an order, a password), so it need not offer to unsubscribe")
      ->needs("--bulk");
  command.add_flag("--tls,!--no-tls", options.is_tls, "Whether the server sends over TLS (default yes)");
  command.add_option("--spam-rate", options.spam_rate, "So many of 10,000 mails are reported as spam: 31 is 0.31 %");
  add_now_option(command, options);
  add_mail_argument(command, options);
}

sim::Result<SenderFacts> facts_of(const CheckOptions& options, const std::string& raw, sim::Instant now) {
  if (options.spam_rate.value_or(0) > most_spam_rate) {
    return of_option("--spam-rate", {fmt::format("{} of 10,000 mails cannot be reported", *options.spam_rate), "write 0 to 10000: 31 is 0.31 %", {}});
  }
  auto dns = read_zone_file(options, now);
  if (!dns) return dns.error();
  auto findings = findings_of(options, raw, (*dns)->lookup(), now);
  if (!findings) return findings.error();
  const auto client = sim::IpAddress::parse(options.ip);
  SenderFacts facts = sender_facts(sim::mail::Message(raw), *std::move(findings), client ? *client : sim::IpAddress());
  facts.is_tls = options.is_tls;
  facts.is_bulk = options.is_bulk;
  facts.spam_rate = options.spam_rate;
  // A mail in bulk without List-Unsubscribe is what the demand is about.
  if (options.is_bulk) facts.is_promotional = !options.is_transactional;
  return facts;
}

sim::Result<CheckReport> run_readiness_check(const CheckOptions& options) {
  const auto raw = read_mail(options);
  if (!raw) return raw.error();
  if (!sim::mail::Message(*raw).raw_header("From")) {
    return sim::Error{"this is no mail: it has no From field", "give a whole mail, from its first header field on (RFC 5322)", {options.mail_file, 1, 1}};
  }
  const auto now = check_time(options, *raw);
  if (!now) return now.error();
  const auto facts = facts_of(options, *raw, *now);
  if (!facts) return facts.error();
  CheckReport report;
  for (const BigReceiver each : all_receivers) tell(rules_of(each), *facts, *now, options, report);
  add_note(line_end_note(options, *raw), report);
  return report;
}

}  // namespace

Check readiness_check() {
  return {"readiness", "Whether Gmail, Yahoo and Outlook would take a mail, demand by demand", add_readiness_options, run_readiness_check, true};
}

}  // namespace scenarios
