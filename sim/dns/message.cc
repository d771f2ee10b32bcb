#include "sim/dns/message.h"

#include <arpa/inet.h>

#include <array>

namespace sim::dns {
namespace {

/// Nobody asks more than one question; what has more than this in a section is an attack.
constexpr std::size_t most_questions = 16;

Error malformed(std::string what) { return {"malformed DNS message: " + what, "", {}}; }

/// Reads forward through a packet; after a failure everything reads as nothing.
class Packet {
 public:
  explicit Packet(std::string_view bytes, std::size_t at) : bytes_(bytes), at_(at) {}
  bool failed() const { return failed_; }
  bool at_end() const { return at_ == bytes_.size(); }
  std::size_t at() const { return at_; }

  std::uint8_t u8() {
    if (at_ >= bytes_.size()) return fail(), std::uint8_t{0};
    return static_cast<std::uint8_t>(bytes_[at_++]);
  }
  std::uint16_t u16() {
    const unsigned high = u8();
    return static_cast<std::uint16_t>(high << 8 | u8());
  }
  std::uint32_t u32() {
    const std::uint32_t high = u16();
    return high << 16 | u16();
  }
  std::string_view octets(std::size_t count) {
    if (count > bytes_.size() - at_) return fail(), std::string_view();
    const auto out = bytes_.substr(at_, count);
    at_ += count;
    return out;
  }

  /// A name, perhaps compressed. Each pointer must lead before the piece that it stands in, so there are no loops (RFC 1035, 4.1.4).
  Name name(std::string* spelling = nullptr) {
    std::vector<std::string> labels;
    std::size_t total = 1;
    std::size_t piece = at_;
    std::size_t cursor = at_;
    bool jumped = false;
    while (cursor < bytes_.size()) {
      const auto length = static_cast<unsigned char>(bytes_[cursor]);
      if (length == 0) {
        if (!jumped) at_ = cursor + 1;
        if (spelling) *spelling += '\0';
        for (std::string& label : labels) {
          for (char& c : label) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
        return Name(std::move(labels));
      }
      if (length >= 0xc0) {
        if (cursor + 1 >= bytes_.size()) break;
        const std::size_t target = (length & 0x3fU) << 8 | static_cast<unsigned char>(bytes_[cursor + 1]);
        if (target >= piece || target < header_octets) break;
        if (!jumped) at_ = cursor + 2;
        jumped = true;
        piece = cursor = target;
        continue;
      }
      total += length + 1U;
      if (length > 63 || total > 255 || length >= bytes_.size() - cursor) break;
      labels.emplace_back(bytes_.substr(cursor + 1, length));
      if (spelling) *spelling += bytes_.substr(cursor, length + 1U);
      cursor += length + 1U;
    }
    fail();
    return Name();
  }

 private:
  void fail() {
    failed_ = true;
    at_ = bytes_.size();
  }
  std::string_view bytes_;
  std::size_t at_;
  bool failed_ = false;
};

std::optional<IpAddress> read_ip(std::string_view octets) {
  const bool v6 = octets.size() == 16;
  if (!v6 && octets.size() != 4) return std::nullopt;
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(v6 ? AF_INET6 : AF_INET, octets.data(), text.data(), text.size());
  auto ip = IpAddress::parse(text.data());
  if (!ip) return std::nullopt;
  return *std::move(ip);
}

std::optional<TxtData> read_strings(std::string_view octets) {
  TxtData out;
  while (!octets.empty()) {
    const auto length = static_cast<unsigned char>(octets.front());
    if (length >= octets.size()) return std::nullopt;
    out.strings.emplace_back(octets.substr(1, length));
    octets.remove_prefix(1U + length);
  }
  if (out.strings.empty()) return std::nullopt;
  return out;
}

SoaData read_soa(Packet& packet) {
  SoaData out;
  out.primary = packet.name();
  out.mailbox = packet.name();
  for (auto* number : {&out.serial, &out.refresh, &out.retry, &out.expire, &out.minimum}) *number = packet.u32();
  return out;
}

/// The data of a record of a known type; nothing if it is malformed. Leaves the packet after it.
std::optional<Data> read_wire_data(Packet& packet, Type type, std::size_t length) {
  switch (type) {
    case Type::A:
    case Type::AAAA: {
      const auto octets = packet.octets(length);
      auto ip = octets.size() == (type == Type::A ? 4U : 16U) ? read_ip(octets) : std::nullopt;
      if (!ip) return std::nullopt;
      return AddressData{*std::move(ip)};
    }
    case Type::TXT: {
      auto strings = read_strings(packet.octets(length));
      if (!strings) return std::nullopt;
      return *std::move(strings);
    }
    case Type::MX: {
      const auto preference = packet.u16();
      return MxData{preference, packet.name()};
    }
    case Type::SOA: return read_soa(packet);
    case Type::NS:
    case Type::CNAME:
    case Type::PTR: return NameData{packet.name()};
    default: return OpaqueData{std::string(packet.octets(length))};
  }
}

/// Types of RFC 1035 that are not held here may have compressed names in their data, and meta types have none: they are passed over.
bool is_stored(std::uint16_t type) {
  const bool is_named = type_name(static_cast<Type>(type)) != "other" && type != static_cast<std::uint16_t>(Type::ANY);
  return is_named || (type > 32 && type != type_opt && (type < 128 || type > 255));
}

void read_opt(Message& message, std::uint16_t payload, std::uint32_t flags) {
  // The upper octet of the TTL field extends the rcode (RFC 6891, 6.1.3).
  message.rcode = static_cast<Rcode>((flags >> 24) << 4 | static_cast<std::uint16_t>(message.rcode));
  message.edns = Edns{payload, static_cast<std::uint8_t>(flags >> 16 & 0xff), (flags & 0x8000) != 0};
}

Result<void> read_record(Packet& packet, Message& message, std::vector<Record>& section) {
  Name owner = packet.name();
  const auto type = packet.u16();
  const auto klass = packet.u16();
  const auto ttl = packet.u32();
  const auto length = packet.u16();
  if (packet.failed()) return malformed("a record is cut short");
  if (type == type_opt) {
    // RFC 6891, 6.1.1: one, at the root, in the additional section.
    if (message.edns || !owner.is_root() || &section != &message.additional) return malformed("a misplaced OPT record");
    read_opt(message, klass, ttl);
  }
  if (klass != class_in || !is_stored(type)) {
    packet.octets(length);
    return packet.failed() ? Result<void>(malformed("a record's data is cut short")) : Result<void>();
  }
  const std::size_t end = packet.at() + length;
  auto data = read_wire_data(packet, static_cast<Type>(type), length);
  if (!data || packet.failed() || packet.at() != end) return malformed("a record's data does not fit its length");
  // A TTL with the top bit set means zero (RFC 2181, 8).
  section.push_back({std::move(owner), static_cast<Type>(type), ttl > 0x7fffffff ? 0 : ttl, *std::move(data)});
  return {};
}

}  // namespace

std::optional<Message> read_header(std::string_view packet) {
  if (packet.size() < header_octets) return std::nullopt;
  Packet reader(packet, 0);
  Message out;
  out.id = reader.u16();
  const unsigned flags = reader.u16();
  out.is_response = (flags & 0x8000) != 0;
  out.opcode = static_cast<std::uint8_t>(flags >> 11 & 0xf);
  out.authoritative = (flags & 0x0400) != 0;
  out.truncated = (flags & 0x0200) != 0;
  out.recursion_desired = (flags & 0x0100) != 0;
  out.recursion_available = (flags & 0x0080) != 0;
  out.rcode = static_cast<Rcode>(flags & 0xf);
  return out;
}

Result<Message> read_message(std::string_view packet) {
  auto header = read_header(packet);
  if (!header) return malformed("shorter than its header");
  Message out = *std::move(header);
  Packet reader(packet, 4);
  const std::array<std::uint16_t, 4> counts{reader.u16(), reader.u16(), reader.u16(), reader.u16()};
  if (counts[0] > most_questions) return malformed("too many questions");
  for (int i = 0; i < counts[0]; ++i) {
    Question question;
    question.name = reader.name(&question.spelling);
    question.type = static_cast<Type>(reader.u16());
    question.klass = reader.u16();
    if (reader.failed()) return malformed("a question is cut short");
    out.questions.push_back(std::move(question));
  }
  const std::array sections{&out.answers, &out.authority, &out.additional};
  for (std::size_t s = 0; s < sections.size(); ++s) {
    for (int i = 0; i < counts[s + 1]; ++i) {
      if (auto read = read_record(reader, out, *sections[s]); !read) return read.error();
    }
  }
  if (!reader.at_end()) return malformed("octets after its end");
  return out;
}

}  // namespace sim::dns
