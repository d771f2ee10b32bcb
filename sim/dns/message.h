// DNS on the wire (RFC 1035, 4): messages as values, read from and written to packets. Everything that is read is hostile: names are
// bounded, compression pointers only lead backwards, and a packet is read whole or not at all.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/dns/zone.h"

namespace sim::dns {

/// The type of the pseudo-record that announces EDNS0 (RFC 6891, 6.1.1).
inline constexpr std::uint16_t type_opt = 41;

enum class Rcode : std::uint16_t { noerror = 0, formerr = 1, servfail = 2, nxdomain = 3, notimp = 4, refused = 5, badvers = 16 };

inline constexpr std::size_t header_octets = 12;
inline constexpr std::uint16_t class_in = 1;
inline constexpr std::uint16_t plain_payload = 512;     ///< the most over UDP without EDNS (RFC 1035, 4.2.1)
inline constexpr std::uint16_t edns_payload = 1232;     ///< what passes everywhere in one piece (DNS flag day 2020)
inline constexpr std::size_t most_message_octets = 65'535;

/// RFC 6891: what an OPT record says.
struct Edns {
  std::uint16_t payload = edns_payload;
  std::uint8_t version = 0;
  bool dnssec_ok = false;
  bool operator==(const Edns&) const = default;
};

struct Question {
  Name name;
  Type type = Type::A;                                  ///< any number, named or not
  std::uint16_t klass = class_in;
  std::string spelling;                                 ///< the name's octets as the asker wrote them, upper case kept; may be empty
  bool operator==(const Question&) const = default;
};

struct Message {
  std::uint16_t id = 0;
  bool is_response = false;
  std::uint8_t opcode = 0;
  bool authoritative = false;
  bool truncated = false;
  bool recursion_desired = false;
  bool recursion_available = false;
  Rcode rcode = Rcode::noerror;
  std::vector<Question> questions;
  std::vector<Record> answers, authority, additional;   ///< records of other classes and of unknown types are passed over
  std::optional<Edns> edns;
  bool operator==(const Message&) const = default;
};

/// Reads the header alone; nothing if the packet is shorter. Enough to answer FORMERR to what cannot be read.
std::optional<Message> read_header(std::string_view packet);
Result<Message> read_message(std::string_view packet);

/// Writes with name compression (RFC 1035, 4.1.4). What does not fit into `limit` octets is left out whole and TC is set:
/// the asker comes back over TCP.
std::string write_message(const Message& message, std::size_t limit = most_message_octets);

}  // namespace sim::dns
