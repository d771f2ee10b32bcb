#include "fakeservers/smtp_path.h"

#include <algorithm>

namespace fakeservers {
namespace {

std::string_view trim_left(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  return text;
}

/// Where the path ends: at `end` outside of a quoted local part; npos if it never does.
std::size_t path_end(std::string_view text, char end) {
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      is_quoted = !is_quoted;
    } else if (!is_quoted && text[i] == end) {
      return i;
    }
  }
  return std::string_view::npos;
}

/// RFC 5321, appendix C: a source route is accepted and ignored.
std::string_view without_route(std::string_view path) {
  const std::size_t colon = path.starts_with('@') ? path.find(':') : std::string_view::npos;
  return colon == std::string_view::npos ? path : path.substr(colon + 1);
}

}  // namespace

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return out;
}

std::optional<PathArgument> parse_path_argument(std::string_view argument, std::string_view keyword) {
  if (upper(argument.substr(0, keyword.size())) != keyword) return std::nullopt;
  std::string_view rest = trim_left(argument.substr(keyword.size()));
  PathArgument out;
  if (rest.starts_with('<')) {
    const std::size_t end = path_end(rest, '>');
    if (end == std::string_view::npos) return std::nullopt;
    out.path = without_route(rest.substr(1, end - 1));
    rest.remove_prefix(end + 1);
    if (!rest.empty() && !rest.starts_with(' ')) return std::nullopt;
  } else {
    const std::size_t end = std::min(path_end(rest, ' '), rest.size());
    if (end == 0) return std::nullopt;
    out.path = rest.substr(0, end);
    rest.remove_prefix(end);
  }
  for (rest = trim_left(rest); !rest.empty(); rest = trim_left(rest)) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    const std::size_t equals = word.find('=');
    out.parameters.emplace_back(upper(word.substr(0, equals)),
                                equals == std::string_view::npos ? "" : word.substr(equals + 1));
    rest.remove_prefix(word.size());
  }
  return out;
}

}  // namespace fakeservers
