// The text of an SPF record as values (RFC 7208, 4.6 and 12). Records are hostile: any octets, as long as a DNS message allows.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/network.h"
#include "sim/result.h"

namespace sim::sender {

/// An address as bits. IPv4-mapped IPv6 addresses are IPv4 ones (RFC 7208, 5).
struct IpBits {
  bool is_v6 = false;
  std::array<std::uint8_t, 16> octets{};   ///< IPv4: the first four
  static IpBits of(const IpAddress& address);
  /// Whether both lie in one network of that prefix length; never across versions.
  bool shares_prefix(const IpBits& other, unsigned prefix) const;
  bool operator==(const IpBits&) const = default;
};

enum class SpfQualifier : char { pass = '+', fail = '-', softfail = '~', neutral = '?' };
enum class SpfMechanism { all, include, a, mx, ptr, ip4, ip6, exists };

/// One directive. Views point into the record's text.
struct SpfDirective {
  SpfMechanism mechanism = SpfMechanism::all;
  SpfQualifier qualifier = SpfQualifier::pass;
  std::string_view text;                  ///< as written, with its qualifier
  std::string_view domain_spec;           ///< "" for the domain itself
  IpBits network;                         ///< of ip4 and ip6, as written
  unsigned prefix4 = 32, prefix6 = 128;   ///< 0..32, 0..128
};

struct SpfRecord {
  std::vector<SpfDirective> directives;
  std::string_view redirect, explanation;  ///< domain-specs of redirect= and exp=; "" without
};

/// Whether a TXT record's text is an SPF record at all: "v=spf1", then a blank or nothing (RFC 7208, 4.5).
bool is_spf_record(std::string_view text);

/// Reads a whole record. An error's place is the line 1, column of the term that is wrong. The result points into `text`.
Result<SpfRecord> parse_spf_record(std::string_view text);

}  // namespace sim::sender
