#include "sim/dns/record_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace sim::dns {
namespace {


struct Form {
  Type type;
  std::size_t tokens;      // 0: one or more
  std::string_view example;
};
constexpr Form forms[] = {{Type::A, 1, "A 192.0.2.10"},
                          {Type::AAAA, 1, "AAAA 2001:db8::10"},
                          {Type::MX, 2, "MX 10 mail"},
                          {Type::TXT, 0, "TXT \"v=spf1 mx -all\""},
                          {Type::PTR, 1, "PTR mail.corp.example."},
                          {Type::CNAME, 1, "CNAME www"},
                          {Type::NS, 1, "NS ns1"},
                          {Type::SOA, 7, "SOA ns1 hostmaster 1 3600 600 86400 300"}};

Error wrong(std::string what, std::string_view example) {
  return {std::move(what), fmt::format("write it as in '{}'", example), {}};
}

template <class Number>
std::optional<Number> read_number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<Data> read_address(const Form& form, const Token& token) {
  auto ip = IpAddress::parse(token.text);
  if (!ip) return wrong(fmt::format("'{}' is not an IP address", token.text), form.example);
  if (ip->is_v6() == (form.type == Type::AAAA)) return Data{AddressData{*std::move(ip)}};
  const bool v6 = ip->is_v6();
  return Error{fmt::format("'{}' is an IPv{} address", token.text, v6 ? 6 : 4),
               fmt::format("{} addresses stand in {} records", v6 ? "IPv6" : "IPv4", v6 ? "AAAA" : "A"), {}};
}

Result<Data> read_mx(const Form& form, std::span<const Token> tokens, const Name& origin, std::size_t& culprit) {
  const auto preference = read_number<std::uint16_t>(tokens[0].text);
  if (!preference) {
    culprit = 0;
    return wrong(fmt::format("'{}' is not a preference from 0 to 65535", tokens[0].text), form.example);
  }
  culprit = 1;
  auto exchange = read_name(tokens[1].text, origin);
  if (!exchange) return exchange.error();
  return Data{MxData{*preference, *std::move(exchange)}};
}

Result<Data> read_txt(std::span<const Token> tokens, std::size_t& culprit) {
  TxtData data;
  for (culprit = 0; culprit < tokens.size(); ++culprit) {
    auto part = unescape(tokens[culprit].text);
    if (!part) return part.error();
    if (part->size() > most_string_octets) {
      return Error{fmt::format("a string of {} octets; TXT strings hold at most 255", part->size()),
                   "cut it into several quoted strings; readers join them", {}};
    }
    data.strings.push_back(*std::move(part));
  }
  return Data{std::move(data)};
}

Result<Data> read_soa(const Form& form, std::span<const Token> tokens, const Name& origin, std::size_t& culprit) {
  SoaData data;
  const std::array names{&data.primary, &data.mailbox};
  const std::array times{&data.refresh, &data.retry, &data.expire, &data.minimum};
  for (culprit = 0; culprit < names.size(); ++culprit) {
    auto name = read_name(tokens[culprit].text, origin);
    if (!name) return name.error();
    *names[culprit] = *std::move(name);
  }
  const auto serial = read_number<std::uint32_t>(tokens[2].text);
  if (!serial) return wrong(fmt::format("'{}' is not a serial number", tokens[2].text), form.example);
  data.serial = *serial;
  for (culprit = 3; culprit < 3 + times.size(); ++culprit) {
    const auto time = read_ttl(tokens[culprit].text);
    if (!time) return wrong(fmt::format("'{}' is not a time", tokens[culprit].text), form.example);
    *times[culprit - 3] = *time;
  }
  return Data{std::move(data)};
}

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

/// Data of a type without a form of its own: \# LENGTH HEX... (RFC 3597, 5).
Result<Data> read_opaque(Type type, std::span<const Token> tokens, std::size_t& culprit) {
  static constexpr std::string_view example = "TYPE257 \\# 5 0005697373";
  culprit = 0;
  if (tokens.empty() || tokens[0].text != "\\#") return wrong(fmt::format("{} has no form of its own here", type_text(type)), example);
  culprit = 1;
  const auto length = tokens.size() > 1 ? read_number<std::uint16_t>(tokens[1].text) : std::nullopt;
  if (!length) return wrong("the number of octets is missing", example);
  std::string digits;
  OpaqueData data;
  for (culprit = 2; culprit < tokens.size(); ++culprit) {
    for (const char c : tokens[culprit].text) {
      if (!hex_digit(c)) return wrong(fmt::format("'{}' is not hexadecimal", tokens[culprit].text), example);
    }
    digits += tokens[culprit].text;
  }
  culprit = 1;
  if (digits.size() != *length * 2U) return wrong(fmt::format("{} octets are announced, {} digits follow", *length, digits.size()), example);
  for (std::size_t i = 0; i < digits.size(); i += 2) data.octets += static_cast<char>(*hex_digit(digits[i]) << 4 | *hex_digit(digits[i + 1]));
  return Data{std::move(data)};
}

/// Insertions, deletions, replacements and swaps of neighbours that lead from one text to the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      const std::size_t replaced = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

}  // namespace

Result<Name> read_name(std::string_view text, const Name& origin) {
  if (text == "@") return origin;
  auto name = Name::parse(text);
  if (!name) return name.error();
  const bool escaped_dot = text.size() > 1 && text[text.size() - 2] == '\\';
  if (text.ends_with('.') && !escaped_dot) return name;
  // RFC 1035 would read it as corp.example.corp.example., which nobody means; whoever does can write that in full.
  if (origin.labels().size() > 1 && name->is_below_or_at(origin)) {
    return Error{fmt::format("'{}' without a dot at its end means {}.{}.", text, name->text(), origin.text()),
                 fmt::format("write '{}.', or a name relative to {}", text, origin.text()), {}};
  }
  std::vector<std::string> labels = name->labels();
  labels.insert(labels.end(), origin.labels().begin(), origin.labels().end());
  Name whole(std::move(labels));
  if (whole.wire_octets() > 255) return Error{"the name has more than 255 octets", "shorten it (RFC 1035, 2.3.4)", {}};
  return whole;
}

std::optional<std::uint32_t> read_ttl(std::string_view text) {
  constexpr std::uint64_t most = 0x7fffffff;
  std::uint64_t total = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    std::uint32_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    std::uint64_t unit = 1;
    if (!text.empty()) {
      static constexpr std::string_view letters = "smhdwSMHDW";
      static constexpr std::array<std::uint64_t, 5> seconds{1, 60, 3600, 86'400, 604'800};
      const auto letter = letters.find(text.front());
      if (letter == std::string_view::npos) return std::nullopt;
      unit = seconds[letter % seconds.size()];
      text.remove_prefix(1);
    }
    total += count * unit;
    if (total > most) return std::nullopt;
  }
  return static_cast<std::uint32_t>(total);
}

Result<Data> read_data(Type type, std::span<const Token> tokens, const Name& origin, std::size_t& culprit) {
  const auto* form = std::find_if(std::begin(forms), std::end(forms), [type](const Form& f) { return f.type == type; });
  const auto number = static_cast<std::uint16_t>(type);
  const bool is_meta = number == 0 || number == 41 || (number >= 128 && number <= 255);
  if (form == std::end(forms) && !is_meta) return read_opaque(type, tokens, culprit);
  if (form == std::end(forms)) {
    culprit = 0;
    return Error{fmt::format("{} can be asked for, but not stored", type_text(type)), "write one of " + known_types(), {}};
  }
  const std::size_t least = std::max<std::size_t>(form->tokens, 1);
  if (tokens.size() < least) {
    culprit = tokens.size();
    return wrong(fmt::format("the {} record is cut short", type_name(type)), form->example);
  }
  if (form->tokens != 0 && tokens.size() > form->tokens) {
    culprit = form->tokens;
    return wrong(fmt::format("'{}' is too much for the {} record", tokens[culprit].text, type_name(type)), form->example);
  }
  culprit = 0;
  switch (type) {
    case Type::A:
    case Type::AAAA: return read_address(*form, tokens[0]);
    case Type::MX: return read_mx(*form, tokens, origin, culprit);
    case Type::TXT: return read_txt(tokens, culprit);
    case Type::SOA: return read_soa(*form, tokens, origin, culprit);
    default: break;
  }
  auto name = read_name(tokens[0].text, origin);
  if (!name) return name.error();
  return Data{NameData{*std::move(name)}};
}

std::string nearest_type(std::string_view text) {
  if (text.size() > 8) return {};
  std::string upper(text);
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  std::string best;
  std::size_t best_distance = upper.size() <= 1 ? 0 : upper.size() <= 4 ? 1 : 2;
  for (const Form& form : forms) {
    const auto d = distance(upper, type_name(form.type));
    if (d > best_distance || (d == best_distance && !best.empty())) continue;
    best = type_name(form.type);
    best_distance = d;
  }
  return best;
}

std::string known_types() {
  std::string out;
  for (const Form& form : forms) out += (out.empty() ? "" : ", ") + std::string(type_name(form.type));
  return out;
}

}  // namespace sim::dns
