#include "sim/client/dots.h"

namespace sim::client {

void append_stuffed(std::string& out, std::string_view raw) {
  out.reserve(out.size() + raw.size() + 16);
  if (raw.starts_with('.')) out += '.';
  std::size_t from = 0;
  for (std::size_t at = raw.find("\n."); at != std::string_view::npos; at = raw.find("\n.", from)) {
    out.append(raw, from, at + 1 - from);
    out += '.';
    from = at + 1;
  }
  out.append(raw, from);
  if (!raw.empty() && !raw.ends_with("\r\n")) out += "\r\n";
  out += ".\r\n";
}

}  // namespace sim::client
