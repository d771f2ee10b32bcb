// A selected folder: SELECT, EXAMINE, CHECK, CLOSE, UNSELECT, EXPUNGE, IDLE, and the news that other sessions make (RFC 3501, 5.2 and 7.3).
#include <algorithm>
#include <array>

#include "fakeservers/imap/folder_name.h"
#include "fakeservers/imap/imap_state.h"

namespace fakeservers::imap {
namespace {

struct FlagName {
  MailFlag flag;
  std::string_view name;
};
constexpr std::array<FlagName, 5> flag_names{{{flag_answered, "\\Answered"},
                                              {flag_flagged, "\\Flagged"},
                                              {flag_deleted, "\\Deleted"},
                                              {flag_seen, "\\Seen"},
                                              {flag_draft, "\\Draft"}}};
constexpr std::size_t most_keywords = 200;
constexpr std::size_t most_flag_octets = 100;

void append_word(std::string& words, std::string_view word) {
  if (!words.empty()) words += ' ';
  words += word;
}

/// The spelling that the folder knows a keyword by; nothing if it is new and there are too many.
std::optional<std::string> keyword_of(Folder& folder, const std::string& wanted) {
  const auto known = std::find_if(folder.keywords.begin(), folder.keywords.end(),
                                  [&](const std::string& each) { return equal_words(each, wanted); });
  if (known != folder.keywords.end()) return *known;
  if (folder.keywords.size() >= most_keywords || wanted.size() > most_flag_octets) return std::nullopt;
  return *folder.keywords.insert(wanted).first;
}

}  // namespace

std::string ImapSession::State::flags_text(const StoredMail& mail, bool is_recent) const {
  std::string out;
  for (const FlagName& each : flag_names)
    if ((mail.flags & each.flag) != 0) append_word(out, each.name);
  if (is_recent) append_word(out, "\\Recent");
  for (const std::string& keyword : mail.keywords) append_word(out, keyword);
  return "(" + out + ")";
}

bool ImapSession::State::read_flags(Arguments& arguments, Folder& folder, unsigned& flags, std::set<std::string>& keywords) {
  const bool is_list = arguments.skip('(');
  if (is_list && arguments.skip(')')) return true;
  do {
    const std::string name = arguments.flag();
    if (arguments.is_bad()) return false;
    const auto known = std::find_if(flag_names.begin(), flag_names.end(),
                                    [&](const FlagName& each) { return equal_words(each.name, name); });
    if (known != flag_names.end()) {
      flags |= known->flag;
    } else if (name.starts_with('\\')) {
      arguments.fail();  // \Recent is not the client's (RFC 3501, 2.3.2), others do not exist
      return false;
    } else if (const auto keyword = keyword_of(folder, name)) {
      keywords.insert(*keyword);
    } else {
      return false;
    }
  } while (arguments.skip(' '));
  if (is_list) arguments.expect(')');
  return !arguments.is_bad();
}

void ImapSession::State::do_select(Arguments& arguments) { select(arguments, false); }
void ImapSession::State::do_examine(Arguments& arguments) { select(arguments, true); }

void ImapSession::State::select(Arguments& arguments, bool is_read_only) {
  arguments.space();
  const std::string name(without_last_separator(arguments.mailbox()));
  if (!arguments.is_done()) return bad("say SELECT mailbox");
  box.reset();  // RFC 3501, 6.3.1: even if this fails
  const auto folder = find_folder(name);
  if (!folder) return no("[NONEXISTENT] no such mailbox");
  Selected& opened = box.emplace();
  opened.folder = folder;
  opened.name = name;
  opened.is_read_only = is_read_only;
  tell_flags();
  tell_arrivals();
  if (opened.view.empty()) say("* 0 EXISTS\r\n* 0 RECENT");
  opened.seen_changes = folder->changes;
  opened.seen_removals = folder->removals;
  const auto unseen = std::find_if(folder->mails.begin(), folder->mails.end(),
                                   [](const StoredMail& mail) { return (mail.flags & flag_seen) == 0; });
  if (unseen != folder->mails.end()) say(fmt::format("* OK [UNSEEN {}] first unseen", unseen - folder->mails.begin() + 1));
  say(fmt::format("* OK [UIDVALIDITY {}] UIDs are valid", folder->uid_validity));
  say(fmt::format("* OK [UIDNEXT {}] next UID", folder->next_uid));
  ok(is_read_only ? "[READ-ONLY] examined" : "[READ-WRITE] selected");
}

void ImapSession::State::tell_flags() {
  std::string all;
  for (const FlagName& each : flag_names) append_word(all, each.name);
  for (const std::string& keyword : box->folder->keywords) append_word(all, keyword);
  say("* FLAGS (" + all + ")");
  say("* OK [PERMANENTFLAGS (" + (box->is_read_only ? "" : all + " \\*") + ")] what is kept");
  box->known_keywords = box->folder->keywords.size();
}

void ImapSession::State::do_check(Arguments& arguments) {
  if (!arguments.is_done()) return bad("CHECK takes nothing");
  ok("all is safe");
}

void ImapSession::State::do_close(Arguments& arguments) {
  if (!arguments.is_done()) return bad("CLOSE takes nothing");
  if (!box->is_read_only) expunge(nullptr);
  box.reset();
  ok("closed");
}

void ImapSession::State::do_unselect(Arguments& arguments) {
  if (!arguments.is_done()) return bad("UNSELECT takes nothing");
  box.reset();
  ok("no mailbox is selected");
}

void ImapSession::State::do_expunge(Arguments& arguments) {
  std::optional<SequenceSet> only;
  if (is_uid) {  // RFC 4315, 2.1
    arguments.space();
    only = arguments.sequence_set();
  }
  if (!arguments.is_done()) return bad("say EXPUNGE, or UID EXPUNGE set");
  if (box->is_read_only) return no("[READ-ONLY] the mailbox was examined");
  expunge(only ? &*only : nullptr);
  ok("expunged");
}

/// Removes the mails with \Deleted, of the UIDs `only` if given.
std::vector<std::uint32_t> ImapSession::State::expunge(const SequenceSet* only) {
  const std::vector<StoredMail>& mails = box->folder->mails;
  SequenceSet set;
  if (only != nullptr && !mails.empty()) set = only->resolved(mails.back().number);
  std::set<std::uint32_t> gone;
  for (const StoredMail& mail : mails)
    if ((mail.flags & flag_deleted) != 0 && (only == nullptr || set.contains(mail.number))) gone.insert(mail.number);
  remove_mails(gone);
  return {gone.begin(), gone.end()};
}

void ImapSession::State::remove_mails(const std::set<std::uint32_t>& numbers) {
  if (numbers.empty()) return;
  for (const std::uint32_t number : numbers)
    if (const StoredMail* mail = box->folder->find(number)) note_mail(sim::EventKind::maildrop_deleted, mail->raw);
  services.store.remove_numbers(*box->folder, numbers);
}

void ImapSession::State::do_idle(Arguments& arguments) {
  if (!arguments.is_done()) return bad("IDLE takes nothing");
  awaited = Awaited::idle;
  idle_left = options.patience;
  must_rearm = true;
  if (box) synchronise(true);
  continue_request("idling");
}

void ImapSession::State::synchronise(bool may_expunge) {
  if (box->known_keywords != box->folder->keywords.size()) tell_flags();
  if (may_expunge && box->seen_removals != box->folder->removals) tell_expunges();
  if (box->seen_changes == box->folder->changes) return;
  box->seen_changes = box->folder->changes;
  tell_changes();
  tell_arrivals();
}

/// Notes that a mail's flags are other than before, by this session's own doing.
void ImapSession::State::touch(StoredMail& mail) {
  const bool knew_all = box->seen_changes == box->folder->changes;
  mail.changed = ++box->folder->changes;
  if (knew_all) box->seen_changes = box->folder->changes;
}

void ImapSession::State::tell_expunges() {
  std::vector<Viewed> left;
  left.reserve(box->view.size());
  for (const Viewed& each : box->view) {
    if (box->folder->find(each.number) != nullptr)
      left.push_back(each);
    else
      say(fmt::format("* {} EXPUNGE", left.size() + 1));
  }
  box->view = std::move(left);
  box->seen_removals = box->folder->removals;
}

void ImapSession::State::tell_changes() {
  for (std::size_t place = 0; place < box->view.size(); ++place) {
    Viewed& each = box->view[place];
    const StoredMail* mail = box->folder->find(each.number);
    if (mail == nullptr || mail->changed == each.changed) continue;
    each.changed = mail->changed;
    const std::string uid = is_uid ? fmt::format("UID {} ", mail->number) : "";
    say(fmt::format("* {} FETCH ({}FLAGS {})", place + 1, uid, flags_text(*mail, each.is_recent)));
  }
}

void ImapSession::State::tell_arrivals() {
  Folder& folder = *box->folder;
  if (box->seen_uid == folder.next_uid) return;
  const std::size_t before = box->view.size();
  const auto first = std::lower_bound(folder.mails.begin(), folder.mails.end(), box->seen_uid,
                                      [](const StoredMail& mail, std::uint64_t number) { return mail.number < number; });
  for (auto mail = first; mail != folder.mails.end(); ++mail)
    box->view.push_back({mail->number, mail->changed, mail->number >= folder.recent_from});
  box->seen_uid = folder.next_uid;
  // Only one session is told of a mail as recent, and one that only looks does not count (RFC 3501, 2.3.2).
  if (!box->is_read_only) folder.recent_from = folder.next_uid;
  if (box->view.size() == before) return;
  say(fmt::format("* {} EXISTS", box->view.size()));
  say(fmt::format("* {} RECENT", std::count_if(box->view.begin(), box->view.end(), [](const Viewed& each) { return each.is_recent; })));
}

}  // namespace fakeservers::imap
