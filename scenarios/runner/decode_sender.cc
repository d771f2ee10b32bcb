// The keys of `policies` that are about who sent a mail, decoded.
#include "scenarios/runner/decode.h"
#include "scenarios/runner/evidence.h"

namespace scenarios {
namespace {

using namespace fakeservers::policy;

void read_handling(const Value& map, std::string_view key, Handling& handling) {
  const std::string word = map.text_of(key);
  if (word == "mark") handling = Handling::mark;
  if (word == "junk") handling = Handling::junk;
  if (word == "reject") handling = Handling::reject;
  if (word == "defer") handling = Handling::defer;
}

SpfHandling decode_spf(const Value& map) {
  SpfHandling spf;
  spf.place = map.place;
  if (map.text_of("do") == "reject") spf.fail = Handling::reject;
  read_handling(map, "fail", spf.fail);
  read_handling(map, "softfail", spf.softfail);
  read_handling(map, "neutral", spf.neutral);
  read_handling(map, "none", spf.none);
  read_handling(map, "permerror", spf.permerror);
  read_handling(map, "temperror", spf.temperror);
  spf.asks_helo = flag_at(map, "helo").value_or(false);
  return spf;
}

DkimHandling decode_dkim_policy(const Value& map) {
  DkimHandling dkim;
  dkim.place = map.place;
  if (map.text_of("do") == "reject") {
    dkim.missing = dkim.fail = dkim.policy = dkim.permerror = Handling::reject;
    dkim.temperror = Handling::defer;
  }
  read_handling(map, "missing", dkim.missing);
  read_handling(map, "fail", dkim.fail);
  read_handling(map, "policy", dkim.policy);
  read_handling(map, "permerror", dkim.permerror);
  read_handling(map, "temperror", dkim.temperror);
  if (const auto bits = number_at(map, "least_key")) dkim.accepts.least_rsa_bits = static_cast<unsigned>(*bits);
  dkim.accepts.takes_sha1 = flag_at(map, "sha1").value_or(dkim.accepts.takes_sha1);
  dkim.accepts.takes_partial_bodies = flag_at(map, "partial_body").value_or(dkim.accepts.takes_partial_bodies);
  dkim.accepts.knows_ed25519 = flag_at(map, "ed25519").value_or(dkim.accepts.knows_ed25519);
  return dkim;
}

DmarcHandling decode_dmarc_policy(const Value& map) {
  DmarcHandling dmarc;
  dmarc.place = map.place;
  if (map.text_of("do") == "enforce") {
    dmarc.reject = Handling::reject;
    dmarc.quarantine = Handling::junk;
  }
  read_handling(map, "reject", dmarc.reject);
  read_handling(map, "quarantine", dmarc.quarantine);
  read_handling(map, "permerror", dmarc.permerror);
  read_handling(map, "temperror", dmarc.temperror);
  if (map.text_of("rules") == "rfc9989") dmarc.rules = sim::sender::DmarcRules::rfc9989;
  if (const auto reply = text_at(map, "reply")) dmarc.reply = reply_of(*reply);
  return dmarc;
}

IprevHandling decode_iprev(const Value& map) {
  IprevHandling iprev;
  iprev.place = map.place;
  const std::string word = map.text_of("do");
  if (word == "reject") iprev.fail = iprev.permerror = Handling::reject;
  if (word == "defer") iprev.fail = iprev.permerror = Handling::defer;
  if (word == "reject" || word == "defer") iprev.temperror = Handling::defer;
  read_handling(map, "fail", iprev.fail);
  read_handling(map, "permerror", iprev.permerror);
  read_handling(map, "temperror", iprev.temperror);
  return iprev;
}

/// A text with a dot and without a space is a domain.
ImpersonationRules decode_impersonation(const Value& map) {
  ImpersonationRules rules;
  rules.place = map.place;
  for (const std::string& each : texts_at(map, "protect")) {
    const bool is_domain = each.find('.') != std::string::npos && each.find(' ') == std::string::npos;
    if (is_domain)
      rules.domains.push_back(lower(each));
    else
      rules.names.push_back(each);
  }
  read_handling(map, "do", rules.handling);
  return rules;
}

SenderRulesConfig decode_sender_rules(const Value& map) {
  SenderRulesConfig rules;
  rules.place = map.place;
  const std::string receiver = map.text_of("receiver");
  if (receiver == "yahoo") rules.receiver = BigReceiver::yahoo;
  if (receiver == "outlook") rules.receiver = BigReceiver::outlook;
  const std::string phase = map.text_of("phase");
  if (phase == "temporary") rules.phase = RulePhase::temporary;
  if (phase == "permanent") rules.phase = RulePhase::permanent;
  if (const auto bulk = number_at(map, "bulk")) rules.bulk = static_cast<unsigned>(*bulk);
  if (const auto rate = number_at(map, "spam_rate")) rules.spam_rate = static_cast<unsigned>(*rate);
  return rules;
}

}  // namespace

SenderPolicy decode_sender_policy(const Value& policies) {
  SenderPolicy sender;
  if (const Value* spf = policies.find("spf")) sender.spf = decode_spf(long_form(*spf, "do"));
  if (const Value* dkim = policies.find("dkim")) sender.dkim = decode_dkim_policy(long_form(*dkim, "do"));
  if (const Value* dmarc = policies.find("dmarc")) sender.dmarc = decode_dmarc_policy(long_form(*dmarc, "do"));
  if (const Value* iprev = policies.find("iprev")) sender.iprev = decode_iprev(long_form(*iprev, "do"));
  if (const Value* arc = policies.find("arc")) {
    const Value map = long_form(*arc, "do");
    sender.arc.emplace().place = map.place;
    for (const std::string& domain : texts_at(map, "trusted")) sender.arc->trusted.push_back(lower(domain));
  }
  if (const Value* impersonation = policies.find("impersonation")) sender.impersonation = decode_impersonation(long_form(*impersonation, "protect"));
  if (const Value* rules = policies.find("sender_rules")) sender.rules = decode_sender_rules(long_form(*rules, "receiver"));
  sender.writes_results = flag_at(policies, "authentication_results").value_or(true);
  return sender;
}

}  // namespace scenarios
