#include "fakeservers/imap/folder_name.h"

#include <vector>

#include "fakeservers/imap/arguments.h"
#include "sim/auth/base64.h"

namespace fakeservers::imap {
namespace {

void append_utf8(std::string& out, char32_t point) {
  const auto put = [&](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | (point >> 6));
    put(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    put(0xE0 | (point >> 12));
    put(0x80 | ((point >> 6) & 0x3F));
    put(0x80 | (point & 0x3F));
  } else {
    put(0xF0 | (point >> 18));
    put(0x80 | ((point >> 12) & 0x3F));
    put(0x80 | ((point >> 6) & 0x3F));
    put(0x80 | (point & 0x3F));
  }
}

/// UTF-16 in base64 with a comma for the slash and without padding.
bool append_shifted(std::string& out, std::string_view shifted) {
  std::string text(shifted);
  for (char& c : text) {
    if (c == '/') return false;
    if (c == ',') c = '/';
  }
  text.append((4 - text.size() % 4) % 4, '=');
  const auto bytes = sim::auth::from_base64(text);
  if (!bytes || bytes->empty() || bytes->size() % 2 != 0) return false;
  const auto unit = [&](std::size_t at) {
    return static_cast<char32_t>((static_cast<unsigned char>((*bytes)[at]) << 8) | static_cast<unsigned char>((*bytes)[at + 1]));
  };
  for (std::size_t at = 0; at < bytes->size(); at += 2) {
    char32_t point = unit(at);
    if (point >= 0xD800 && point < 0xDC00) {
      at += 2;
      if (at >= bytes->size() || unit(at) < 0xDC00 || unit(at) >= 0xE000) return false;
      point = 0x10000 + ((point - 0xD800) << 10) + (unit(at) - 0xDC00);
    } else if ((point >= 0xDC00 && point < 0xE000) || (point >= 0x20 && point < 0x7F)) {
      return false;  // half a pair; what stands for itself may not be shifted
    }
    append_utf8(out, point);
  }
  return true;
}

}  // namespace

std::optional<std::string> folder_name_text(std::string_view name) {
  std::string out;
  for (std::size_t at = 0; at < name.size(); ++at) {
    const char c = name[at];
    if (c < 0x20 || c > 0x7E) return std::nullopt;
    if (c != '&') {
      out += c;
      continue;
    }
    const std::size_t end = name.find('-', at);
    if (end == std::string_view::npos) return std::nullopt;
    if (end == at + 1) out += '&';
    else if (!append_shifted(out, name.substr(at + 1, end - at - 1))) return std::nullopt;
    at = end;
  }
  return out;
}

bool is_folder_name(std::string_view name) {
  const bool has_empty_level = name.empty() || name.front() == hierarchy_separator || name.back() == hierarchy_separator ||
                               name.find("//") != std::string_view::npos;
  return !has_empty_level && name.size() <= most_name_octets && name.find_first_of("*%") == std::string_view::npos &&
         folder_name_text(name).has_value();
}

bool matches_pattern(std::string_view name, std::string_view pattern) {
  // reached[i]: the pattern so far can have eaten the first i octets of the name.
  std::vector<bool> reached(name.size() + 1, false);
  reached[0] = true;
  for (const char p : pattern) {
    if (p == '*' || p == '%') {
      for (std::size_t i = 1; i <= name.size(); ++i)
        if (reached[i - 1] && (p == '*' || name[i - 1] != hierarchy_separator)) reached[i] = true;
    } else {
      for (std::size_t i = name.size(); i > 0; --i) reached[i] = reached[i - 1] && name[i - 1] == p;
      reached[0] = false;
    }
  }
  return reached[name.size()];
}

std::string_view without_last_separator(std::string_view name) {
  if (name.size() > 1 && name.back() == hierarchy_separator) name.remove_suffix(1);
  return name;
}

}  // namespace fakeservers::imap
