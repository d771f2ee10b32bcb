#include "engine/inbound/header_pattern.h"

#include <algorithm>

#include "engine/store.h"
#include "engine/trimmed.h"

namespace engine::inbound {
namespace {

std::string_view unquoted(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') return text.substr(1, text.size() - 2);
  return text;
}

/// The piece before the next separator; `rest` goes on behind it.
std::string_view next_piece(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view piece = trimmed(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return piece;
}

std::vector<std::pair<std::string, std::string>> parameters_of(std::string_view rest) {
  std::vector<std::pair<std::string, std::string>> found;
  while (!rest.empty() && found.size() < 50) {
    std::string_view piece = next_piece(rest, ';');
    if (piece.empty()) continue;
    const std::string_view name = next_piece(piece, '=');
    found.emplace_back(email_key(name), email_key(unquoted(trimmed(piece))));
  }
  return found;
}

bool value_fits(std::string_view pattern, std::string_view value) {
  if (pattern.ends_with("/*")) return value.starts_with(pattern.substr(0, pattern.size() - 1));
  // A mail server's mark goes on behind a comma: INFECTED, message contains virus: ...
  return pattern == value || (value.starts_with(pattern) && value[pattern.size()] == ',');
}

}  // namespace

bool HeaderPattern::fits(std::string_view header_name, std::string_view header_value) const {
  if (header_name.size() != name.size() || email_key(header_name) != name) return false;
  std::string_view rest = header_value;
  if (!value_fits(value, email_key(next_piece(rest, ';')))) return false;
  if (parameters.empty()) return true;
  const auto given = parameters_of(rest);
  return std::all_of(parameters.begin(), parameters.end(),
                     [&](const auto& wanted) { return std::find(given.begin(), given.end(), wanted) != given.end(); });
}

std::string HeaderPattern::text() const {
  std::string out = name + ":" + value;
  for (const auto& [key, wanted] : parameters) out += "; " + key + "=" + wanted;
  return out;
}

std::vector<HeaderPattern> parse_header_patterns(std::string_view list) {
  std::vector<HeaderPattern> patterns;
  while (!list.empty()) {
    std::string_view entry = next_piece(list, ',');
    if (entry.find(':') == std::string_view::npos) continue;
    HeaderPattern pattern;
    pattern.name = email_key(next_piece(entry, ':'));
    pattern.value = email_key(next_piece(entry, ';'));
    pattern.parameters = parameters_of(entry);
    patterns.push_back(std::move(pattern));
  }
  return patterns;
}

}  // namespace engine::inbound
