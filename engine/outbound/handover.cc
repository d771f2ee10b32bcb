#include "engine/outbound/handover.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "engine/outbound/account.h"
#include "engine/outbound/mail_row.h"
#include "engine/outbound/settings.h"

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

bool is_bounce_blocked(Parts& parts, const Address& address) {
  return parts.store.is_blocked(address.text()) && parts.has_plugin("com.glide.email.bounce_management");
}

/// The decisions of configuration about one address: the outbound system address filter (spec 7.2: who is blocked loses the mail, a choice
/// where the sources name no outcome), then the customer's own rule (O29).
std::optional<LeftOut> left_out(const Parts& parts, const Settings& settings, const Address& address) {
  const std::string text = address.text();
  if (settings.address_filter != nullptr) {
    if (auto block = settings.address_filter->block(text, parts.profile.allow_list_blocks_others)) {
      return LeftOut{"outbound-address-filter", text, std::move(block->evidence), std::move(block->place)};
    }
  }
  if (settings.recipient_rule && !settings.recipient_rule->members.contains(email_key(text))) {
    return LeftOut{"recipient-rule", text, fmt::format("{} is not in the group '{}' (glide.email.test.group)", text, settings.recipient_rule->group),
                   parts.cause_of_property("glide.email.test.group").place};
  }
  return std::nullopt;
}

/// Reads the lists of one mail.
class Resolving {
 public:
  Resolving(Parts& parts, Handover& into) : parts_(parts), settings_(settings_of(parts)), into_(into) {}

  void take(const std::string& list, std::vector<Address>& into) {
    for (std::string item : items_of(list)) {
      if (item.find('@') == std::string::npos) {
        const auto user = parts_.store.user_by_name(item);
        if (!user || user->email.empty()) {
          into_.dropped.push_back("no address: " + item);
          continue;
        }
        item = user->email;
      }
      take_address(item, into);
    }
  }

 private:
  void take_address(const std::string& item, std::vector<Address>& into) {
    const auto address = address_in(item);
    if (!address) into_.dropped.push_back("invalid address: " + item);
    else if (is_own_address(*address, parts_.config)) into_.dropped.push_back("the instance's own address: " + item);
    else if (parts_.store.is_of_inactive_users(address->text())) into_.dropped.push_back("address of an inactive user: " + item);
    else if (auto out = left_out(parts_, *settings_, *address)) into_.left_out.push_back(*std::move(out));
    else if (is_bounce_blocked(parts_, *address)) into_.blocked.push_back(address->text());
    else if (!settings_->takes_utf8_addresses && address->is_utf8()) into_.not_ascii.push_back(address->text());
    else into.push_back(*address);
  }

  Parts& parts_;
  std::shared_ptr<const Settings> settings_;
  Handover& into_;
};

}  // namespace

void Handover::leave_out(const std::vector<Address>& addresses) {
  for (auto* list : {&to, &copied, &blind_copied}) {
    std::erase_if(*list, [&](const Address& each) { return std::find(addresses.begin(), addresses.end(), each) != addresses.end(); });
  }
}

std::vector<Address> Handover::everyone() const {
  std::vector<Address> out;
  for (const auto* list : {&to, &copied, &blind_copied}) {
    for (const Address& address : *list) {
      if (std::find(out.begin(), out.end(), address) == out.end()) out.push_back(address);
    }
  }
  return out;
}

const LeftOut* Handover::left_out_by(std::string_view rule) const {
  const auto found = std::find_if(left_out.begin(), left_out.end(), [&](const LeftOut& each) { return each.rule == rule; });
  return found == left_out.end() ? nullptr : &*found;
}

Handover resolve_recipients(Parts& parts, const EmailRecord& email) {
  Handover handover;
  Resolving resolving(parts, handover);
  resolving.take(email.direct, handover.to);
  resolving.take(email.copied, handover.copied);
  resolving.take(email.blind_copied, handover.blind_copied);
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
