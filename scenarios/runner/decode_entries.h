// What the decoding of an instance's lists shares.
#pragma once
#include "scenarios/runner/decode.h"

namespace scenarios {

/// Calls `each` with every entry of the list under `key`.
template <class Each>
void for_entries(const Value& map, std::string_view key, std::string_view short_key, Each each) {
  const Value* list = map.find(key);
  if (list == nullptr) return;
  for (const Value* entry : items_of(*list)) each(long_form(*entry, short_key));
}

/// A map's names and values as text.
std::vector<std::pair<std::string, std::string>> pairs_at(const Value& map, std::string_view key);
std::optional<int> int_at(const Value& map, std::string_view key);

/// Notifications, and what decides who gets them.
void decode_notifications(const Value& map, engine::InstanceConfig& instance);

}  // namespace scenarios
