#include "sim/auth/sasl.h"

#include <array>

namespace sim::auth {

std::span<const std::string_view> mechanisms() {
  static constexpr std::array<std::string_view, 6> names{"OAUTHBEARER", "XOAUTH2", "SCRAM-SHA-256", "CRAM-MD5", "PLAIN", "LOGIN"};
  return names;
}

}  // namespace sim::auth
