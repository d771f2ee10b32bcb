#include "scenarios/runner/defaults.h"

#include <algorithm>

#include <fmt/format.h>

#include "fakeservers/policy/blackhole.h"

namespace scenarios {
namespace {

using fakeservers::mta::HostConfig;
using fakeservers::mta::MaildropConfig;
using sim::mail::Address;

/// Hands out the free addresses of a /24 in order.
class AddressPool {
 public:
  AddressPool(std::string net, std::set<std::string>& taken, int first = 10) : net_(std::move(net)), taken_(taken), next_(first) {}
  sim::IpAddress next() {
    for (;;) {
      const std::string text = fmt::format("{}{}", net_, next_++);
      if (!taken_.insert(text).second) continue;
      auto parsed = sim::IpAddress::parse(text);
      if (parsed) return *parsed;
      net_ = "10.9.9.";  // the documentation net is used up; never seen in a story of human size
      next_ = 1;
    }
  }

 private:
  std::string net_;
  std::set<std::string>& taken_;
  int next_;
};

HostConfig* host_for_domain(Story& story, const std::string& domain) {
  for (HostConfig& host : story.hosts) {
    const auto serves = [&](const std::string& own) { return Address("x", own) == Address("x", domain); };
    if (std::any_of(host.domains.begin(), host.domains.end(), serves)) return &host;
  }
  return nullptr;
}

HostConfig& host_serving(Story& story, const std::string& domain) {
  if (HostConfig* host = host_for_domain(story, domain)) return *host;
  const std::string name = "mail." + domain;
  for (HostConfig& host : story.hosts) {
    if (host.name != name) continue;
    host.domains.push_back(domain);
    return host;
  }
  HostConfig host;
  host.name = name;
  host.domains = {domain};
  story.hosts.push_back(std::move(host));
  return story.hosts.back();
}

bool receives(const HostConfig& host, const MaildropConfig& drop, const Address& address) {
  if (std::find(drop.addresses.begin(), drop.addresses.end(), address) != drop.addresses.end()) return true;
  if (!drop.addresses.empty() || drop.user != address.local()) return false;
  return std::any_of(host.domains.begin(), host.domains.end(),
                     [&](const std::string& domain) { return Address(address.local(), domain) == address; });
}

/// The maildrop where the address ends, made if there is none.
const MaildropConfig& maildrop_of(HostConfig& host, const Address& address, const std::string& password) {
  for (const MaildropConfig& drop : host.maildrops) {
    if (receives(host, drop, address)) return drop;
  }
  host.maildrops.push_back({.user = address.local(), .password = password, .addresses = {address}});
  return host.maildrops.back();
}

void complete_person(Story& story, PersonStory& person) {
  HostConfig& host = host_serving(story, person.config.address.domain());
  const MaildropConfig& drop = maildrop_of(host, person.config.address, person.config.password);
  person.host = host.name;
  person.config.user = drop.user;
  person.config.password = drop.password;
}

void complete_account(engine::AccountConfig& account, const HostConfig& host, const MaildropConfig& drop, const std::string& address) {
  const bool sends = account.type == "smtp";
  if (!account.server) account.server = host.name;
  const bool is_own = *account.server == host.name;
  if (!account.user_name && is_own) account.user_name = drop.user;
  if (!account.password && is_own) account.password = drop.password;
  if (!account.connection_security) account.connection_security = sends ? "starttls" : "ssl_tls";
  if (sends && !account.from) account.from = address;
}

void complete_instance(Story& story) {
  auto& instance = story.instance;
  if (instance.address.empty()) instance.address = "acme@service-now.example";
  const auto address = Address::parse(instance.address);
  if (!address) return;
  const bool is_ours = host_for_domain(story, address->domain()) == nullptr;
  HostConfig& host = host_serving(story, address->domain());
  if (is_ours) {
    host.policies.score_spam = true;
    host.policies.scan_virus = true;
    host.policies.blackhole = fakeservers::policy::usual_blackholes();
    // C20: 75 MB in, 25 MB out.
    if (host.most_message_octets == HostConfig{}.most_message_octets) host.most_message_octets = 75'000'000;
    if (!host.most_submitted_octets) host.most_submitted_octets = 25'000'000;
  }
  const MaildropConfig drop = maildrop_of(host, *address, "secret");
  for (const std::string_view type : {"smtp", "pop3"}) {
    const bool is_given = std::any_of(instance.accounts.begin(), instance.accounts.end(),
                                      [&](const engine::AccountConfig& account) { return (account.type == "smtp") == (type == "smtp"); });
    if (is_given) continue;
    engine::AccountConfig account;
    account.name = type == "smtp" ? "SMTP" : "POP3";
    account.type = type;
    instance.accounts.push_back(std::move(account));
  }
  for (engine::AccountConfig& account : instance.accounts) complete_account(account, host, drop, instance.address);
}

/// Addresses that the story's own zones speak of: no other host may get one by chance.
void take_published(const Story& story, std::set<std::string>& taken) {
  for (const sim::dns::Zone& zone : story.zones) {
    for (const auto& [owner, records] : zone.records()) {
      for (const sim::dns::Record& record : records) {
        if (const auto* address = std::get_if<sim::dns::AddressData>(&record.data)) taken.insert(address->ip.text());
      }
    }
  }
}

void complete_addresses(Story& story) {
  std::set<std::string> taken;
  take_published(story, taken);
  for (const HostConfig& host : story.hosts) taken.insert(host.ip.text());
  for (const auto& server : story.token_servers) taken.insert(server.ip.text());
  for (const PersonStory& person : story.people) taken.insert(person.config.ip.text());
  taken.insert(story.instance_ip.text());
  for (const NameServer& server : story.name_servers) taken.insert(server.ip.text());
  AddressPool name_servers("192.0.2.", taken, 53);
  if (story.name_servers.empty()) story.name_servers.push_back({"ns.example", {}});
  for (NameServer& server : story.name_servers) {
    if (server.ip.is_unset()) server.ip = name_servers.next();
  }
  AddressPool hosts("192.0.2.", taken), people("198.51.100.", taken), instances("203.0.113.", taken);
  for (HostConfig& host : story.hosts) {
    if (host.ip.is_unset()) host.ip = hosts.next();
  }
  for (fakeservers::TokenServerConfig& server : story.token_servers) {
    if (server.ip.is_unset()) server.ip = hosts.next();
  }
  for (PersonStory& person : story.people) {
    if (person.config.ip.is_unset()) person.config.ip = people.next();
  }
  if (story.instance_ip.is_unset()) story.instance_ip = instances.next();
}

}  // namespace

void complete(Story& story) {
  complete_instance(story);
  for (PersonStory& person : story.people) complete_person(story, person);
  complete_addresses(story);
}

}  // namespace scenarios
