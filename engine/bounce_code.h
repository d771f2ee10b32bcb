// Patterns of enhanced status codes (RFC 3463) as bounce management writes them: class.subject.detail, * for any (spec 15).
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace engine {

struct BounceCode {
  std::array<std::string, 3> parts;

  /// Nothing unless it is a class of one digit, a subject and a detail of one to three digits, each of them or *.
  static std::optional<BounceCode> parse(std::string_view text);
  bool is_exact() const;
  bool covers(const BounceCode& exact) const;
  /// How specific it is: the class says more than the subject, the subject more than the detail.
  int weight() const;
};

/// Codes whose bounces count unless an override says otherwise [D:email-bounce].
inline constexpr std::array<std::string_view, 3> default_bounce_codes{"5.0.*", "5.1.*", "5.7.*"};

}  // namespace engine
