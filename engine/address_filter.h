// Email Address Filters and the System Address Filters that group them (spec 7.1, 7.2): who may write to the instance, to whom it may write.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config.h"

namespace engine {

/// Domains or addresses, some with `*`: compared without case.
class AddressPatterns {
 public:
  AddressPatterns() = default;
  explicit AddressPatterns(const std::vector<std::string>& patterns);
  /// The pattern that the domain or the whole address (both lower case) fits; "" if none. A pattern with @ is one of addresses.
  std::string_view fitting(std::string_view address, std::string_view domain) const;

 private:
  std::set<std::string, std::less<>> exact_;
  std::vector<std::string> wild_;
};

/// An Email Address Filter: a list of domains without its exceptions.
struct AddressFilter {
  std::string name;
  bool is_allow_list = false;
  AddressPatterns domains, exceptions;
  sim::Place place;
};

/// Why an address is blocked.
struct AddressBlock {
  std::string filter;        ///< the address filter (or, if there are only allow lists, the system address filter)
  std::string evidence;
  sim::Place place;
};

/// A System Address Filter: blocks an address that is on one of its deny lists and on none of its allow lists.
struct SystemAddressFilter {
  std::string name;
  std::vector<AddressFilter> filters;
  bool has_deny_list = false, has_allow_list = false;
  sim::Place place;
  /// `allow_list_blocks_others`: allow lists alone block who is on none of them (C43). An address that cannot be read is on no list.
  std::optional<AddressBlock> block(std::string_view address, bool allow_list_blocks_others) const;
};

enum class Direction { inbound, outbound };

/// The address filters of a configuration, ready for use.
class AddressFilters {
 public:
  AddressFilters() = default;
  /// `of_account`: the accounts (sys_id) that have a system address filter of their own, by its name.
  explicit AddressFilters(const InstanceConfig& config, std::map<std::string, std::string, std::less<>> of_account = {});
  /// The filter that holds for an account: its own, else the default one of the direction; nullptr if there is none.
  const SystemAddressFilter* of(std::string_view account, Direction direction) const;

 private:
  std::map<std::string, SystemAddressFilter, std::less<>> by_name_;         ///< active ones
  std::map<std::string, std::string, std::less<>> of_account_;
  std::map<Direction, std::string> default_of_;
};

}  // namespace engine
