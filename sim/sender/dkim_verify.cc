#include "sim/sender/dkim_verify.h"

#include <algorithm>

#include "sim/sender/domain_name.h"
#include "sim/sender/signature_fields.h"

namespace sim::sender {
namespace {

constexpr std::size_t shortest_start = 8;  // RFC 6008, 4

/// One signature of a mail on its way to a verdict.
struct OneSignature {
  SignedMail& mail;
  std::size_t self;                        ///< which field it is
  SignatureFields fields;
  DkimVerdict verdict;
};

bool refuse(OneSignature& one, const std::string& why) {
  conclude(one.verdict, DkimResult::permerror, "signature syntax error (" + why + ")");
  return false;
}

/// d=, i= and s= may have U-labels: names are compared as DNS has them, and hashed as they are written (RFC 8616, 5).
std::string domain_of_identity(std::string_view identity) {
  const std::size_t at = identity.rfind('@');
  return at == std::string_view::npos ? std::string() : with_a_labels(lower_case(identity.substr(at + 1)));
}

bool is_same_or_below(std::string_view domain, std::string_view ancestor) {
  if (domain == ancestor) return true;
  return domain.size() > ancestor.size() && domain.ends_with(ancestor) && domain[domain.size() - ancestor.size() - 1] == '.';
}

/// The tags and what RFC 6376, 6.1.1 asks of them.
bool check_tags(OneSignature& one, const DkimPolicy& policy) {
  SignatureFields& fields = one.fields;
  DkimVerdict& verdict = one.verdict;
  std::vector<std::string_view> required{"a", "b", "bh", "d", "h", "s"};
  if (!policy.takes_drafts) required.insert(required.begin(), "v");
  const std::string fault = fields.read(one.mail.fields()[one.self].value, required);
  const TagList& tags = fields.tags;
  verdict.domain = fields.domain;
  verdict.selector = fields.selector;
  verdict.algorithm = std::string(tags.value("a"));
  verdict.identity = tags.find("i") == nullptr ? "@" + fields.domain : *tags.squeezed("i");
  verdict.signed_fields = fields.names;
  verdict.steps.push_back("tags: a=" + verdict.algorithm + " c=" + fields.canon.text() + " d=" + verdict.domain + " s=" + verdict.selector +
                          (tags.find("i") == nullptr ? "" : " i=" + verdict.identity));
  if (!fault.empty()) return refuse(one, fault);
  const bool is_draft = policy.takes_drafts && tags.value("v", "0.").starts_with("0.");
  if (!is_draft && tags.value("v") != "1") return refuse(one, "v= is not 1");
  if (!is_same_or_below(domain_of_identity(verdict.identity), with_a_labels(fields.domain))) return refuse(one, "i= is outside of d=");
  if (std::find(fields.names.begin(), fields.names.end(), "from") == fields.names.end()) return refuse(one, "From is not signed");
  const std::vector<std::string> queries = pieces_of(tags.value("q", "dns/txt"), ':');
  const auto asks = [&](std::string_view how) { return std::find(queries.begin(), queries.end(), how) != queries.end(); };
  if (!asks("dns/txt") && !(is_draft && asks("dns"))) return refuse(one, "q= has no dns/txt");
  return true;
}

/// Which of the signed fields are there: what a person looks at when a signature is bad.
std::string header_step(const OneSignature& one) {
  std::vector<std::string> seen;
  std::string there, absent, more;
  const std::vector<std::string>& names = one.fields.names;
  for (const std::string& name : names) {
    if (seen.size() == most_tags || std::find(seen.begin(), seen.end(), name) != seen.end()) continue;
    seen.push_back(name);
    const auto asked = static_cast<std::size_t>(std::count(names.begin(), names.end(), name));
    const std::size_t found = one.mail.count(name) - (name == "dkim-signature" ? 1 : 0);
    std::string& list = found == 0 ? absent : there;
    list += (list.empty() ? "" : ", ") + name;
    if (found > asked) more += (more.empty() ? "" : ", ") + name + " (" + std::to_string(found - asked) + " of " + std::to_string(found) + ")";
  }
  std::string out = "header: in " + std::string(one.fields.canon.header == Canon::simple ? "simple" : "relaxed") + " form, signed and there: " + there;
  if (!absent.empty()) out += "; signed as absent: " + absent;
  if (!more.empty()) out += "; there beyond what is signed: " + more;
  return out;
}

DkimVerdict verdict_on(SignedMail& mail, std::size_t self, dns::Lookup& dns, Instant now, const DkimPolicy& policy) {
  OneSignature one{mail, self, {}, {}};
  DkimVerdict& verdict = one.verdict;
  if (!check_tags(one, policy) || !check_algorithm(one.fields, policy, verdict) || !check_times(one.fields, now, policy, verdict)) return verdict;
  const bool has_subdomain = domain_of_identity(verdict.identity) != with_a_labels(one.fields.domain);
  const std::vector<DkimKeyRecord> keys = check_keys(one.fields, has_subdomain, dns, verdict);
  if (keys.empty()) return verdict;
  const bool body_holds = check_body(mail, one.fields, verdict);
  if (verdict.result == DkimResult::permerror) return verdict;
  verdict.steps.push_back(header_step(one));
  const Canon canon = one.fields.canon.header;
  const std::string octets = mail.header(one.fields.names, canon, self) + mail.own_field(self, canon);
  // The signature is looked at even if the body is not what was signed, so that the steps tell whether the header changed as well.
  if (!check_signature(one.fields, keys, octets, verdict) || !body_holds) return verdict;
  verdict.result = DkimResult::pass;
  apply_policy(one.fields, policy, verdict);
  return verdict;
}

/// As much of each b= as tells it from the others (RFC 6008, 4).
void tell_apart(std::vector<DkimVerdict>& verdicts, const std::vector<std::string>& signatures) {
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    std::size_t octets = shortest_start;
    for (std::size_t k = 0; k < signatures.size(); ++k) {
      if (k == i || signatures[k] == signatures[i]) continue;
      const auto differ = std::mismatch(signatures[i].begin(), signatures[i].end(), signatures[k].begin(), signatures[k].end()).first;
      octets = std::max(octets, static_cast<std::size_t>(differ - signatures[i].begin()) + 1);
    }
    verdicts[i].signature_start = signatures[i].substr(0, octets);
  }
}

}  // namespace

std::vector<DkimVerdict> verify_dkim(std::string_view raw, dns::Lookup& dns, Instant now, const DkimPolicy& policy) {
  SignedMail mail(raw);
  std::vector<DkimVerdict> verdicts;
  std::vector<std::string> signatures;
  for (std::size_t i = 0; i < mail.fields().size() && verdicts.size() < policy.most_signatures; ++i) {
    if (lower_case(mail.fields()[i].name) != "dkim-signature") continue;
    verdicts.push_back(verdict_on(mail, i, dns, now, policy));
    signatures.push_back(read_tags(mail.fields()[i].value).squeezed("b").value_or(""));
  }
  tell_apart(verdicts, signatures);
  return verdicts;
}

}  // namespace sim::sender
