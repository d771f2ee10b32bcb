#include "engine/outbound/watermark_text.h"

#include <fmt/format.h>

#include <cctype>

namespace engine::outbound {
namespace {

bool is_mark_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

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
    const auto at = body.find("Ref:MSG");
    out += body.substr(0, at);
    if (at == std::string_view::npos) return out;
    body.remove_prefix(at + 4);
    while (!body.empty() && is_mark_character(body.front())) body.remove_prefix(1);
  }
}

}  // namespace engine::outbound
