#include "sim/sender/arc.h"

#include <algorithm>
#include <map>

#include "sim/sender/arc_chain.h"
#include "sim/sender/signature_fields.h"

namespace sim::sender {
namespace {

/// One chain on its way to a verdict.
struct ChainCheck {
  SignedMail& mail;
  dns::Lookup& dns;
  Instant now;
  const DkimPolicy& policy;
  ArcChain chain;
  ArcVerdict verdict;
};

bool break_chain(ArcVerdict& verdict, std::string reason) {
  verdict.result = ArcResult::fail;
  verdict.reason = std::move(reason);
  verdict.steps.push_back("fail: " + verdict.reason);
  return false;
}

std::string set_name(std::size_t instance, std::string_view field) { return "i=" + std::to_string(instance) + ": " + std::string(field); }

/// RFC 8617, 5.2, steps 2 and 3: complete sets, and each hop's word on the chain before it.
bool check_structure(ChainCheck& check) {
  const ArcChain& chain = check.chain;
  check.verdict.steps.push_back("chain: " + std::to_string(chain.sets.size()) + (chain.sets.size() == 1 ? " set" : " sets"));
  if (!chain.fault.empty()) return break_chain(check.verdict, chain.fault);
  // Who sealed last says that the chain was broken when he got it: there is nothing more to look at.
  if (chain.sets.back().cv == "fail") return break_chain(check.verdict, set_name(chain.sets.size(), "cv=fail"));
  for (std::size_t i = 0; i < chain.sets.size(); ++i) {
    const std::string wanted = i == 0 ? "none" : "pass";
    if (chain.sets[i].cv != wanted) return break_chain(check.verdict, set_name(i + 1, "cv=" + chain.sets[i].cv.substr(0, 20) + " instead of " + wanted));
  }
  return true;
}

/// The checks that message signature and seal have in common; the steps go to the chain's.
void take_over(ChainCheck& check, const DkimVerdict& signature, std::size_t instance, std::string_view field) {
  for (const std::string& step : signature.steps) check.verdict.steps.push_back(set_name(instance, field) + ": " + step);
  check.verdict.cost += signature.cost;
}

bool signature_holds(DkimVerdict& verdict, const SignatureFields& fields, const std::vector<DkimKeyRecord>& keys, const std::string& octets, const DkimPolicy& policy) {
  if (!check_signature(fields, keys, octets, verdict)) return false;
  verdict.result = DkimResult::pass;
  apply_policy(fields, policy, verdict);
  return verdict.result == DkimResult::pass;
}

bool syntax_holds(DkimVerdict& verdict, const std::string& fault) {
  if (!fault.empty()) conclude(verdict, DkimResult::permerror, "signature syntax error (" + fault + ")");
  return fault.empty();
}

/// Whether the message signature of an instance holds; "" if so, else why not.
std::string message_signature_fault(ChainCheck& check, std::size_t instance) {
  const std::size_t self = check.chain.sets[instance - 1].message_signature;
  SignatureFields fields;
  DkimVerdict verdict;
  // RFC 8617 does not say what c= is where it is missing; the public cases, made by those who wrote the RFC, want relaxed, as in seals.
  std::string fault = fields.read(check.mail.fields()[self].value, {"i", "a", "b", "bh", "d", "h", "s"}, "relaxed/relaxed");
  // RFC 8617, 4.1.2: the seals come later.
  if (fault.empty() && std::find(fields.names.begin(), fields.names.end(), "arc-seal") != fields.names.end()) fault = "h= names ARC-Seal";
  bool is_good = syntax_holds(verdict, fault) && check_algorithm(fields, check.policy, verdict) && check_times(fields, check.now, check.policy, verdict);
  if (is_good) {
    const std::vector<DkimKeyRecord> keys = check_keys(fields, false, check.dns, verdict);
    const Canon canon = fields.canon.header;
    is_good = !keys.empty() && check_body(check.mail, fields, verdict) &&
              signature_holds(verdict, fields, keys, check.mail.header(fields.names, canon, self) + check.mail.own_field(self, canon), check.policy);
  }
  take_over(check, verdict, instance, "ARC-Message-Signature");
  return is_good ? "" : set_name(instance, "ARC-Message-Signature: ") + verdict.reason;
}

bool check_message_signatures(ChainCheck& check) {
  const std::size_t newest = check.chain.sets.size();
  if (const std::string fault = message_signature_fault(check, newest); !fault.empty()) return break_chain(check.verdict, fault);
  // What was changed on the way is no fault; the oldest instance that still holds tells who saw the mail as it is now.
  std::size_t oldest = newest;
  while (oldest > 1 && message_signature_fault(check, oldest - 1).empty()) --oldest;
  check.verdict.oldest_pass = oldest == 1 ? 0 : static_cast<unsigned>(oldest);
  return true;
}

bool check_seal(ChainCheck& check, std::size_t instance) {
  const std::size_t self = check.chain.sets[instance - 1].seal;
  SignatureFields fields;
  DkimVerdict verdict;
  std::string fault = fields.read(check.mail.fields()[self].value, {"i", "a", "b", "cv", "d", "s"});
  if (fault.empty() && fields.tags.find("h") != nullptr) fault = "h= in ARC-Seal";  // RFC 8617, 4.1.3
  bool is_good = syntax_holds(verdict, fault) && check_algorithm(fields, check.policy, verdict) && check_times(fields, check.now, check.policy, verdict);
  if (is_good) {
    const std::vector<DkimKeyRecord> keys = check_keys(fields, false, check.dns, verdict);
    is_good = !keys.empty() && signature_holds(verdict, fields, keys, sealed_octets(check.mail, check.chain, instance), check.policy);
  }
  take_over(check, verdict, instance, "ARC-Seal");
  return is_good || break_chain(check.verdict, set_name(instance, "ARC-Seal: ") + verdict.reason);
}

bool check_seals(ChainCheck& check) {
  for (std::size_t instance = check.chain.sets.size(); instance > 0; --instance) {
    if (!check_seal(check, instance)) return false;
  }
  return true;
}

void tell_sets(ChainCheck& check) {
  check.verdict.sets = check.chain.highest;
  for (const ArcSet& set : check.chain.sets) {
    check.verdict.sealers.push_back(set.sealer);
    check.verdict.results.push_back(set.results);
  }
}

}  // namespace

ArcVerdict verify_arc(std::string_view raw, dns::Lookup& dns, Instant now, const DkimPolicy& policy) {
  SignedMail mail(raw);
  ChainCheck check{mail, dns, now, policy, read_chain(mail), {}};
  if (check.chain.is_empty()) return check.verdict;
  tell_sets(check);
  if (check_structure(check) && check_message_signatures(check) && check_seals(check)) check.verdict.result = ArcResult::pass;
  return check.verdict;
}

}  // namespace sim::sender
