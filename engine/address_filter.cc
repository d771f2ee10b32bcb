#include "engine/address_filter.h"

#include "engine/store.h"

namespace engine {
namespace {

/// True if the text fits a pattern in which * stands for any characters.
bool fits_wildcard(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, resumed = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resumed = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p, ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resumed;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::string_view domain_of(std::string_view address) {
  const std::size_t at = address.rfind('@');
  return at == std::string_view::npos ? std::string_view() : address.substr(at + 1);
}

const AddressFilterConfig* find(const std::vector<AddressFilterConfig>& all, const std::string& name) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const AddressFilterConfig& each) { return each.name == name; });
  return found == all.end() ? nullptr : &*found;
}

SystemAddressFilter compiled(const SystemAddressFilterConfig& config, const std::vector<AddressFilterConfig>& all) {
  SystemAddressFilter made{config.name, {}, false, false, config.place};
  for (const std::string& name : config.address_filters) {
    const AddressFilterConfig* each = find(all, name);
    if (each == nullptr) continue;
    const bool is_allow_list = each->type == "allow_list";
    (is_allow_list ? made.has_allow_list : made.has_deny_list) = true;
    made.filters.push_back({each->name, is_allow_list, AddressPatterns(each->domains), AddressPatterns(each->exceptions), each->place});
  }
  return made;
}

}  // namespace

AddressPatterns::AddressPatterns(const std::vector<std::string>& patterns) {
  for (const std::string& pattern : patterns) {
    if (pattern.find('*') == std::string::npos) exact_.insert(email_key(pattern));
    else wild_.push_back(email_key(pattern));
  }
}

std::string_view AddressPatterns::fitting(std::string_view address, std::string_view domain) const {
  for (const std::string_view text : {address, domain}) {
    if (const auto found = exact_.find(text); found != exact_.end()) return *found;
  }
  for (const std::string& pattern : wild_) {
    if (fits_wildcard(pattern, pattern.find('@') == std::string::npos ? domain : address)) return pattern;
  }
  return {};
}

std::optional<AddressBlock> SystemAddressFilter::block(std::string_view written, bool allow_list_blocks_others) const {
  const std::string address = email_key(written);
  const std::string_view domain = domain_of(address);
  std::optional<AddressBlock> denied;
  std::string excepted;
  for (const AddressFilter& each : filters) {
    const std::string_view entry = each.domains.fitting(address, domain);
    if (entry.empty()) continue;
    if (const std::string_view exception = each.exceptions.fitting(address, domain); !exception.empty()) {
      excepted += fmt::format("; '{}' would take it, but has the exception {}", each.name, exception);
    } else if (each.is_allow_list) {
      return std::nullopt;
    } else if (!denied) {
      std::string why = fmt::format("{} is on the deny list '{}' (domain {}) of the system address filter '{}' and on no allow list",
                                    written, each.name, entry, name);
      denied = AddressBlock{each.name, std::move(why), each.place};
    }
  }
  if (!denied && has_allow_list && !has_deny_list && allow_list_blocks_others) {
    denied = AddressBlock{name, fmt::format("{} is on no allow list of the system address filter '{}', which has no other lists",
                                            written.empty() ? "no address" : written, name), place};
  }
  if (denied) denied->evidence += excepted;
  return denied;
}

AddressFilters::AddressFilters(const InstanceConfig& config, std::map<std::string, std::string, std::less<>> of_account)
    : of_account_(std::move(of_account)) {
  for (const SystemAddressFilterConfig& each : config.system_address_filters) {
    if (!each.active.value_or(true)) continue;
    by_name_.emplace(each.name, compiled(each, config.address_filters));
    if (each.is_default.value_or(false)) default_of_[each.type == "outbound" ? Direction::outbound : Direction::inbound] = each.name;
  }
}

const SystemAddressFilter* AddressFilters::of(std::string_view account, Direction direction) const {
  std::string_view name;
  if (const auto usual = default_of_.find(direction); usual != default_of_.end()) name = usual->second;
  if (const auto own = of_account_.find(account); own != of_account_.end()) name = own->second;
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &found->second;
}

}  // namespace engine
