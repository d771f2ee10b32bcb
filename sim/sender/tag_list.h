// The "tag=value; tag=value" lists of DKIM signatures and keys, ARC fields and DMARC records (RFC 6376, 3.2).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sim::sender {

inline constexpr std::size_t most_tags = 100;

struct Tag {
  std::string name;               ///< as written: tag names are case-sensitive
  std::string value;              ///< without white space around it; folds inside stand as they were written
  std::size_t value_at = 0;       ///< where the value stands in the text, white space around it included: directly behind "="
  std::size_t value_end = 0;      ///< of the ";" or of the text
};

/// What could be read of a list, and what is wrong with it. Signatures and keys with a fault are invalid as a whole; a DMARC record is read up to it.
struct TagList {
  std::vector<Tag> tags;          ///< in order; of a name that is there twice the first alone
  std::vector<std::string> faults;  ///< "p= is there twice", "\"x\" is no tag"; empty for a list that keeps the grammar
  /// The tag of that name, nullptr if absent.
  const Tag* find(std::string_view name) const;
  /// The value of that tag; `fallback` if absent.
  std::string_view value(std::string_view name, std::string_view fallback = {}) const;
  /// The value with all white space taken out, as hashes, keys and lists are read; nothing if absent.
  std::optional<std::string> squeezed(std::string_view name) const;
};

/// Reads any octets. UTF-8 is taken in values (RFC 8616). Stops after most_tags, which is a fault.
TagList read_tags(std::string_view text);

/// The octets of a value in base64, white space taken out: the = at its end may be missing (RFC 6376, 2.10). Nothing if it is none.
std::optional<std::string> octets_of(std::string_view base64);

/// The pieces of a list such as h= or t=, without white space around them: "from : to" at ':'. An empty text has none.
std::vector<std::string> pieces_of(std::string_view text, char separator);

}  // namespace sim::sender
