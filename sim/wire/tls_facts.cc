#include "sim/wire/tls_facts.h"

#include <algorithm>

namespace sim::wire {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; }

bool equal_without_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

bool name_matches(std::string_view pattern, std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  if (!pattern.starts_with("*.")) return !name.empty() && equal_without_case(pattern, name);
  const auto dot = name.find('.');
  if (dot == std::string_view::npos || dot == 0) return false;
  return equal_without_case(pattern.substr(1), name.substr(dot));
}

Instant stated_end(Instant not_after) {
  using namespace std::chrono;
  constexpr auto last = sys_days{year{9999} / 12 / 31} + hours{24} - seconds{1};  // RFC 5280, 4.1.2.5
  return Instant{std::min<Duration>(floor<seconds>(not_after.time_since_epoch()), last.time_since_epoch())};
}

std::string_view objection(const Judgement& certificate, std::string_view server_name, Instant now) {
  if (!certificate.is_trusted) return "not signed by a trusted authority";
  if (now < certificate.not_before) return "certificate is not yet valid";
  if (now > certificate.not_after) return "certificate has expired";
  const bool named = std::any_of(certificate.names.begin(), certificate.names.end(),
                                 [&](const std::string& n) { return name_matches(n, server_name); });
  return named ? "" : "name does not match";
}

Handshake agree(const std::optional<Certificate>& certificate, const ConnectOptions& options, Instant now) {
  if (!certificate) return {failed_tls(broken_off_words), failed_tls(no_certificate_words)};
  if (certificate->max_version < "TLSv1.2") return {failed_tls(no_version_words), failed_tls(no_version_words)};
  const Instant end = stated_end(certificate->not_after);
  const auto why =
      objection({certificate->names, certificate->trusted, certificate->not_before, end}, options.server_name, now);
  Handshake out;
  out.client.version = out.server.version = std::min<std::string>(certificate->max_version, "TLSv1.3");
  out.client.issuer = certificate->trusted ? world_ca_name : self_signed_name;
  out.client.names = certificate->names;
  out.client.not_after = end;
  out.client.error = why;
  out.client.verified = why.empty();
  out.client.established = out.server.established = why.empty() || !options.verify;
  if (!out.client.established) out.server = failed_tls(broken_off_words);
  return out;
}

}  // namespace sim::wire
