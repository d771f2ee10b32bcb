#include "sim/mail/enhanced_status.h"

#include <charconv>

namespace sim::mail {

std::string EnhancedStatus::text() const {
  return std::to_string(klass) + "." + std::to_string(subject) + "." + std::to_string(detail);
}

std::optional<EnhancedStatus> EnhancedStatus::parse(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  EnhancedStatus status;
  int* const numbers[] = {&status.klass, &status.subject, &status.detail};
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  for (std::size_t i = 0; i < 3; ++i) {
    if (at == end || *at < '0' || *at > '9') return std::nullopt;
    const auto [next, failure] = std::from_chars(at, end, *numbers[i]);
    // RFC 3463, 2: subject and detail have at most three digits.
    if (failure != std::errc() || *numbers[i] > 999) return std::nullopt;
    at = next;
    if (i == 2) break;
    if (at == end || *at != '.') return std::nullopt;
    ++at;
  }
  // "5.1.1.example" and "5.1.1x" are no codes.
  const bool is_whole = at == end || *at == ' ' || *at == '\t' || *at == '\r' || *at == '\n' || *at == ')' || *at == ',' || *at == ';' ||
                        *at == ':' || *at == '(' || *at == ']' || (*at == '.' && (at + 1 == end || at[1] == ' '));
  const bool is_class = status.klass == 2 || status.klass == 4 || status.klass == 5;
  return is_whole && is_class ? std::optional(status) : std::nullopt;
}

}  // namespace sim::mail
