#include "fakeservers/mta/host.h"

namespace fakeservers::mta {
namespace {

std::vector<sim::mail::Address> addresses_of(const MaildropConfig& drop, const std::vector<std::string>& domains) {
  if (!drop.addresses.empty()) return drop.addresses;
  std::vector<sim::mail::Address> all;
  for (const auto& domain : domains) all.emplace_back(drop.user, domain);
  return all;
}

}  // namespace

Host::Host(sim::World& world_, HostConfig config_)
    : world(world_), config(std::move(config_)),
      logins(config.name, store, world_.random.stream("logins:" + config.name), world_.trace),
      random(world_.random.stream("mta:" + config.name)) {
  using namespace std::chrono_literals;
  if (config.retry_schedule.empty()) config.retry_schedule = {1min, 5min, 15min, 30min, 1h, 2h, 4h};
  if (!config.mechanisms.empty()) logins.mechanisms = config.mechanisms;
  for (const auto& domain : config.domains) local_domains.insert(ascii_lower(domain));
  for (const auto& domain : config.relay_domains) relay_domains.insert(ascii_lower(domain));
  for (const auto& drop : config.maildrops) {
    store.add(drop.user, drop.password, addresses_of(drop, config.domains)).capacity_bytes = drop.capacity_bytes;
  }
}

Maildrop* Host::maildrop_of(const sim::mail::Address& address) {
  if (Maildrop* found = store.find_address(address)) return found;
  if (!config.catch_all || config.maildrops.empty()) return nullptr;
  return store.find_user(config.maildrops.front().user);
}

const MailingList* Host::list_of(const sim::mail::Address& address) const {
  for (const MailingList& list : config.lists) {
    if (list.address.matches(address)) return &list;
  }
  return nullptr;
}

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string join(const std::vector<sim::mail::Address>& addresses) {
  std::string out;
  for (const auto& address : addresses) out += (out.empty() ? "" : ", ") + address.text();
  return out;
}

}  // namespace fakeservers::mta
