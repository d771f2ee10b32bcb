// The outer form of a master file (RFC 1035, 5.1): entries of tokens, with comments, quotes and parentheses undone.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "sim/result.h"

namespace sim::dns {

struct Token {
  std::string text;     ///< as written, escapes kept; without the quotes
  bool quoted = false;
  int line = 0;         ///< counted from 0 within the text
  int column = 0;
};

/// What ends at a line end outside parentheses. The first token is the owner unless the line begins with a blank.
struct Entry {
  bool begins_blank = false;
  std::vector<Token> tokens;
};

/// Where a position of the text stands in the file that the text is a part of.
Place place_at(const Place& start, int line, int column);

/// Errors: a quote or a parenthesis that is not closed, or closed but not opened.
Result<std::vector<Entry>> read_entries(std::string_view text, const Place& start);

/// The octets that a token stands for: \X and \DDD undone.
Result<std::string> unescape(std::string_view text);

}  // namespace sim::dns
