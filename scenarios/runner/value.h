// A YAML document as a plain tree that knows where each of its parts stands. Made by read_yaml.h; merging, validating and decoding
// work on it, so that yaml-cpp appears in one file only.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "sim/result.h"

namespace scenarios {

struct Member;

struct Value {
  enum class Kind { null, scalar, list, map };
  Kind kind = Kind::null;
  std::string text{};           ///< a scalar's
  bool is_quoted = false;       ///< "5" is a text, 5 is a number
  bool is_block = false;        ///< stands below its place (| or >): its first line is the next one
  std::vector<Value> items{};   ///< a list's
  std::vector<Member> members;    ///< a map's, in the order of the file
  sim::Place place{};

  bool is_null() const { return kind == Kind::null; }
  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_list() const { return kind == Kind::list; }
  bool is_map() const { return kind == Kind::map; }
  /// The member of that name; nullptr if this is no map or has none.
  const Value* find(std::string_view key) const;
  /// The member's text, or `otherwise`.
  std::string text_of(std::string_view key, std::string_view otherwise = {}) const;
  /// As it would be written on one line, shortened: for messages.
  std::string brief() const;
};

struct Member {
  std::string key;
  sim::Place place;
  Value value;
};

/// The items of a list; a value that is no list counts as a list of itself, null as an empty one.
std::vector<const Value*> items_of(const Value& value);

/// `over` laid over `under`: maps are merged, lists of maps that have a `user_name` or `name` are merged entry by entry,
/// everything else is replaced.
Value merged(const Value& under, const Value& over);

}  // namespace scenarios
