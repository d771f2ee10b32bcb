#include <algorithm>
#include <array>

#include "fakeservers/policy/spam_score.h"

namespace fakeservers::policy {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Numbers of one to three digits that stand beside each other with - or . between: 80-8-136-186.dyn.example has four.
int numbers_in_a_row(std::string_view name) {
  int best = 0, row = 0;
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t start = at;
    while (at < name.size() && is_digit(name[at])) ++at;
    if (at > start && at - start <= 3) {
      best = std::max(best, ++row);
      if (at < name.size() && (name[at] == '-' || name[at] == '.')) {
        ++at;
        continue;
      }
    }
    row = 0;
    if (at == start) ++at;
  }
  return best;
}

}  // namespace

bool looks_dynamic(std::string_view name) {
  constexpr std::array<std::string_view, 10> words{"dyn", "dsl", "pool", "ppp", "dial", "dhcp", "cable", "client", "cust", "broadband"};
  const auto has = [&](std::string_view word) { return name.find(word) != std::string_view::npos; };
  if (has("static") || name.starts_with("mail")) return false;
  return numbers_in_a_row(name) >= 4 || (std::any_of(name.begin(), name.end(), is_digit) && std::any_of(words.begin(), words.end(), has));
}

}  // namespace fakeservers::policy
