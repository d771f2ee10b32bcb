#include "fakeservers/policy/sender_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "fakeservers/policy/sender_decisions.h"
#include "sim/sender/public_suffix.h"

namespace fakeservers::policy {
namespace {

using namespace sim::sender;
using sim::mail::Message;
using sim::mail::SmtpReply;

std::size_t count_of(const Message& mail, std::string_view name) {
  return static_cast<std::size_t>(std::count_if(mail.headers().begin(), mail.headers().end(), [&](const sim::mail::HeaderField& field) {
    return std::equal(field.name.begin(), field.name.end(), name.begin(), name.end(), [](char a, char b) { return (a | 32) == (b | 32); });
  }));
}

/// RFC 5322, 3.6: exactly one Date and From; Message-ID should be there; the others at most once.
std::vector<std::string> format_faults_of(const Message& mail) {
  std::vector<std::string> faults;
  for (const std::string_view name : {"From", "Date", "Message-ID"}) {
    if (count_of(mail, name) == 0) faults.push_back(fmt::format("no {}", name));
  }
  for (const std::string_view name : {"From", "Date", "Message-ID", "Subject", "To", "Cc", "Sender", "Reply-To", "In-Reply-To", "References"}) {
    if (const auto count = count_of(mail, name); count > 1) faults.push_back(fmt::format("{} {} fields", count, name));
  }
  if (count_of(mail, "From") == 1 && mail.addresses("From").size() != 1)
    faults.push_back(fmt::format("{} addresses in From", mail.addresses("From").size()));
  return faults;
}

bool covers(const DkimVerdict& signature, std::string_view field) {
  return std::find(signature.signed_fields.begin(), signature.signed_fields.end(), field) != signature.signed_fields.end();
}

bool covers_one_click(const Findings& findings) {
  return findings.dkim && std::any_of(findings.dkim->begin(), findings.dkim->end(), [](const DkimVerdict& each) {
           return each.result == DkimResult::pass && covers(each, "list-unsubscribe") && covers(each, "list-unsubscribe-post");
         });
}

std::string spf_word(const SenderFacts& facts) { return facts.findings.spf ? std::string(result_name(facts.findings.spf->result)) : "(not asked)"; }
std::string dkim_word(const SenderFacts& facts) {
  const DkimVerdict* best = facts.findings.dkim ? best_signature(*facts.findings.dkim) : nullptr;
  return std::string(result_name(best == nullptr ? DkimResult::none : best->result));
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) text.replace(at, what.size(), with);
}

std::string filled(std::string_view pattern, const SenderFacts& facts) {
  std::string text(pattern);
  replace_all(text, "{ip}", facts.client.is_unset() ? "(client address)" : facts.client.text());
  replace_all(text, "{from}", facts.author_domain);
  replace_all(text, "{spf}", spf_word(facts));
  replace_all(text, "{dkim}", dkim_word(facts));
  replace_all(text, "{dmarc}", facts.findings.dmarc ? result_name(facts.findings.dmarc->result) : "none");
  replace_all(text, "{spf-domain}", facts.findings.spf ? facts.findings.spf->domain : "(domain of MAIL FROM)");
  return text;
}

/// "550 5.7.26 text", or "554 text".
SmtpReply reply_from(const std::string& text) {
  SmtpReply reply;
  std::from_chars(text.data(), text.data() + 3, reply.code);
  std::string_view rest = std::string_view(text).substr(std::min<std::size_t>(4, text.size()));
  if (const auto status = sim::mail::EnhancedStatus::parse(rest)) {
    reply.status = *status;
    rest.remove_prefix(std::min(rest.size(), status->text().size() + 1));
  }
  reply.text = rest;
  return reply;
}

/// Numbers that the registry and Gmail use differently (catalogue, 6.4).
struct Collision {
  int detail;
  std::string_view gmail, registry;
};
constexpr std::array collisions{
    Collision{23, "is about reverse DNS (PTR)", "by RFC 7372 it says that SPF validation failed, and Exchange Online means that by it"},
    Collision{26, "is a mail without any authentication or one that its domain's DMARC policy rejects", "by RFC 7372 several checks failed"},
    Collision{27, "says that SPF did not pass", "by RFC 7505 it says that the sender's domain has a null MX"},
    Collision{28, "says that the rate of unwanted mail is unusual", "by the registry it is a mail flood"},
    Collision{29, "says that the mail did not come over TLS", "by RFC 8617 it says that an ARC chain is broken"},
    Collision{30, "says that DKIM did not pass", "by RFC 8689 it says that REQUIRETLS is not supported"},
};

}  // namespace

SenderFacts sender_facts(const Message& mail, Findings findings, const sim::IpAddress& client) {
  SenderFacts facts;
  facts.client = client;
  if (findings.dmarc) facts.author_domain = findings.dmarc->author_domain;
  else if (const auto authors = author_domains(mail.raw())) facts.author_domain = authors->domains.front();
  facts.organizational_domain = PublicSuffixes::installed().organizational_domain(facts.author_domain);
  if (facts.organizational_domain.empty()) facts.organizational_domain = facts.author_domain;
  facts.format_faults = format_faults_of(mail);
  facts.has_arc = count_of(mail, "ARC-Seal") > 0;
  facts.is_indirect = facts.has_arc || count_of(mail, "List-Id") > 0;
  const auto unsubscribe = mail.raw_header("List-Unsubscribe").value_or("");
  const auto post = mail.raw_header("List-Unsubscribe-Post").value_or("");
  facts.is_promotional = !unsubscribe.empty() || mail.raw_header("Precedence").value_or("").find("bulk") != std::string::npos;
  facts.has_one_click = unsubscribe.find("<https://") != std::string::npos && post.find("List-Unsubscribe=One-Click") != std::string::npos;
  facts.is_one_click_signed = facts.has_one_click && covers_one_click(findings);
  facts.findings = std::move(findings);
  return facts;
}

std::optional<SmtpReply> earned(const SenderRule& rule, const SenderFacts& facts, Strictness strictness) {
  if (strictness == Strictness::off) return std::nullopt;
  const auto text = strictness == Strictness::temporary && !rule.temporary.empty() ? rule.temporary : rule.permanent;
  if (text.empty()) return std::nullopt;
  return reply_from(filled(text, facts));
}

Strictness strictness(const ReceiverRules& receiver, RulePhase phase, sim::Instant now) {
  if (phase == RulePhase::temporary) return Strictness::temporary;
  if (phase == RulePhase::permanent) return Strictness::permanent;
  const auto is_since = [&](std::string_view date) {
    const auto begin = sim::parse_iso8601(std::string(date));
    return begin && now >= *begin;
  };
  if (is_since(receiver.permanent_from)) return Strictness::permanent;
  return is_since(receiver.temporary_from) ? Strictness::temporary : Strictness::off;
}

std::vector<RuleOutcome> check_rules(const ReceiverRules& receiver, const SenderFacts& facts, Strictness strictness) {
  std::vector<RuleOutcome> outcomes;
  for (const SenderRule& rule : receiver.rules) {
    RuleOutcome outcome{&rule, {}};
    if (rule.who == SenderRule::Who::bulk && !facts.is_bulk)
      outcome.finding = {RuleFinding::State::not_asked, "asked of bulk senders"};
    else
      outcome.finding = rule.check(facts);
    if (outcome.finding.state == RuleFinding::State::failed) outcome.reply = earned(rule, facts, strictness);
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

std::string dialect_of(const ReceiverRules& receiver, const sim::mail::EnhancedStatus& status) {
  if (receiver.key != "gmail" || status.subject != 7) return {};
  for (const Collision& each : collisions) {
    if (each.detail == status.detail) return fmt::format("at {} {} {}; {}", receiver.name, status.text(), each.gmail, each.registry);
  }
  return {};
}

}  // namespace fakeservers::policy
