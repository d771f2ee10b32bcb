#include <fmt/format.h>

#include <charconv>

#include "sim/dns/zone.h"

namespace sim::dns {
namespace {

struct TypeRow {
  Type type;
  std::string_view name;
};
constexpr TypeRow types[] = {{Type::A, "A"},     {Type::NS, "NS"},   {Type::CNAME, "CNAME"},
                             {Type::SOA, "SOA"}, {Type::PTR, "PTR"}, {Type::MX, "MX"},
                             {Type::TXT, "TXT"}, {Type::AAAA, "AAAA"}, {Type::ANY, "ANY"}};

std::string absolute(const Name& name) { return name.is_root() ? "." : name.text() + "."; }

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet < 0x20 || octet >= 0x7f) {
      out += fmt::format("\\{:03}", octet);
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string hex(std::string_view octets) {
  std::string out;
  for (const char c : octets) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return out;
}

struct DataText {
  std::string operator()(const AddressData& data) const { return data.ip.text(); }
  std::string operator()(const NameData& data) const { return absolute(data.name); }
  std::string operator()(const MxData& data) const {
    return fmt::format("{} {}", data.preference, absolute(data.exchange));
  }
  std::string operator()(const TxtData& data) const {
    std::string out;
    for (const std::string& part : data.strings) out += (out.empty() ? "" : " ") + quoted(part);
    return out;
  }
  std::string operator()(const SoaData& data) const {
    return fmt::format("{} {} {} {} {} {} {}", absolute(data.primary), absolute(data.mailbox), data.serial,
                       data.refresh, data.retry, data.expire, data.minimum);
  }
  std::string operator()(const OpaqueData& data) const {
    return fmt::format("\\# {}{}{}", data.octets.size(), data.octets.empty() ? "" : " ", hex(data.octets));
  }
};

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if ((a[i] >= 'a' && a[i] <= 'z' ? a[i] - 'a' + 'A' : a[i]) != b[i]) return false;
  }
  return true;
}

}  // namespace

std::string_view type_name(Type type) {
  for (const TypeRow& row : types) {
    if (row.type == type) return row.name;
  }
  return "other";
}

std::string type_text(Type type) {
  const auto name = type_name(type);
  return name == "other" ? fmt::format("TYPE{}", static_cast<unsigned>(type)) : std::string(name);
}

std::optional<Type> parse_type(std::string_view text) {
  for (const TypeRow& row : types) {
    if (equal_ignoring_case(text, row.name)) return row.type;
  }
  // RFC 3597, 5.
  if (text.size() < 5 || !equal_ignoring_case(text.substr(0, 4), "TYPE")) return std::nullopt;
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(text.data() + 4, text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return static_cast<Type>(number);
}

std::string TxtData::joined() const {
  std::string out;
  for (const std::string& part : strings) out += part;
  return out;
}

std::string Record::data_text() const { return std::visit(DataText{}, data); }

std::string Record::text() const {
  return fmt::format("{} {} IN {} {}", absolute(owner), ttl, type_text(type), data_text());
}

}  // namespace sim::dns
