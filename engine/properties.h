// The instance's properties (sys_properties), with type, default, range, meaning and source, in one table. One that nothing reads says so.
// A story may set others; they are kept, and `mailrig lint` warns of names that are not in the table.
#pragma once
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/database.h"
#include "sim/result.h"

namespace engine {

enum class PropertyType { boolean, integer, text, list };

struct PropertyInfo {
  std::string_view name;
  PropertyType type;
  std::string_view default_value;
  std::string_view meaning;
  std::string_view source;          ///< the spec's mark
  std::int64_t minimum = 0;         ///< the range of an integer
  std::int64_t maximum = std::numeric_limits<std::int64_t>::max();
};
/// "1 to 10000", "at least 0"; "" for anything but an integer.
std::string range_text(const PropertyInfo& info);
const std::vector<PropertyInfo>& property_table();
const PropertyInfo* find_property(std::string_view name);
/// The one of `names` closest to `name`, "" if none is near.
std::string_view nearest(std::string_view name, const std::vector<std::string_view>& names);
/// The known property closest to `name`, "" if none is near.
std::string_view nearest_property(std::string_view name);
/// An error if the value does not fit the property's type or range. Unknown names pass.
sim::Result<void> check_property(std::string_view name, std::string_view value);

/// Values in force: the database's, read once and after each change, over the defaults.
class Properties {
 public:
  explicit Properties(Database& database) : database_(database) { reload(); }
  void reload();
  void set(std::string_view name, std::string_view value);
  /// Whether the instance has a row for it; without one the default holds.
  bool is_set(std::string_view name) const { return values_.contains(name); }
  bool flag(std::string_view name) const;
  std::int64_t number(std::string_view name) const;
  std::string text(std::string_view name) const;
  std::vector<std::string> list(std::string_view name) const;   ///< comma separated, blanks trimmed, empty items dropped
  /// Rises with each change: who keeps something made from properties compares it.
  std::uint64_t changes() const { return changes_; }

 private:
  Database& database_;
  std::uint64_t changes_ = 0;
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace engine
