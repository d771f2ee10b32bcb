#include "sim/sender/domain_name.h"

#include <glib.h>

#include <memory>

#include "sim/dns/zone.h"
#include "sim/mail/detail/charset.h"

namespace sim::sender {
namespace {

/// Longer ones are no name in any form, and only cost time.
constexpr std::size_t most_octets_of_u_labels = 1000;

}  // namespace

std::string with_a_labels(std::string_view domain) {
  std::string out(domain);
  if (mail::detail::is_ascii(out) || out.size() > most_octets_of_u_labels || out.find('\0') != std::string::npos) return out;
  if (g_utf8_validate(out.data(), static_cast<gssize>(out.size()), nullptr) == 0) return out;
  const std::unique_ptr<char, decltype(&g_free)> ascii(g_hostname_to_ascii(out.c_str()), &g_free);
  if (ascii) out = ascii.get();
  return out;
}

std::string comparable_domain(std::string_view domain) {
  std::string out(domain);
  if (out.ends_with('.')) out.pop_back();
  if (out.empty() || out.front() == '[' || out.find('\0') != std::string::npos) return {};
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  out = with_a_labels(out);
  if (!mail::detail::is_ascii(out)) return {};
  const auto name = dns::Name::parse(out);
  return name && !name->is_root() ? out : std::string();
}

}  // namespace sim::sender
