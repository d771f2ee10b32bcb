#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <map>

#include "sim/dns/message.h"

namespace sim::dns {
namespace {

constexpr std::size_t opt_octets = 11;

class Writer {
 public:
  std::string& bytes() { return bytes_; }

  void u8(unsigned value) { bytes_ += static_cast<char>(value & 0xff); }
  void u16(unsigned value) {
    u8(value >> 8);
    u8(value);
  }
  void u32(std::uint32_t value) {
    u16(value >> 16);
    u16(value & 0xffff);
  }
  void patch_u16(std::size_t at, std::size_t value) {
    bytes_[at] = static_cast<char>(value >> 8 & 0xff);
    bytes_[at + 1] = static_cast<char>(value & 0xff);
  }

  /// The longest end of the name that stands in the packet already becomes a pointer (RFC 1035, 4.1.4).
  void name(const Name& whole) {
    for (Name rest = whole; !rest.is_root(); rest = rest.parent()) {
      if (const auto known = places_.find(rest); known != places_.end()) return u16(0xc000U | known->second);
      remember(rest, bytes_.size());
      const std::string& label = rest.labels().front();
      u8(static_cast<unsigned>(label.size()));
      bytes_ += label;
    }
    u8(0);
  }

  /// A name in the asker's spelling; its places are remembered by the lower-case form.
  void spelled(const Name& whole, std::string_view spelling) {
    std::size_t at = bytes_.size();
    for (Name rest = whole; !rest.is_root(); rest = rest.parent()) {
      remember(rest, at);
      at += 1 + rest.labels().front().size();
    }
    bytes_ += spelling;
  }

  void data(const Record& record) {
    std::visit([this](const auto& d) { write(d); }, record.data);
  }

  void record(const Record& record) {
    name(record.owner);
    u16(static_cast<unsigned>(record.type));
    u16(class_in);
    u32(record.ttl);
    const std::size_t length_at = bytes_.size();
    u16(0);
    data(record);
    patch_u16(length_at, bytes_.size() - length_at - 2);
  }

  /// Takes back everything from `size` on.
  void cut(std::size_t size) {
    bytes_.resize(size);
    std::erase_if(places_, [size](const auto& place) { return place.second >= size; });
  }

 private:
  void remember(const Name& end, std::size_t at) {
    if (at < 0x4000) places_.emplace(end, static_cast<unsigned>(at));
  }
  void write(const AddressData& d) {
    std::array<char, 16> octets{};
    inet_pton(d.ip.is_v6() ? AF_INET6 : AF_INET, d.ip.text().c_str(), octets.data());
    bytes_.append(octets.data(), d.ip.is_v6() ? 16 : 4);
  }
  void write(const NameData& d) { name(d.name); }
  void write(const MxData& d) {
    u16(d.preference);
    name(d.exchange);
  }
  void write(const TxtData& d) {
    for (std::string_view rest : d.strings) {
      // Longer strings (only code can make them) go out in pieces: readers join them anyway.
      do {
        const auto piece = rest.substr(0, most_string_octets);
        u8(static_cast<unsigned>(piece.size()));
        bytes_ += piece;
        rest.remove_prefix(piece.size());
      } while (!rest.empty());
    }
  }
  void write(const SoaData& d) {
    name(d.primary);
    name(d.mailbox);
    for (const auto number : {d.serial, d.refresh, d.retry, d.expire, d.minimum}) u32(number);
  }

  void write(const OpaqueData& d) { bytes_ += d.octets; }

  std::string bytes_;
  std::map<Name, unsigned> places_;
};

unsigned flags_of(const Message& message) {
  return (message.is_response ? 0x8000U : 0U) | (message.opcode & 0xfU) << 11 | (message.authoritative ? 0x0400U : 0U) |
         (message.truncated ? 0x0200U : 0U) | (message.recursion_desired ? 0x0100U : 0U) |
         (message.recursion_available ? 0x0080U : 0U) | (static_cast<unsigned>(message.rcode) & 0xfU);
}

void write_opt(Writer& out, const Edns& edns, Rcode rcode) {
  out.u8(0);
  out.u16(type_opt);
  out.u16(edns.payload);
  out.u8(static_cast<unsigned>(rcode) >> 4);
  out.u8(edns.version);
  out.u16(edns.dnssec_ok ? 0x8000U : 0U);
  out.u16(0);
}

}  // namespace

std::string write_message(const Message& message, std::size_t limit) {
  limit = std::min(limit, most_message_octets) - (message.edns ? opt_octets : 0);
  Writer out;
  out.u16(message.id);
  out.u16(flags_of(message));
  for (int i = 0; i < 4; ++i) out.u16(0);
  for (const Question& question : message.questions) {
    if (question.spelling.size() == question.name.wire_octets()) {
      out.spelled(question.name, question.spelling);
    } else {
      out.name(question.name);
    }
    out.u16(static_cast<unsigned>(question.type));
    out.u16(question.klass);
  }
  out.patch_u16(4, message.questions.size());
  const std::size_t questions_end = out.bytes().size();
  const std::array sections{&message.answers, &message.authority, &message.additional};
  for (std::size_t s = 0; s < sections.size(); ++s) {
    const std::size_t before = out.bytes().size();
    for (const Record& record : *sections[s]) {
      out.record(record);
      if (out.bytes().size() > limit) break;
    }
    if (out.bytes().size() > limit) {
      // Additional records are a courtesy: without them the answer is whole (RFC 2181, 9).
      const bool is_courtesy = sections[s] == &message.additional;
      out.cut(is_courtesy ? before : questions_end);
      if (is_courtesy) break;
      for (std::size_t at = 6; at < header_octets; at += 2) out.patch_u16(at, 0);
      out.patch_u16(2, flags_of(message) | 0x0200U);
      break;
    }
    out.patch_u16(6 + 2 * s, sections[s]->size());
  }
  if (message.edns) {
    const std::size_t additional = static_cast<unsigned char>(out.bytes()[10]) * 256U + static_cast<unsigned char>(out.bytes()[11]);
    out.patch_u16(10, additional + 1);
    write_opt(out, *message.edns, message.rcode);
  }
  return std::move(out.bytes());
}

}  // namespace sim::dns
