// The commands of IMAP, one ordered table, and how strings are written in responses.
#include <algorithm>
#include <array>

#include "fakeservers/imap/imap_state.h"

namespace fakeservers::imap {
namespace {

bool is_plain(std::string_view value, std::string_view specials) {
  return std::all_of(value.begin(), value.end(), [&](char c) { return c > 32 && c < 127 && specials.find(c) == std::string_view::npos; });
}

}  // namespace

std::span<const ImapSession::State::Command> ImapSession::State::commands() {
  constexpr unsigned known = authenticated | selected_phase;
  constexpr unsigned any = stranger | known;
  static constexpr std::array table{
      Command{"CAPABILITY", any, &State::do_capability},
      Command{"NOOP", any, &State::do_noop},
      Command{"LOGOUT", any, &State::do_logout},
      Command{"ID", any, &State::do_id},
      Command{"STARTTLS", stranger, &State::do_starttls},
      Command{"LOGIN", stranger, &State::do_login},
      Command{"AUTHENTICATE", stranger, &State::do_authenticate},
      Command{"SELECT", known, &State::do_select},
      Command{"EXAMINE", known, &State::do_examine},
      Command{"CREATE", known, &State::do_create},
      Command{"DELETE", known, &State::do_delete},
      Command{"RENAME", known, &State::do_rename},
      Command{"SUBSCRIBE", known, &State::do_subscribe},
      Command{"UNSUBSCRIBE", known, &State::do_unsubscribe},
      Command{"LIST", known, &State::do_list},
      Command{"LSUB", known, &State::do_lsub},
      Command{"STATUS", known, &State::do_status},
      Command{"NAMESPACE", known, &State::do_namespace},
      Command{"APPEND", known, &State::do_append},
      Command{"IDLE", known, &State::do_idle},
      Command{"CHECK", selected_phase, &State::do_check},
      Command{"CLOSE", selected_phase, &State::do_close},
      Command{"UNSELECT", selected_phase, &State::do_unselect},
      Command{"EXPUNGE", selected_phase, &State::do_expunge, true},
      Command{"SEARCH", selected_phase, &State::do_search, true, true},
      Command{"SORT", selected_phase, &State::do_sort, true, true},
      Command{"THREAD", selected_phase, &State::do_thread, true, true},
      Command{"FETCH", selected_phase, &State::do_fetch, true, true},
      Command{"STORE", selected_phase, &State::do_store, true, true},
      Command{"COPY", selected_phase, &State::do_copy, true},
      Command{"MOVE", selected_phase, &State::do_move, true},
  };
  return table;
}

std::string literal_text(std::string_view value) { return fmt::format("{{{}}}\r\n{}", value.size(), value); }

std::string string_text(std::string_view value) {
  const bool can_be_quoted = value.size() < 1000 && std::all_of(value.begin(), value.end(), [](char c) { return c >= 32 && c < 127; });
  if (!can_be_quoted) return literal_text(value);
  std::string out = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string astring_text(std::string_view value) {
  if (!value.empty() && is_plain(value, "(){%*\"\\") && !equal_words(value, "NIL")) return std::string(value);
  return string_text(value);
}

}  // namespace fakeservers::imap
