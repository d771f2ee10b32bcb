#include "engine/bounce_code.h"

#include <algorithm>

namespace engine {

std::optional<BounceCode> BounceCode::parse(std::string_view text) {
  BounceCode code;
  for (std::size_t part = 0; part < code.parts.size(); ++part) {
    const std::size_t dot = part + 1 < code.parts.size() ? text.find('.') : text.size();
    if (dot == std::string_view::npos) return std::nullopt;
    const std::string_view piece = text.substr(0, dot);
    const bool is_number = !piece.empty() && piece.size() <= (part == 0 ? 1U : 3U) &&
                           std::all_of(piece.begin(), piece.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (piece != "*" && !is_number) return std::nullopt;
    code.parts[part] = piece;
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return code;
}

bool BounceCode::is_exact() const { return std::find(parts.begin(), parts.end(), "*") == parts.end(); }

bool BounceCode::covers(const BounceCode& exact) const {
  return std::equal(parts.begin(), parts.end(), exact.parts.begin(), [](const auto& mine, const auto& its) { return mine == "*" || mine == its; });
}

int BounceCode::weight() const {
  int out = 0;
  for (const std::string& part : parts) out = out * 2 + (part == "*" ? 0 : 1);
  return out;
}

}  // namespace engine
