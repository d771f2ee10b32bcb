#include "sim/mail/address.h"

#include <arpa/inet.h>

#include "sim/mail/detail/charset.h"

namespace sim::mail {
namespace {

using detail::equal_ignoring_case;

Error bad(std::string_view text, std::string what) {
  return {"'" + detail::readable(text.substr(0, 100)) + "' is no mail address: " + std::move(what), "write local@domain", {}};
}

/// atext of RFC 5322, 3.2.3 and every octet of UTF-8 (RFC 6531, 3.3).
bool is_atext(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9')) return true;
  return c != '\0' && std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_dot_atom(std::string_view local) {
  if (local.empty() || local.front() == '.' || local.back() == '.') return false;
  for (std::size_t i = 0; i < local.size(); ++i) {
    if (local[i] == '.' && local[i - 1] == '.') return false;
    if (local[i] != '.' && !is_atext(local[i])) return false;
  }
  return true;
}

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
  for (const char c : label) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_letter = byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    // The underscore is in no RFC and in many real domains.
    if (!is_letter && !(byte >= '0' && byte <= '9') && c != '-' && c != '_') return false;
  }
  return true;
}

/// RFC 5321, 4.1.3: [192.0.2.1], [IPv6:2001:db8::1], [tag:anything].
bool is_literal(std::string_view domain) {
  if (domain.size() < 3 || domain.front() != '[' || domain.back() != ']') return false;
  const std::string inside(domain.substr(1, domain.size() - 2));
  for (const char c : inside)
    if (c <= 32 || c >= 127 || c == '[' || c == ']' || c == '\\') return false;
  unsigned char binary[16];
  const std::size_t colon = inside.find(':');
  if (colon == std::string::npos) return inet_pton(AF_INET, inside.c_str(), binary) == 1;
  if (equal_ignoring_case(inside.substr(0, colon), "ipv6")) return inet_pton(AF_INET6, inside.c_str() + colon + 1, binary) == 1;
  return colon + 1 < inside.size() && is_label(inside.substr(0, colon));
}

bool is_domain(std::string_view domain) {
  if (domain.empty() || domain.size() > 255) return false;
  if (domain.front() == '[') return is_literal(domain);
  std::size_t at = 0;
  while (true) {
    const std::size_t dot = domain.find('.', at);
    if (!is_label(domain.substr(at, dot == std::string_view::npos ? dot : dot - at))) return false;
    if (dot == std::string_view::npos) return true;
    at = dot + 1;
  }
}

/// The content of a quoted string at the front of `text` and where it ends; nothing if it does not end.
std::optional<std::pair<std::string, std::size_t>> quoted(std::string_view text) {
  std::string out;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return std::pair(out, i + 1);
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    // RFC 5321, 4.1.2: qtextSMTP is printable; a control character would break the command line.
    if (static_cast<unsigned char>(text[i]) < 32 || text[i] == 127) return std::nullopt;
    out += text[i];
  }
  return std::nullopt;
}

}  // namespace

Result<Address> Address::parse(std::string_view text) {
  if (text.empty()) return bad(text, "it is empty");
  if (!detail::is_utf8(text)) return bad(text, "it is not UTF-8");
  std::string local;
  std::string_view rest = text;
  if (text.front() == '"') {
    auto content = quoted(text);
    if (!content) return bad(text, "its quoted part does not end or holds a control character");
    local = std::move(content->first);
    rest.remove_prefix(content->second);
    if (rest.empty() || rest.front() != '@') return bad(text, "an @ must follow its quoted part");
  } else {
    const std::size_t at = text.rfind('@');
    if (at == std::string_view::npos) return bad(text, "it has no @");
    local = text.substr(0, at);
    if (!is_dot_atom(local)) return bad(text, "its local part holds what must be quoted");
    rest.remove_prefix(at);
  }
  if (local.size() > 64) return bad(text, "its local part is longer than 64 octets");
  const std::string_view domain = rest.substr(1);
  if (!is_domain(domain)) return bad(text, "its domain is not one");
  return Address(std::move(local), std::string(domain));
}

std::string Address::domain_lower() const { return detail::lower(domain_); }
bool Address::is_utf8() const { return !detail::is_ascii(local_) || !detail::is_ascii(domain_); }

std::string Address::text() const {
  if (is_empty()) return "";
  if (is_dot_atom(local_)) return local_ + "@" + domain_;
  std::string out = "\"";
  for (const char c : local_) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"@" + domain_;
}

bool Address::matches(const Address& other) const {
  return equal_ignoring_case(local_, other.local_) && equal_ignoring_case(domain_, other.domain_);
}

bool operator==(const Address& a, const Address& b) {
  return a.local_ == b.local_ && equal_ignoring_case(a.domain_, b.domain_);
}

bool operator<(const Address& a, const Address& b) {
  const std::string domain_a = a.domain_lower();
  const std::string domain_b = b.domain_lower();
  return domain_a != domain_b ? domain_a < domain_b : a.local_ < b.local_;
}

}  // namespace sim::mail
