#include "fakeservers/mta/lists.h"

#include <algorithm>

namespace fakeservers::mta {
namespace {

using sim::mail::Address;

/// A list that contains itself, or another one twice, is opened once.
void open_list(const Host& host, const Address& list, std::vector<Address>& opened, std::vector<Address>& into) {
  if (std::find(opened.begin(), opened.end(), list) != opened.end()) return;
  opened.push_back(list);
  for (const Address& member : *host.list_of(list)) {
    if (host.list_of(member) != nullptr) open_list(host, member, opened, into);
    else if (std::find(into.begin(), into.end(), member) == into.end()) into.push_back(member);
  }
}

}  // namespace

std::vector<sim::mail::Envelope> with_lists_opened(const Host& host, const sim::mail::Envelope& envelope) {
  if (host.config.lists.empty()) return {envelope};
  std::vector<sim::mail::Envelope> all;
  sim::mail::Envelope named = envelope;
  std::erase_if(named.to, [&](const Address& to) { return host.list_of(to) != nullptr; });
  if (!named.to.empty()) all.push_back(named);
  for (const Address& to : envelope.to) {
    if (host.list_of(to) == nullptr) continue;
    sim::mail::Envelope members = envelope;
    members.to.clear();
    std::vector<Address> opened;
    open_list(host, to, opened, members.to);
    if (!members.to.empty()) all.push_back(std::move(members));
  }
  return all;
}

}  // namespace fakeservers::mta
