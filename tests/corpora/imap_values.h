// IMAP responses as trees, and patterns of imaptest's scripts that they are matched with: variables that are set by what they meet,
// lists whose order does not matter (https://imapwiki.org/ImapTest/ScriptedTests).
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace corpora {

struct ImapValue {
  enum class Kind { word, string, list };
  Kind kind = Kind::word;
  std::string text;
  std::vector<ImapValue> items;
};
/// Reads the words, strings, literals and lists of a response. What cannot be read ends it.
std::vector<ImapValue> read_imap_values(std::string_view text);

/// Variables of a script, and where the messages that had a number when the command began stand now.
struct ImapVariables {
  std::map<std::string, std::string> values;
  std::map<int, int> places;             ///< from the number at the beginning to the number now, 0 for expunged
  void begin_command();
  void expunged(int number);
  /// `$name` and `${name}` put in, `$$` for a dollar; false if one is not set.
  bool put_in(std::string_view text, std::string& out) const;
};

/// Whether an untagged response is what the script wrote. Sets variables if it is.
bool matches(const std::vector<ImapValue>& pattern, const std::vector<ImapValue>& response, ImapVariables& variables);

}  // namespace corpora
