#include "engine/outbound/handover.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "engine/outbound/account.h"
#include "engine/outbound/mail_row.h"

namespace engine::outbound {
namespace {

using sim::mail::Address;

/// `user@domain` or `Name <user@domain>`; nothing for anything else, two addresses without a comma among it (spec 14, O14).
std::optional<Address> address_in(const std::string& item) {
  if (auto plain = Address::parse(item)) return *plain;
  if (item.find('<') == std::string::npos) return std::nullopt;
  const auto named = sim::mail::parse_address_list(item, nullptr, 2);
  if (named.size() != 1) return std::nullopt;
  return named.front().address;
}

bool belongs_to_inactive_only(Parts& parts, const Address& address) {
  const auto owners = parts.store.users_by_email(address.text());
  return !owners.empty() && std::none_of(owners.begin(), owners.end(), [](const User& owner) { return owner.active; });
}

bool is_bounce_blocked(Parts& parts, const Address& address) {
  return parts.store.is_blocked(address.text()) && parts.has_plugin("com.glide.email.bounce_management");
}

void resolve_list(Parts& parts, const std::string& list, std::vector<Address>& into, Handover& handover) {
  for (std::string item : items_of(list)) {
    if (item.find('@') == std::string::npos) {
      const auto user = parts.store.user_by_name(item);
      if (!user || user->email.empty()) {
        handover.dropped.push_back("no address: " + item);
        continue;
      }
      item = user->email;
    }
    const auto address = address_in(item);
    if (!address) handover.dropped.push_back("invalid address: " + item);
    else if (is_own_address(*address, parts.config)) handover.dropped.push_back("the instance's own address: " + item);
    else if (belongs_to_inactive_only(parts, *address)) handover.dropped.push_back("address of an inactive user: " + item);
    else if (is_bounce_blocked(parts, *address)) handover.blocked.push_back(address->text());
    else into.push_back(*address);
  }
}

}  // namespace

std::vector<Address> Handover::everyone() const {
  std::vector<Address> out;
  for (const auto* list : {&to, &copied, &blind_copied}) {
    for (const Address& address : *list) {
      if (std::find(out.begin(), out.end(), address) == out.end()) out.push_back(address);
    }
  }
  return out;
}

Handover resolve_recipients(Parts& parts, const EmailRecord& email) {
  Handover handover;
  resolve_list(parts, email.direct, handover.to, handover);
  resolve_list(parts, email.copied, handover.copied, handover);
  resolve_list(parts, email.blind_copied, handover.blind_copied, handover);
  return handover;
}

std::string blocking_words(const Handover& handover) {
  return fmt::format("Blocking Bounce Email addresses: {}", fmt::join(handover.blocked, ", "));
}

std::string joined_addresses(const std::vector<Address>& addresses) {
  std::string out;
  for (const Address& address : addresses) {
    if (!out.empty()) out += ", ";
    out += address.text();
  }
  return out;
}

}  // namespace engine::outbound
