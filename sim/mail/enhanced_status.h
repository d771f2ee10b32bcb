// Enhanced mail system status codes (RFC 3463): class.subject.detail.
#pragma once
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace sim::mail {

struct EnhancedStatus {
  int klass = 0;  ///< 2 success, 4 persistent transient failure, 5 permanent failure; 0: none given
  int subject = 0;
  int detail = 0;
  auto operator<=>(const EnhancedStatus&) const = default;
  bool is_given() const { return klass != 0; }
  std::string text() const;  ///< "5.1.1"
  /// Reads a code at the start of `text`; nothing if there is none.
  static std::optional<EnhancedStatus> parse(std::string_view text);
};

}  // namespace sim::mail
