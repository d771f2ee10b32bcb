// What changes and multiplies messages: APPEND (RFC 3501, 6.3.11; several at once RFC 3502), STORE, COPY, MOVE (RFC 6851); UIDPLUS' response
// codes (RFC 4315, 3).
#include <algorithm>

#include "fakeservers/imap/folder_name.h"
#include "fakeservers/imap/imap_state.h"

namespace fakeservers::imap {
namespace {

constexpr std::size_t most_appended = 1000;
constexpr std::size_t octets_beside_a_message = 512;

struct Appended {
  std::string raw;
  sim::Instant arrived{};
  unsigned flags = 0;
  std::set<std::string> keywords;
};

}  // namespace

bool ImapSession::State::has_room(std::size_t octets) const {
  const std::size_t used = drop->all_bytes();
  std::size_t messages = drop->mails.size();
  for (const auto& [name, folder] : drop->folders) messages += folder->mails.size();
  const bool is_within_bounds = used + octets + messages * octets_beside_a_message <= options.most_account_octets;
  return is_within_bounds && (drop->capacity_bytes == SIZE_MAX || used + octets <= drop->capacity_bytes);
}

void ImapSession::State::do_append(Arguments& arguments) {
  arguments.space();
  const std::string name(without_last_separator(arguments.mailbox()));
  if (arguments.is_bad() || arguments.peek() != ' ') return bad("say APPEND mailbox (flags) \"date\" literal");
  append_all(name, arguments);
}

void ImapSession::State::append_all(const std::string& name, Arguments& arguments) {
  const auto folder = find_folder(name);
  if (!folder) return no("[TRYCREATE] no such mailbox");
  std::vector<Appended> mails;
  std::size_t octets = 0;
  while (arguments.skip(' ') && mails.size() < most_appended) {
    Appended mail;
    mail.arrived = services.clock.now();
    if (arguments.peek() == '(') {
      if (!read_flags(arguments, *folder, mail.flags, mail.keywords) && !arguments.is_bad()) return no("[LIMIT] too many keywords");
      arguments.space();
    }
    if (arguments.peek() == '"') {
      mail.arrived = arguments.date_time();
      arguments.space();
    }
    if (arguments.peek() != '{') arguments.fail();
    mail.raw = arguments.string();
    octets += mail.raw.size();
    mails.push_back(std::move(mail));
  }
  if (!arguments.is_done()) return bad("say APPEND mailbox (flags) \"date\" literal");
  if (!has_room(octets)) return no("[OVERQUOTA] the account is full");
  // All or nothing (RFC 3502): from here on nothing fails.
  std::vector<std::uint32_t> numbers;
  for (Appended& mail : mails) {
    services.store.deliver(*folder, std::move(mail.raw), {}, mail.arrived);
    StoredMail& stored = folder->mails.back();
    stored.flags = mail.flags;
    stored.keywords = std::move(mail.keywords);
    numbers.push_back(stored.number);
  }
  ok(fmt::format("[APPENDUID {} {}] appended", folder->uid_validity, set_text(numbers)));
}

std::vector<std::size_t> ImapSession::State::places(const SequenceSet& set, Arguments& arguments) const {
  std::vector<std::size_t> out;
  const std::vector<Viewed>& view = box->view;
  if (view.empty()) return out;
  const auto count = static_cast<std::uint32_t>(view.size());
  // A UID that is none is passed over, a number that is none is a mistake (RFC 3501, 6.4.8).
  if (!is_uid && set.goes_beyond(count)) arguments.fail();
  const SequenceSet all = set.resolved(is_uid ? view.back().number : count);
  for (std::size_t place = 0; place < view.size(); ++place) {
    const std::uint32_t number = is_uid ? view[place].number : static_cast<std::uint32_t>(place + 1);
    if (all.contains(number) && box->folder->find(view[place].number) != nullptr) out.push_back(place);
  }
  return out;
}

void ImapSession::State::do_store(Arguments& arguments) {
  arguments.space();
  const SequenceSet set = arguments.sequence_set();
  arguments.space();
  const char next = arguments.peek();
  const char sign = next == '+' || next == '-' ? next : '=';
  if (sign != '=') arguments.skip(sign);
  const std::string item = arguments.word();
  const bool is_silent = item == "FLAGS.SILENT";
  if (!is_silent && item != "FLAGS") arguments.fail();
  arguments.space();
  unsigned flags = 0;
  std::set<std::string> keywords;
  const bool has_flags = !arguments.is_bad() && read_flags(arguments, *box->folder, flags, keywords);
  if (!arguments.is_done()) return bad("say STORE set +FLAGS (flags)");
  if (!has_flags) return no("[LIMIT] too many keywords");
  if (box->is_read_only) return no("[READ-ONLY] the mailbox was examined");
  const std::vector<std::size_t> wanted = places(set, arguments);
  if (arguments.is_bad()) return bad("no such message");
  if (box->known_keywords != box->folder->keywords.size()) tell_flags();
  for (const std::size_t place : wanted) store_one(place, sign, is_silent, flags, keywords);
  ok("stored");
}

void ImapSession::State::store_one(std::size_t place, char sign, bool is_silent, unsigned flags,
                                   const std::set<std::string>& keywords) {
  StoredMail& mail = *box->folder->find(box->view[place].number);
  Viewed& viewed = box->view[place];
  const unsigned flags_before = mail.flags;
  const std::set<std::string> keywords_before = mail.keywords;
  if (sign == '=') {
    mail.flags = flags;
    mail.keywords = keywords;
  } else if (sign == '+') {
    mail.flags |= flags;
    mail.keywords.insert(keywords.begin(), keywords.end());
  } else {
    mail.flags &= ~flags;
    for (const std::string& keyword : keywords) mail.keywords.erase(keyword);
  }
  const bool knew_all = viewed.changed == mail.changed;
  if (mail.flags != flags_before || mail.keywords != keywords_before) touch(mail);
  // Silent, unless someone else's change is to be told as well.
  if (is_silent && !knew_all) return;
  viewed.changed = mail.changed;
  if (is_silent) return;
  const std::string uid = is_uid ? fmt::format("UID {} ", mail.number) : "";
  say(fmt::format("* {} FETCH ({}FLAGS {})", place + 1, uid, flags_text(mail, viewed.is_recent)));
}

void ImapSession::State::do_copy(Arguments& arguments) { copy(arguments, false); }
void ImapSession::State::do_move(Arguments& arguments) { copy(arguments, true); }

void ImapSession::State::copy(Arguments& arguments, bool moves) {
  arguments.space();
  const SequenceSet set = arguments.sequence_set();
  arguments.space();
  const std::string name(without_last_separator(arguments.mailbox()));
  if (!arguments.is_done()) return bad("say " + verb + " set mailbox");
  const std::vector<std::size_t> wanted = places(set, arguments);
  if (arguments.is_bad()) return bad("no such message");
  const auto target = find_folder(name);
  if (!target) return no("[TRYCREATE] no such mailbox");
  if (moves && box->is_read_only) return no("[READ-ONLY] the mailbox was examined");
  std::size_t octets = 0;
  for (const std::size_t place : wanted) octets += box->folder->find(box->view[place].number)->raw.size();
  if (!moves && !has_room(octets)) return no("[OVERQUOTA] the account is full");
  std::vector<std::uint32_t> from;
  std::vector<std::uint32_t> to;
  for (const std::size_t place : wanted) {
    // A copy: the target may be this folder.
    const StoredMail mail = *box->folder->find(box->view[place].number);
    services.store.deliver(*target, mail.raw, mail.envelope, mail.arrived);
    StoredMail& stored = target->mails.back();
    stored.flags = mail.flags;
    stored.keywords = mail.keywords;
    target->keywords.insert(mail.keywords.begin(), mail.keywords.end());
    from.push_back(mail.number);
    to.push_back(stored.number);
  }
  const std::string code = from.empty() ? "" : fmt::format("[COPYUID {} {} {}] ", target->uid_validity, set_text(from), set_text(to));
  if (!moves) return ok(code + "copied");
  // RFC 6851, 4.3: the code goes untagged, before the expunges.
  if (!from.empty()) say("* OK " + code + "moved");
  remove_mails({from.begin(), from.end()});
  ok("moved");
}

}  // namespace fakeservers::imap
