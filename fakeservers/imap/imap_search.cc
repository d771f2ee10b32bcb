// SEARCH (RFC 3501, 6.4.4) and its compact answers (ESEARCH, RFC 4731).
#include <algorithm>

#include "fakeservers/imap/imap_state.h"

namespace fakeservers::imap {
namespace {

struct ReturnOptions {
  bool is_extended = false, min = false, max = false, all = false, count = false;
};

void read_return_options(Arguments& arguments, ReturnOptions& wanted) {
  wanted.is_extended = true;
  arguments.space();
  arguments.expect('(');
  if (arguments.skip(')')) {
    wanted.all = true;  // RFC 4731, 3.1
    return;
  }
  do {
    const std::string word = arguments.word();
    if (word == "MIN") wanted.min = true;
    else if (word == "MAX") wanted.max = true;
    else if (word == "ALL") wanted.all = true;
    else if (word == "COUNT") wanted.count = true;
    else arguments.fail();
  } while (arguments.skip(' '));
  arguments.expect(')');
}

/// The word that comes next, without taking it.
std::string next_word(const Arguments& arguments) {
  Arguments look = arguments;
  return look.peek() == '(' || look.peek() == '*' ? "" : look.word();
}

std::string extended_text(const std::vector<std::uint32_t>& found, const ReturnOptions& wanted) {
  std::string out;
  if (wanted.min && !found.empty()) out += fmt::format(" MIN {}", found.front());
  if (wanted.max && !found.empty()) out += fmt::format(" MAX {}", found.back());
  if (wanted.all && !found.empty()) out += " ALL " + set_text(found);
  if (wanted.count) out += fmt::format(" COUNT {}", found.size());
  return out;
}

}  // namespace

void ImapSession::State::do_search(Arguments& arguments) {
  arguments.space();
  ReturnOptions wanted;
  if (next_word(arguments) == "RETURN") {
    arguments.word();
    read_return_options(arguments, wanted);
    arguments.space();
  }
  if (next_word(arguments) == "CHARSET") {
    arguments.word();
    arguments.space();
    const std::string charset = upper(arguments.astring());
    arguments.space();
    if (!arguments.is_bad() && charset != "US-ASCII" && charset != "UTF-8") return no("[BADCHARSET (US-ASCII UTF-8)] no such charset");
  }
  SearchKey key = read_search_keys(arguments);
  if (!arguments.is_done()) return bad("say SEARCH keys");
  std::vector<Viewed>& view = box->view;
  resolve(key, static_cast<std::uint32_t>(view.size()), view.empty() ? 0 : view.back().number);
  std::vector<std::uint32_t> found;
  for (std::size_t place = 0; place < view.size(); ++place) {
    const StoredMail* mail = box->folder->find(view[place].number);
    const auto number = static_cast<std::uint32_t>(place + 1);
    if (mail != nullptr && SearchedMail(*mail, number, view[place].is_recent).fits(key)) found.push_back(is_uid ? mail->number : number);
  }
  if (wanted.is_extended) {
    say(fmt::format("* ESEARCH (TAG {}){}{}", string_text(tag), is_uid ? " UID" : "", extended_text(found, wanted)));
  } else {
    std::string numbers;
    for (const std::uint32_t number : found) numbers += fmt::format(" {}", number);
    say("* SEARCH" + numbers);
  }
  ok("searched");
}

}  // namespace fakeservers::imap
