// Who a mail says it is from (spec 6.6): the account's words, or the instance's.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "engine/account.h"
#include "sim/mail/address.h"

namespace engine::outbound {

/// The address without a name: account From, else its user name if that is an address, else the instance's own.
std::string plain_from(const std::optional<Account>& account, const InstanceConfig& config);
/// The From field: the notification's, else the account's; the account's label is its name unless it brings its own.
std::string from_field(std::string_view wanted, const std::optional<Account>& account, const InstanceConfig& config);
/// True for an address that the instance reads its mail from: mail to it would come back (spec 6.2, loop protection).
bool is_own_address(const sim::mail::Address& address, const InstanceConfig& config);
/// The domain of the instance's address: "service-now.example".
std::string provider_domain(const InstanceConfig& config);

}  // namespace engine::outbound
