#include "engine/outbound/account.h"

#include <fmt/format.h>

namespace engine::outbound {
namespace {

constexpr std::string_view default_label = "IT Service Desk";

/// A display name as RFC 5322, 3.2.4 wants it: quoted if it holds more than words.
std::string quoted_label(std::string_view label) {
  if (label.find_first_of("()<>[]:;@\\,.\"") == std::string_view::npos) return std::string(label);
  std::string out = "\"";
  for (const char c : label) {
    if (c == '"' || c == '\\') out += '\\';
    if (c != '\r' && c != '\n') out += c;
  }
  return out + '"';
}

}  // namespace

std::string plain_from(const std::optional<Account>& account, const InstanceConfig& config) {
  if (account && !account->from.empty()) {
    const auto named = sim::mail::parse_address_list(account->from);
    if (!named.empty()) return named.front().address.text();
  }
  if (account && account->user_name.find('@') != std::string::npos) return account->user_name;
  return config.address;
}

std::string from_field(std::string_view wanted, const std::optional<Account>& account, const InstanceConfig& config) {
  std::string address(wanted);
  if (address.empty() && account) address = account->from;
  if (address.empty()) address = plain_from(account, config);
  if (address.find('<') != std::string::npos) return address;
  const std::string_view label = account && !account->label.empty() ? std::string_view(account->label) : default_label;
  return fmt::format("{} <{}>", quoted_label(label), address);
}

bool is_own_address(const sim::mail::Address& address, const InstanceConfig& config) {
  const auto own = sim::mail::Address::parse(config.address);
  return own && own->matches(address);
}

std::string provider_domain(const InstanceConfig& config) {
  const auto own = sim::mail::Address::parse(config.address);
  return own ? own->domain_lower() : std::string("service-now.example");
}

}  // namespace engine::outbound
