#include "sim/sender/tag_list.h"

#include <algorithm>

#include "sim/auth/base64.h"

namespace sim::sender {
namespace {

constexpr std::string_view tag_blanks = " \t\r\n";
constexpr std::size_t longest_shown = 40;

std::string_view tag_trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(tag_blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(tag_blanks) - first + 1);
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// RFC 6376, 3.2: a letter first, then letters, digits and underscores.
bool is_tag_name(std::string_view name) {
  return !name.empty() && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; });
}

bool is_tag_value(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return (octet < 0x20 && tag_blanks.find(c) == std::string_view::npos) || octet == 0x7f;
  });
}

/// A piece of hostile text that a person may read.
std::string shown(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, longest_shown)) out += c >= ' ' && c <= '~' ? c : '?';
  return '"' + out + (text.size() > longest_shown ? "...\"" : "\"");
}

void read_tag(std::string_view text, std::size_t at, std::size_t end, TagList& list) {
  const std::string_view spec = text.substr(at, end - at);
  const std::size_t equals = spec.find('=');
  const std::string_view name = tag_trimmed(spec.substr(0, equals));
  if (equals == std::string_view::npos || !is_tag_name(name)) {
    list.faults.push_back(shown(tag_trimmed(spec)) + " is no tag");
  } else if (list.find(name) != nullptr) {
    list.faults.push_back(std::string(name) + "= is there twice");
  } else if (const std::string_view value = tag_trimmed(spec.substr(equals + 1)); !is_tag_value(value)) {
    list.faults.push_back(std::string(name) + "= has a control character");
  } else {
    list.tags.push_back({std::string(name), std::string(value), at + equals + 1, end});
  }
}

}  // namespace

const Tag* TagList::find(std::string_view name) const {
  const auto tag = std::find_if(tags.begin(), tags.end(), [&](const Tag& each) { return each.name == name; });
  return tag == tags.end() ? nullptr : &*tag;
}

std::string_view TagList::value(std::string_view name, std::string_view fallback) const {
  const Tag* tag = find(name);
  return tag == nullptr ? fallback : std::string_view(tag->value);
}

std::optional<std::string> TagList::squeezed(std::string_view name) const {
  const Tag* tag = find(name);
  if (tag == nullptr) return std::nullopt;
  std::string out = tag->value;
  std::erase_if(out, [](char c) { return tag_blanks.find(c) != std::string_view::npos; });
  return out;
}

TagList read_tags(std::string_view text) {
  TagList list;
  for (std::size_t at = 0; at < text.size() && list.faults.size() + list.tags.size() < most_tags;) {
    const std::size_t end = std::min(text.find(';', at), text.size());
    // Nothing but white space may stand behind the last ";".
    if (end < text.size() || !tag_trimmed(text.substr(at)).empty()) read_tag(text, at, end, list);
    at = end + 1;
    if (list.tags.size() + list.faults.size() == most_tags && !tag_trimmed(text.substr(std::min(at, text.size()))).empty()) {
      list.faults.push_back("more than " + std::to_string(most_tags) + " tags");
    }
  }
  return list;
}

std::optional<std::string> octets_of(std::string_view base64) {
  std::string text(base64);
  if (text.find('=') == std::string::npos) text.append((4 - text.size() % 4) % 4, '=');
  return text.ends_with("===") ? std::nullopt : auth::from_base64(text);
}

std::vector<std::string> pieces_of(std::string_view text, char separator) {
  std::vector<std::string> out;
  if (tag_trimmed(text).empty()) return out;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    out.emplace_back(tag_trimmed(text.substr(at, end - at)));
    at = end + 1;
  }
  return out;
}

}  // namespace sim::sender
