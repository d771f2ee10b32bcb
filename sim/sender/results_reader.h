// Reads what a receiver wrote into Authentication-Results or ARC-Authentication-Results (RFC 8601, 2.2).
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sim::sender {

/// One resinfo: "dmarc=pass (p=reject) header.from=corp.example".
struct MethodResult {
  std::string method, result;                ///< lower case; the method without its version
  std::vector<std::pair<std::string, std::string>> properties;  ///< names in lower case; values as written, quotes and escapes undone; reason= too
  /// The first value of that property, "" if absent.
  std::string_view property(std::string_view name) const;
};

/// Further results of one field, and further properties of one result, are passed over.
inline constexpr std::size_t most_read_results = 100;

/// The results behind the authserv-id, in order. What stands in comments and quoted strings is never a result; a resinfo that breaks the grammar is
/// left out whole, but a property needs no ptype, for large receivers write some without. Any octets.
std::vector<MethodResult> read_results(std::string_view value);

/// Whether a field says dmarc=pass about that author domain, and nothing else about it.
bool says_dmarc_pass(std::string_view value, std::string_view author_domain);

}  // namespace sim::sender
