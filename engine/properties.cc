#include "engine/properties.h"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "engine/trimmed.h"

namespace engine {
namespace {

/// Single-character edits between two names (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row.back();
}

std::optional<std::int64_t> integer_of(std::string_view text) {
  text = trimmed(text);
  std::int64_t value = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (trouble != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

const PropertyInfo* find_property(std::string_view name) {
  static const auto index = [] {
    std::map<std::string_view, const PropertyInfo*> made;
    for (const PropertyInfo& each : property_table()) made.emplace(each.name, &each);
    return made;
  }();
  const auto found = index.find(name);
  return found == index.end() ? nullptr : found->second;
}

std::string_view nearest(std::string_view name, const std::vector<std::string_view>& names) {
  name = name.substr(0, 200);
  std::string_view best;
  std::size_t least = std::max<std::size_t>(name.size() / 4, 2) + 1;
  for (const std::string_view each : names) {
    const std::size_t edits = distance(name, each);
    if (edits < least) {
      least = edits;
      best = each;
    }
  }
  return best;
}

std::string_view nearest_property(std::string_view name) {
  std::vector<std::string_view> names;
  for (const PropertyInfo& each : property_table()) names.push_back(each.name);
  return nearest(name, names);
}

std::string range_text(const PropertyInfo& info) {
  if (info.type != PropertyType::integer) return {};
  if (info.maximum == std::numeric_limits<std::int64_t>::max()) return fmt::format("at least {}", info.minimum);
  return fmt::format("{} to {}", info.minimum, info.maximum);
}

sim::Result<void> check_property(std::string_view name, std::string_view value) {
  const PropertyInfo* info = find_property(name);
  if (info == nullptr) return {};
  if (info->type == PropertyType::boolean && value != "true" && value != "false") {
    return sim::Error{fmt::format("property {} is true or false, not '{}'", name, value), std::string(info->meaning), {}};
  }
  // An emptied number is as good as none: the code's own fallback holds.
  if (info->type == PropertyType::integer && !trimmed(value).empty()) {
    const auto number = integer_of(value);
    if (!number || *number < info->minimum || *number > info->maximum) {
      return sim::Error{fmt::format("property {} is a number, {}, not '{}'", name, range_text(*info), value), std::string(info->meaning), {}};
    }
  }
  return {};
}

void Properties::reload() {
  values_.clear();
  Statement all = database_.prepare("SELECT name, value FROM sys_properties ORDER BY name");
  while (all.step()) values_.emplace(all.text(0), all.text(1));
  ++changes_;
}

void Properties::set(std::string_view name, std::string_view value) {
  database_.prepare("INSERT INTO sys_properties (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
      .run(name, value);
  values_.insert_or_assign(std::string(name), std::string(value));
  ++changes_;
}

std::string Properties::text(std::string_view name) const {
  const auto found = values_.find(name);
  if (found != values_.end()) return found->second;
  const PropertyInfo* info = find_property(name);
  return info == nullptr ? std::string() : std::string(info->default_value);
}

bool Properties::flag(std::string_view name) const { return trimmed(text(name)) == "true"; }

std::int64_t Properties::number(std::string_view name) const {
  if (const auto value = integer_of(text(name))) return *value;
  const PropertyInfo* info = find_property(name);
  return info == nullptr ? 0 : integer_of(info->default_value).value_or(0);
}

std::vector<std::string> Properties::list(std::string_view name) const {
  const std::string all = text(name);
  std::vector<std::string> items;
  std::string_view rest = all;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    const std::string_view item = trimmed(rest.substr(0, comma));
    if (!item.empty()) items.emplace_back(item);
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  return items;
}

}  // namespace engine
