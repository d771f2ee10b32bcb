#include "sim/mail/detail/flowed.h"

#include <algorithm>

namespace sim::mail::detail {
namespace {

struct Line {
  std::size_t depth = 0;      ///< quote marks in front
  std::string_view text;      ///< behind them, the stuffed space taken out
  bool is_flowed = false;
};

Line line_of(std::string_view raw) {
  Line line;
  while (line.depth < raw.size() && raw[line.depth] == '>') ++line.depth;
  line.text = raw.substr(line.depth);
  if (line.text.starts_with(' ')) line.text.remove_prefix(1);
  // The signature's separator ends in a blank and still ends its line (RFC 3676, 4.3).
  line.is_flowed = line.text.ends_with(' ') && line.text != "-- ";
  return line;
}

}  // namespace

std::string unflowed(std::string_view text, bool deletes_space) {
  std::string out;
  out.reserve(text.size());
  std::size_t open_depth = 0;
  bool is_open = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const Line line = line_of(text.substr(0, end));
    const bool has_line_end = end < text.size();
    text.remove_prefix(has_line_end ? end + 1 : end);
    // A change of depth ends a paragraph even if its last line was flowed, and so does the signature (RFC 3676, 4.5 and 4.3).
    const bool goes_on = is_open && line.depth == open_depth && line.text != "-- ";
    if (is_open && !goes_on) out += '\n';
    if (!goes_on && line.depth > 0) out.append(line.depth, '>').append(line.text.empty() ? "" : " ");
    out += line.text;
    if (line.is_flowed && deletes_space) out.pop_back();
    is_open = line.is_flowed && has_line_end;
    open_depth = line.depth;
    if (!is_open && has_line_end) out += '\n';
  }
  return out;
}

}  // namespace sim::mail::detail
