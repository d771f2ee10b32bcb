// What a person reads of an HTML body. Everybody who needs the plain text of HTML takes it from here.
#pragma once
#include <string>
#include <string_view>

namespace sim::mail {

/// The text without tags, comments, styles, scripts and the head. Blocks and `br` end lines, an empty line parts paragraphs, cells are
/// parted by a tab, blanks are joined outside `pre`, character references are resolved. Hidden elements are kept: a copy has them, and
/// the instance's watermark stands in one. UTF-8 stays UTF-8; the result is never longer than `html`; time is linear.
std::string text_of_html(std::string_view html);

}  // namespace sim::mail
