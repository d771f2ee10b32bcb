// How the watermark stands in a mail, and how two bodies are compared without it (spec 5, 6.2).
#pragma once
#include <string>
#include <string_view>

namespace engine::outbound {

/// The plain text with "Ref:MSG..." as its last line: always shown.
std::string mark_text(std::string_view text, std::string_view watermark);
/// The HTML with the mark in a div, hidden unless `is_visible`, as the last element of the body.
std::string mark_html(std::string_view html, std::string_view watermark, bool is_visible);
/// The body without any mark, "Ref:MSG..." or that of another prefix.
std::string without_mark(std::string_view body);

}  // namespace engine::outbound
