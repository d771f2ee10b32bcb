// SEARCH (RFC 3501, 6.4.4), SORT and THREAD (RFC 5256), and their compact answers (ESEARCH RFC 4731, ESORT RFC 5267).
#include <algorithm>

#include "fakeservers/imap/imap_state.h"
#include "fakeservers/imap/sort_key.h"
#include "fakeservers/imap/thread.h"

namespace fakeservers::imap {
namespace {

void read_return_options(Arguments& arguments, ReturnOptions& wanted) {
  wanted.is_extended = true;
  arguments.word();
  arguments.space();
  arguments.expect('(');
  if (arguments.skip(')')) {
    wanted.all = true;  // RFC 4731, 3.1
    return arguments.space();
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
  arguments.space();
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

bool ImapSession::State::read_charset(Arguments& arguments) {
  const std::string charset = upper(arguments.astring());
  arguments.space();
  if (arguments.is_bad() || charset == "US-ASCII" || charset == "UTF-8") return true;
  no("[BADCHARSET (US-ASCII UTF-8)] no such charset");
  return false;
}

/// The places in the view of the messages that fit.
std::vector<std::size_t> ImapSession::State::find_places(SearchKey& key) {
  std::vector<Viewed>& view = box->view;
  resolve(key, static_cast<std::uint32_t>(view.size()), view.empty() ? 0 : view.back().number);
  std::vector<std::size_t> found;
  for (std::size_t place = 0; place < view.size(); ++place) {
    const StoredMail* mail = box->folder->find(view[place].number);
    if (mail != nullptr && SearchedMail(*mail, static_cast<std::uint32_t>(place + 1), view[place].is_recent).fits(key)) found.push_back(place);
  }
  return found;
}

void ImapSession::State::tell_found(std::string_view kind, const std::vector<std::size_t>& places_found, const ReturnOptions& wanted) {
  std::vector<std::uint32_t> found;
  for (const std::size_t place : places_found) found.push_back(is_uid ? box->view[place].number : static_cast<std::uint32_t>(place + 1));
  if (wanted.is_extended) return say(fmt::format("* ESEARCH (TAG {}){}{}", string_text(tag), is_uid ? " UID" : "", extended_text(found, wanted)));
  std::string numbers;
  for (const std::uint32_t number : found) numbers += fmt::format(" {}", number);
  say("* " + std::string(kind) + numbers);
}

void ImapSession::State::do_search(Arguments& arguments) {
  arguments.space();
  ReturnOptions wanted;
  if (next_word(arguments) == "RETURN") read_return_options(arguments, wanted);
  if (next_word(arguments) == "CHARSET") {
    arguments.word();
    arguments.space();
    if (!read_charset(arguments)) return;
  }
  SearchKey key = read_search_keys(arguments);
  if (!arguments.is_done()) return bad("say SEARCH keys");
  tell_found("SEARCH", find_places(key), wanted);
  ok("searched");
}

void ImapSession::State::do_sort(Arguments& arguments) {
  arguments.space();
  ReturnOptions wanted;
  if (next_word(arguments) == "RETURN") read_return_options(arguments, wanted);
  const std::vector<SortCriterion> criteria = read_sort_criteria(arguments);
  arguments.space();
  if (!read_charset(arguments)) return;
  SearchKey key = read_search_keys(arguments);
  if (!arguments.is_done()) return bad("say SORT (criteria) charset keys");
  std::vector<SortValues> sorted;
  for (const std::size_t place : find_places(key)) {
    sorted.push_back(sort_values(*box->folder->find(box->view[place].number), criteria));
    sorted.back().place = static_cast<std::uint32_t>(place);
  }
  std::sort(sorted.begin(), sorted.end(), [&](const SortValues& a, const SortValues& b) { return comes_before(a, b, criteria); });
  std::vector<std::size_t> order;
  for (const SortValues& each : sorted) order.push_back(each.place);
  tell_found("SORT", order, wanted);
  ok("sorted");
}

void ImapSession::State::do_thread(Arguments& arguments) {
  arguments.space();
  const std::string algorithm = upper(arguments.atom());
  arguments.space();
  if (!read_charset(arguments)) return;
  SearchKey key = read_search_keys(arguments);
  const bool by_references = algorithm == "REFERENCES";
  if (!by_references && algorithm != "ORDEREDSUBJECT") arguments.fail();
  if (!arguments.is_done()) return bad("say THREAD algorithm charset keys");
  std::vector<ThreadedMail> mails;
  for (const std::size_t place : find_places(key)) {
    const StoredMail& mail = *box->folder->find(box->view[place].number);
    mails.push_back(threaded_mail(mail, is_uid ? mail.number : static_cast<std::uint32_t>(place + 1)));
  }
  const std::string threads = by_references ? thread_by_references(mails) : thread_by_subject(std::move(mails));
  say("* THREAD" + (threads.empty() ? "" : " " + threads));
  ok("threaded");
}

}  // namespace fakeservers::imap
