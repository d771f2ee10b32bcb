#include "sim/sender/dkim_canon.h"

#include <algorithm>

namespace sim::sender {
namespace {

bool is_wsp(char c) { return c == ' ' || c == '\t'; }

/// Appends `text` with runs of white space as one space and none at the end.
void append_reduced(std::string& out, std::string_view text) {
  const std::size_t start = out.size();
  for (const char c : text) {
    if (!is_wsp(c)) out += c;
    else if (out.size() == start || out.back() != ' ') out += ' ';
  }
  while (out.size() > start && out.back() == ' ') out.pop_back();
}

/// The body with its empty lines at the end taken off (RFC 6376, 3.4.3).
std::string without_empty_end(std::string body) {
  while (body.ends_with("\r\n") && (body.size() == 2 || body.substr(body.size() - 4, 2) == "\r\n")) body.resize(body.size() - 2);
  return body;
}

}  // namespace

std::string relaxed_header(std::string_view name, std::string_view value) {
  while (!name.empty() && is_wsp(name.back())) name.remove_suffix(1);
  std::string out;
  for (const char c : name) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  out += ':';
  std::string unfolded;
  std::copy_if(value.begin(), value.end(), std::back_inserter(unfolded), [](char c) { return c != '\r' && c != '\n'; });
  const std::string_view text = std::string_view(unfolded).substr(std::min(unfolded.find_first_not_of(" \t"), unfolded.size()));
  append_reduced(out, text);
  return out;
}

std::string relaxed_body(std::string_view body) {
  std::string out;
  out.reserve(body.size() + 2);
  while (!body.empty()) {
    const std::size_t end = std::min(body.find("\r\n"), body.size());
    append_reduced(out, body.substr(0, end));
    out += "\r\n";  // also behind a last line without its end
    body.remove_prefix(std::min(end + 2, body.size()));
  }
  return without_empty_end(std::move(out));
}

std::string simple_body(std::string_view body) {
  std::string out = without_empty_end(std::string(body));
  if (!out.ends_with("\r\n")) out += "\r\n";
  return out;
}

}  // namespace sim::sender
