// DNS names, records and zones as data. Zones are written in RFC 1035 master-file format.
#pragma once
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/network.h"
#include "sim/result.h"

namespace sim::dns {

/// A character-string is at most this long (RFC 1035, 3.3).
inline constexpr std::size_t most_string_octets = 255;

/// A fully qualified domain name: lower-cased labels (63 octets each, 255 in all, RFC 1035, 2.3.4). The root has none.
class Name {
 public:
  Name() = default;
  /// Reads "mail.corp.example" or "mail.corp.example." (both absolute); escapes \. and \DDD.
  static Result<Name> parse(std::string_view text);
  const std::vector<std::string>& labels() const { return labels_; }
  explicit Name(std::vector<std::string> labels) : labels_(std::move(labels)) {}
  bool is_root() const { return labels_.empty(); }
  bool is_below_or_at(const Name& ancestor) const;
  Name parent() const;                           ///< without the first label; the root's parent is the root
  Name child(std::string_view label) const;
  std::string text() const;                      ///< without the trailing dot; "." for the root
  std::size_t wire_octets() const;               ///< its length on the wire; at most 255 for a name that was parsed
  auto operator<=>(const Name&) const = default;

 private:
  std::vector<std::string> labels_;
};

enum class Type : std::uint16_t { A = 1, NS = 2, CNAME = 5, SOA = 6, PTR = 12, MX = 15, TXT = 16, AAAA = 28, ANY = 255 };
std::string_view type_name(Type type);          ///< "other" for those without a name here
std::string type_text(Type type);               ///< the name, or "TYPE257" (RFC 3597, 5)
std::optional<Type> parse_type(std::string_view text);  ///< "MX", "TYPE257"

struct AddressData {                                        // A, AAAA
  IpAddress ip;
  bool operator==(const AddressData&) const = default;
};
struct NameData {                                           // NS, CNAME, PTR
  Name name;
  bool operator==(const NameData&) const = default;
};
struct MxData {
  std::uint16_t preference = 0;
  Name exchange;
  bool is_null() const { return exchange.is_root(); }       ///< "takes no mail" (RFC 7505)
  bool operator==(const MxData&) const = default;
};
struct TxtData {
  std::vector<std::string> strings;
  std::string joined() const;                               ///< without separator (RFC 7208, 3.3)
  bool operator==(const TxtData&) const = default;
};
struct SoaData {
  Name primary, mailbox;
  std::uint32_t serial = 0, refresh = 0, retry = 0, expire = 0, minimum = 0;
  bool operator==(const SoaData&) const = default;
};
struct OpaqueData {                                         // any other type (RFC 3597)
  std::string octets;
  bool operator==(const OpaqueData&) const = default;
};
using Data = std::variant<AddressData, NameData, MxData, TxtData, SoaData, OpaqueData>;

struct Record {
  Name owner;
  Type type = Type::A;
  std::uint32_t ttl = 3600;
  Data data;
  std::string text() const;                                 ///< one master-file line
  std::string data_text() const;                            ///< its data alone: "10 mail.corp.example."
  bool operator==(const Record&) const = default;
};

/// A zone: an origin and its records, with wildcards (RFC 4592) resolved by `match`.
class Zone {
 public:
  explicit Zone(Name origin) : origin_(std::move(origin)) {}
  /// Reads master-file text: $ORIGIN, $TTL, parentheses, comments, @, relative names, blank owners. Errors carry the line and column
  /// within `text` counted from `start` (where the text stands in a larger file: a YAML block, so each line begins at its column).
  /// A SOA is made if the text has none.
  static Result<Zone> parse(const Name& origin, std::string_view text, Place start);

  const Name& origin() const { return origin_; }
  void add(Record record);
  void remove(const Name& owner, Type type);     ///< all types for ANY
  /// The records that answer (owner, type) here, a wildcard's if no closer name exists. `exists` tells NODATA from NXDOMAIN
  /// (an empty non-terminal exists). Where the owner is an alias the record is its CNAME, whatever the type.
  struct Match {
    bool exists = false;
    std::vector<Record> records;
  };
  Match match(const Name& owner, Type type) const;
  const Record* soa() const;
  /// Numbers the zone anew, as whoever changes it must (RFC 1035, 3.3.13).
  void set_serial(std::uint32_t serial);
  /// The owner of the NS records, below the origin, that the name is at or below: there another zone begins (RFC 1034, 4.2.1).
  /// nullptr if this zone speaks for the name.
  const Name* cut_above(const Name& name) const;
  bool delegates() const { return cuts_ > 0; }
  const std::map<Name, std::vector<Record>>& records() const { return records_; }

 private:
  bool is_cut(const Name& owner, const std::vector<Record>& records) const;
  bool exists(const Name& name) const { return name == origin_ || records_.contains(name) || owners_below_.contains(name); }

  Name origin_;
  std::map<Name, std::vector<Record>> records_;
  std::size_t cuts_ = 0;                      ///< owners of NS records below the origin
  std::map<Name, std::size_t> owners_below_;  ///< names between the origin and an owner: they exist, records or not (RFC 4592, 2.2.2)
};

}  // namespace sim::dns
