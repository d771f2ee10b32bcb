#include "sim/automatic/phrase.h"

namespace sim::automatic {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// What an address may hold without quotes; bytes beyond ASCII are SMTPUTF8.
bool is_address_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 32 && byte != 127 && std::string_view("<>()[],;:\"\\@'`").find(c) == std::string_view::npos;
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

bool is_domain_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 128 || std::isalnum(byte) != 0 || c == '.' || c == '-' || c == '_' || c == '*';
}

}  // namespace

bool holds(std::string_view text, std::string_view pattern) {
  std::size_t at = 0;
  while (true) {
    const std::size_t gap = pattern.find('*');
    const std::string_view words = pattern.substr(0, gap);
    const std::size_t found = text.find(words, at);
    if (found == std::string_view::npos) return false;
    if (gap == std::string_view::npos) return true;
    at = found + words.size();
    pattern.remove_prefix(gap + 1);
  }
}

bool begins(std::string_view text, std::string_view pattern) {
  const std::string_view head = pattern.substr(0, pattern.find('*'));
  return text.substr(0, head.size()) == head && holds(text, pattern);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view cut_to(std::string_view text, std::size_t octets) {
  if (text.size() <= octets) return text;
  while (octets > 0 && is_continuation(text[octets])) --octets;
  return text.substr(0, octets);
}

std::string swept(std::string_view text) {
  std::string out;
  for (const char c : trimmed(text)) {
    if (!is_blank(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

FoundAddress find_address(std::string_view text, std::size_t from) {
  for (std::size_t at = text.find('@', from); at != std::string_view::npos; at = text.find('@', at + 1)) {
    std::size_t begin = at;
    // RFC 5321, 4.5.3.1.1: 64 octets; some servers write more.
    while (begin > from && at - begin < 128 && is_address_character(text[begin - 1])) --begin;
    std::size_t end = at + 1;
    while (end < text.size() && end - at < 256 && is_domain_character(text[end])) ++end;
    while (begin < at && is_continuation(text[begin])) ++begin;
    while (end < text.size() && is_continuation(text[end]) && end > at + 1) --end;
    if (end < text.size() && is_continuation(text[end])) continue;
    while (end > at + 1 && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
    const std::string_view domain = text.substr(at + 1, end - at - 1);
    if (begin == at || domain.size() < 2) continue;
    return {text.substr(begin, end - begin), begin, end};
  }
  return {};
}

}  // namespace sim::automatic
