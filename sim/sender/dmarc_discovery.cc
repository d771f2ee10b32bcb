#include "sim/sender/dmarc_discovery.h"

#include <fmt/format.h>

#include <algorithm>

namespace sim::sender {
namespace {

/// More TXT records of one name are passed over.
constexpr std::size_t most_txt_records = 100;

std::size_t labels_of(std::string_view domain) { return 1 + static_cast<std::size_t>(std::count(domain.begin(), domain.end(), '.')); }

std::string parent_of(const std::string& domain) {
  const std::size_t dot = domain.find('.');
  return dot == std::string::npos ? std::string() : domain.substr(dot + 1);
}

/// The ancestor with one label more than `suffix`, or the domain itself.
std::string one_label_below(std::string domain, const std::string& suffix) {
  while (labels_of(domain) > labels_of(suffix) + 1) domain = parent_of(domain);
  return domain;
}

bool is_at_or_above(const std::string& ancestor, const std::string& name) { return name == ancestor || name.ends_with("." + ancestor); }

}  // namespace

std::vector<std::string> tree_walk_names(const std::string& domain) {
  std::vector<std::string> out{domain};
  std::string next = parent_of(domain);
  while (labels_of(next) >= most_tree_walk_queries) next = parent_of(next);
  for (; !next.empty(); next = parent_of(next)) out.push_back(next);
  return out;
}

PublishedRecord DmarcDiscovery::read(const std::string& owner, const dns::Answer& answer) {
  PublishedRecord out;
  out.is_temporary = answer.is_temporary();
  std::size_t count = 0;
  for (std::size_t i = 0; i < std::min(answer.records.size(), most_txt_records); ++i) {
    const auto* txt = std::get_if<dns::TxtData>(&answer.records[i].data);
    if (txt == nullptr) continue;
    const std::string text = txt->joined();
    if (resembles_dmarc_record(text)) findings.push_back(fmt::format("the TXT record of {} does not begin with v=DMARC1, so it is no DMARC record", owner));
    if (!is_dmarc_record(text)) continue;
    ++count;
    out.text = text;
  }
  out.has_several = count > 1;
  if (count > 1) findings.push_back(fmt::format("{} has {} DMARC records, which count as none (RFC 7489, 6.6.3)", owner, count));
  if (count == 1) out.record = read_dmarc_record(out.text, rules_);
  if (count != 1) out.text.clear();
  const std::string said = out.record ? "\"" + out.text + "\"" : count > 1 ? "several records" : answer.records.empty() ? answer.outcome() : "no DMARC record";
  steps.push_back(fmt::format("{} TXT: {}", owner, said));
  return out;
}

const PublishedRecord& DmarcDiscovery::ask(const std::string& domain) {
  const auto known = asked_.find(domain);
  if (known != asked_.end()) return known->second;
  const std::string owner = "_dmarc." + domain;
  const auto name = dns::Name::parse(owner);
  if (!name) return asked_[domain];  // longer than a name may be: nothing can be published there
  const dns::Answer answer = dns_.look_up(*name, dns::Type::TXT);
  cost += answer.cost;
  return asked_[domain] = read(owner, answer);
}

DmarcDiscovery::Found DmarcDiscovery::find(const std::string& author_domain) {
  return rules_ == DmarcRules::rfc7489 ? find_by_list(author_domain) : find_by_walk(author_domain);
}

DmarcDiscovery::Found DmarcDiscovery::find_by_list(const std::string& author_domain) {
  const PublishedRecord& own = ask(author_domain);
  if (own.is_temporary) return {.is_temporary = true, .domain = {}, .published = {}};
  if (own.record) return {.is_temporary = false, .domain = author_domain, .published = own};
  const std::string owner = organizational_domain(author_domain);
  if (own.has_several || owner == author_domain) return {};
  const PublishedRecord& of_owner = ask(owner);
  if (of_owner.is_temporary) return {.is_temporary = true, .domain = {}, .published = {}};
  return of_owner.record ? Found{.is_temporary = false, .domain = owner, .published = of_owner} : Found{};
}

std::vector<std::string> DmarcDiscovery::walk(const std::string& domain, bool& is_temporary) {
  std::vector<std::string> out;
  for (const std::string& name : tree_walk_names(domain)) {
    const PublishedRecord& published = ask(name);
    is_temporary = is_temporary || published.is_temporary;
    if (!published.record || !published.record->counts) continue;
    out.push_back(name);
    if (published.record->psd != PublicSuffixDomain::unknown) break;
  }
  return out;
}

std::string DmarcDiscovery::owner_by_walk(const std::string& domain, const std::vector<std::string>& with_record) {
  for (const std::string& name : with_record) {
    const PublicSuffixDomain psd = ask(name).record->psd;
    if (psd == PublicSuffixDomain::no) return name;
    if (psd == PublicSuffixDomain::yes && name != domain) return one_label_below(domain, name);
  }
  return with_record.empty() ? domain : with_record.back();
}

DmarcDiscovery::Found DmarcDiscovery::find_by_walk(const std::string& author_domain) {
  const PublishedRecord& own = ask(author_domain);
  if (own.is_temporary) return {.is_temporary = true, .domain = {}, .published = {}};
  if (own.record) return {.is_temporary = false, .domain = author_domain, .published = own};
  bool is_temporary = false;
  const std::vector<std::string> with_record = walk(author_domain, is_temporary);
  if (is_temporary) return {.is_temporary = true, .domain = {}, .published = {}};
  const std::string owner = owner_by_walk(author_domain, with_record);
  for (const std::string& name : with_record)
    if (name == owner || ask(name).record->psd == PublicSuffixDomain::yes) return {.is_temporary = false, .domain = name, .published = ask(name)};
  return {};
}

std::string DmarcDiscovery::organizational_domain(const std::string& domain) {
  const auto known = owners_.find(domain);
  if (known != owners_.end()) return known->second;
  std::string owner;
  if (rules_ == DmarcRules::rfc7489) {
    owner = suffixes_.organizational_domain(domain);
    if (owner.empty()) owner = domain;  // a public suffix that sends mail itself
  } else {
    bool is_temporary = false;
    owner = owner_by_walk(domain, walk(domain, is_temporary));
    if (is_temporary) steps.push_back(fmt::format("the walk from {} is incomplete: DNS failed", domain));
    if (is_temporary) incomplete_.insert(domain);
  }
  steps.push_back(fmt::format("the organizational domain of {} is {} ({})", domain, owner, rules_ == DmarcRules::rfc7489 ? "public suffix list" : "tree walk"));
  return owners_[domain] = owner;
}

Alignment DmarcDiscovery::alignment(const std::string& one, const std::string& other) {
  const std::string owner = organizational_domain(one), other_owner = organizational_domain(other);
  const bool is_known = !incomplete_.contains(one), is_other_known = !incomplete_.contains(other);
  if (is_known && is_other_known) return owner == other_owner ? Alignment::yes : Alignment::no;
  // An owner stands at or above a name, and where there is a record or one label below it.
  if ((is_known && !is_at_or_above(owner, other)) || (is_other_known && !is_at_or_above(other_owner, one))) return Alignment::no;
  for (const std::string& name : tree_walk_names(one)) {
    const auto found = asked_.find(name);
    if (found == asked_.end() || !is_at_or_above(name, other)) continue;
    const PublishedRecord& published = found->second;
    if (published.is_temporary || (published.record && published.record->counts)) return Alignment::unknown;
  }
  return Alignment::no;
}

bool DmarcDiscovery::is_nonexistent(const std::string& domain) {
  const auto name = dns::Name::parse(domain);
  if (!name) return false;
  const dns::Answer answer = dns_.look_up(*name, dns::Type::A);
  cost += answer.cost;
  steps.push_back(fmt::format("{} A: {}", domain, answer.outcome()));
  return answer.status == dns::Status::nxdomain;
}

}  // namespace sim::sender
