// Mail addresses: RFC 5321 Mailbox and RFC 5322 addr-spec, quoted local parts, groups, SMTPUTF8 (RFC 6531).
#pragma once
#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/result.h"

namespace sim::mail {

/// One address, local part unquoted. Domains compare without case, local parts exactly.
class Address {
 public:
  Address() = default;
  Address(std::string local, std::string domain) : local_(std::move(local)), domain_(std::move(domain)) {}
  /// Reads `local@domain`: dot-atom or quoted local part, domain or address literal, UTF-8 allowed (is_utf8 tells).
  /// Bounds of RFC 5321, 4.5.3.1: local part 64 octets, domain 255.
  static Result<Address> parse(std::string_view text);

  const std::string& local() const { return local_; }
  const std::string& domain() const { return domain_; }
  std::string domain_lower() const;       ///< the domain, ASCII letters lowered
  bool is_utf8() const;                   ///< needs SMTPUTF8
  bool is_empty() const { return domain_.empty() && local_.empty(); }
  std::string text() const;               ///< quoted if the local part needs it
  /// Equal as the instance compares addresses with sys_user.email: ASCII case is ignored on both sides of the @.
  bool matches(const Address& other) const;
  friend bool operator==(const Address& a, const Address& b);
  friend bool operator<(const Address& a, const Address& b);

 private:
  std::string local_;
  std::string domain_;
};

/// An address with the name shown to people: `田中 由紀 <yuki@corp.example>`.
struct NamedAddress {
  std::string display_name;  ///< UTF-8, decoded
  Address address;
  bool operator==(const NamedAddress&) const = default;
};

/// Reads an RFC 5322 address-list as it stands in a header: names, comments, groups (their members are taken), RFC 2047 words decoded.
/// What cannot be read is left out and told in `faults` if given. Never more than `most` addresses.
std::vector<NamedAddress> parse_address_list(std::string_view header_value, std::vector<std::string>* faults = nullptr,
                                             std::size_t most = 10000);

/// The reverse path of an envelope: an address, or null (`MAIL FROM:<>`).
class ReversePath {
 public:
  ReversePath() = default;  ///< the null reverse path
  ReversePath(Address address) : address_(std::move(address)) {}  // NOLINT: implicit on purpose
  bool is_null() const { return !address_.has_value(); }
  const Address& address() const { return *address_; }
  std::string text() const { return address_ ? address_->text() : std::string(); }  ///< without angle brackets
  bool operator==(const ReversePath&) const = default;

 private:
  std::optional<Address> address_;
};

/// What SMTP carries beside the message (RFC 5321, 2.3.1).
struct Envelope {
  ReversePath from;
  std::vector<Address> to;
  bool body_8bit = false;   ///< BODY=8BITMIME was declared
  bool smtputf8 = false;    ///< SMTPUTF8 was declared
};

}  // namespace sim::mail
