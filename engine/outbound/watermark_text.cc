#include "engine/outbound/watermark_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace engine::outbound {
namespace {

bool is_mark_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// MSG0000001_ and the random characters, whatever prefix Number Maintenance gives; or an old one, MSG0000001 (spec 5).
bool is_mark(std::string_view word) {
  const auto underscore = word.find('_');
  return word.starts_with("MSG") || (underscore != std::string_view::npos && word.size() - underscore > 20);
}

}  // namespace

std::string mark_text(std::string_view text, std::string_view watermark) {
  return fmt::format("{}{}Ref:{}\n", text, text.empty() ? "" : "\n\n", watermark);
}

std::string mark_html(std::string_view html, std::string_view watermark, bool is_visible) {
  const std::string mark =
      fmt::format("<div style=\"display:{}\">Ref:{}</div>", is_visible ? "inline" : "none", watermark);
  const auto end = html.rfind("</body>");
  if (end == std::string_view::npos) return std::string(html) + mark;
  return fmt::format("{}{}{}", html.substr(0, end), mark, html.substr(end));
}

std::string without_mark(std::string_view body) {
  std::string out;
  while (true) {
    const auto at = body.find("Ref:");
    out += body.substr(0, at);
    if (at == std::string_view::npos) return out;
    body.remove_prefix(at);
    const auto end = std::find_if_not(body.begin() + 4, body.end(), is_mark_character);
    const std::string_view mark = body.substr(0, static_cast<std::size_t>(end - body.begin()));
    if (!is_mark(mark.substr(4))) out += mark;
    body.remove_prefix(mark.size());
  }
}

}  // namespace engine::outbound
