#include <fmt/format.h>

#include <algorithm>

#include "sim/dns/zone.h"

namespace sim::dns {
namespace {

constexpr std::size_t most_label_octets = 63;
constexpr std::size_t most_name_octets = 255;

bool is_escape_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Reads the octet that a backslash at the front of `text` stands for, and takes it off (RFC 1035, 5.1).
std::optional<char> take_escape(std::string_view& text) {
  text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  if (!is_escape_digit(text[0])) {
    const char c = text[0];
    text.remove_prefix(1);
    return c;
  }
  if (text.size() < 3 || !is_escape_digit(text[1]) || !is_escape_digit(text[2])) return std::nullopt;
  const int value = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
  if (value > 255) return std::nullopt;
  text.remove_prefix(3);
  return static_cast<char>(value);
}

std::string escaped(std::string_view label) {
  static constexpr std::string_view special = ".\\\"();@$";
  std::string out;
  for (const char c : label) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet <= 0x20 || octet >= 0x7f) {
      out += fmt::format("\\{:03}", octet);
    } else {
      if (special.find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

/// Only the start of a hostile name is quoted back.
std::string shown(std::string_view text) {
  return text.size() <= 80 ? fmt::format("'{}'", text) : fmt::format("'{}...'", text.substr(0, 80));
}

Error bad_name(std::string_view text, std::string why, std::string advice) {
  return Error{fmt::format("{} is not a domain name: {}", shown(text), why), std::move(advice), {}};
}

}  // namespace

Result<Name> Name::parse(std::string_view text) {
  if (text == ".") return Name();
  std::vector<std::string> labels(1);
  for (std::string_view rest = text; !rest.empty();) {
    const char c = rest.front();
    const auto octet = static_cast<unsigned char>(c);
    if (c == '.') {
      if (labels.back().empty()) return bad_name(text, "a label is empty", "write one dot between labels");
      rest.remove_prefix(1);
      if (!rest.empty()) labels.emplace_back();
      continue;
    }
    if (c == '\\') {
      const auto meant = take_escape(rest);
      if (!meant) return bad_name(text, "a backslash stands alone", "write \\. or \\046");
      labels.back() += lower(*meant);
    } else {
      if (octet <= 0x20 || octet == 0x7f) {
        return bad_name(text, "it has a blank or control character", "write it as \\DDD if it is meant");
      }
      labels.back() += lower(c);
      rest.remove_prefix(1);
    }
    if (labels.back().size() > most_label_octets) {
      return bad_name(text, "a label has more than 63 octets", "shorten it (RFC 1035, 2.3.4)");
    }
    if (labels.size() > most_name_octets / 2) break;
  }
  if (labels.back().empty()) return bad_name(text, "it is empty", "write '.' for the root");
  Name name(std::move(labels));
  if (name.wire_octets() > most_name_octets) {
    return bad_name(text, "it has more than 255 octets", "shorten it (RFC 1035, 2.3.4)");
  }
  return name;
}

std::size_t Name::wire_octets() const {
  std::size_t octets = 1;
  for (const std::string& label : labels_) octets += 1 + label.size();
  return octets;
}

bool Name::is_below_or_at(const Name& ancestor) const {
  return labels_.size() >= ancestor.labels_.size() &&
         std::equal(ancestor.labels_.rbegin(), ancestor.labels_.rend(), labels_.rbegin());
}

Name Name::parent() const {
  if (is_root()) return *this;
  return Name(std::vector<std::string>(labels_.begin() + 1, labels_.end()));
}

Name Name::child(std::string_view label) const {
  std::vector<std::string> labels;
  labels.reserve(labels_.size() + 1);
  labels.emplace_back(label);
  for (char& c : labels.front()) c = lower(c);
  labels.insert(labels.end(), labels_.begin(), labels_.end());
  return Name(std::move(labels));
}

std::string Name::text() const {
  if (is_root()) return ".";
  std::string out;
  for (const std::string& label : labels_) {
    if (!out.empty()) out += '.';
    out += escaped(label);
  }
  return out;
}

}  // namespace sim::dns
