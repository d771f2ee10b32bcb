#include "engine/outbound/watermark_text.h"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <utility>

namespace engine::outbound {
namespace {

bool is_mark_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

bool breaks_line(std::string_view tag) {
  constexpr std::array breaking{"br", "/p", "/div", "/tr", "/li", "/h1", "/h2", "/h3"};
  const auto name = tag.substr(0, tag.find_first_of(" \t\r\n", 1));
  for (const std::string_view candidate : breaking) {
    if (name == candidate || (name.size() == candidate.size() + 1 && name.starts_with(candidate) && name.back() == '/')) return true;
  }
  return false;
}

std::string entities_undone(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> entities{
      {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&nbsp;", " "}, {"&amp;", "&"}}};
  std::string out;
  while (!text.empty()) {
    bool found = false;
    for (const auto& [written, meant] : entities) {
      if (!text.starts_with(written)) continue;
      out += meant;
      text.remove_prefix(written.size());
      found = true;
      break;
    }
    if (found) continue;
    out += text.front();
    text.remove_prefix(1);
  }
  return out;
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
    const auto at = body.find("Ref:MSG");
    out += body.substr(0, at);
    if (at == std::string_view::npos) return out;
    body.remove_prefix(at + 4);
    while (!body.empty() && is_mark_character(body.front())) body.remove_prefix(1);
  }
}

std::string text_of_html(std::string_view html) {
  std::string out;
  while (!html.empty()) {
    const auto open = html.find('<');
    out += html.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = html.find('>', open);
    if (close == std::string_view::npos) break;
    if (breaks_line(html.substr(open + 1, close - open - 1))) out += '\n';
    html.remove_prefix(close + 1);
  }
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return entities_undone(out);
}

}  // namespace engine::outbound
