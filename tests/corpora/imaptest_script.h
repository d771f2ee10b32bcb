// The scripts of Dovecot's imaptest as data: a head, then groups of commands with what must, may and must not be answered.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace corpora {

/// Commands of one connection that are sent together: one, or several with tags of their own.
struct ImaptestGroup {
  struct Command {
    std::string tag;                ///< "" if the script leaves it to the runner
    std::string text;               ///< literals in it as `{5}` CRLF and their octets
    std::string condition;          ///< "OK", "NO", "BAD"; "" for any
    std::string prefix;             ///< how the text behind it begins
    bool has_reply = false;
    std::size_t line = 0;
  };
  struct Untagged {
    char mark = '*';                ///< `*` must come, `?` may come, `!` must not
    std::string text;
    std::size_t line = 0;
  };
  std::size_t connection = 0;       ///< from 0
  std::vector<Command> commands;
  std::vector<Untagged> untagged;
};

struct ImaptestScript {
  std::vector<std::string> capabilities;
  std::size_t connections = 1;
  std::string state = "selected";
  std::size_t messages = 0;         ///< 0: all of the mbox
  bool ignores_extra_untagged = true;
  std::vector<ImaptestGroup> groups;
  std::string fault;                ///< why it could not be read; "" if it could
};
ImaptestScript read_imaptest_script(std::string_view text);

/// A message of an mbox file, CRLF line ends, with the date of its "From " line as APPEND writes it.
struct MboxMessage {
  std::string raw, date;
};
std::vector<MboxMessage> read_mbox(std::string_view text);

}  // namespace corpora
