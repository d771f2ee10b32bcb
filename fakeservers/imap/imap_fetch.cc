// FETCH (RFC 3501, 6.4.5).
#include <algorithm>

#include "fakeservers/imap/imap_state.h"
#include "fakeservers/imap/structure.h"
#include "sim/mail/message.h"

namespace fakeservers::imap {

void ImapSession::State::do_fetch(Arguments& arguments) {
  arguments.space();
  const SequenceSet set = arguments.sequence_set();
  arguments.space();
  FetchRequest request = read_fetch_request(arguments);
  if (!arguments.is_done()) return bad("say FETCH set items");
  const std::vector<std::size_t> wanted = places(set, arguments);
  if (arguments.is_bad()) return bad("no such message");
  using Kind = FetchItem::Kind;
  const bool names_uid = std::any_of(request.items.begin(), request.items.end(), [](const FetchItem& item) { return item.kind == Kind::uid; });
  // RFC 3501, 6.4.8: the UID form always tells the UID.
  if (is_uid && !names_uid) {
    FetchItem item;
    item.kind = Kind::uid;
    item.label = "UID";
    request.items.insert(request.items.begin(), item);
  }
  for (const std::size_t place : wanted) fetch_one(place, request);
  ok("fetched");
}

void ImapSession::State::fetch_one(std::size_t place, const FetchRequest& request) {
  StoredMail& mail = *box->folder->find(box->view[place].number);
  Viewed& viewed = box->view[place];
  const bool becomes_seen = request.sets_seen() && !box->is_read_only && (mail.flags & flag_seen) == 0;
  if (becomes_seen) {
    mail.flags |= flag_seen;
    touch(mail);
  }
  std::optional<sim::mail::Message> message;
  if (request.needs_parsing()) message.emplace(mail.raw);
  std::string out = fmt::format("* {} FETCH (", place + 1);
  bool tells_flags = false;
  for (const FetchItem& item : request.items) {
    if (out.back() != '(') out += ' ';
    out += fetched(item, mail, viewed, message ? &*message : nullptr);
    tells_flags = tells_flags || item.kind == FetchItem::Kind::flags;
  }
  if (becomes_seen && !tells_flags) out += " FLAGS " + flags_text(mail, viewed.is_recent);
  if (becomes_seen || tells_flags) viewed.changed = mail.changed;
  say(out + ")");
  const bool is_whole = std::any_of(request.items.begin(), request.items.end(), [](const FetchItem& item) {
    return item.kind == FetchItem::Kind::section && !item.needs_parsing() && !item.has_range;
  });
  if (is_whole) note_mail(sim::EventKind::maildrop_fetched, mail.raw);
}

std::string ImapSession::State::fetched(const FetchItem& item, const StoredMail& mail, const Viewed& viewed,
                                        const sim::mail::Message* message) {
  using Kind = FetchItem::Kind;
  switch (item.kind) {
    case Kind::flags: return "FLAGS " + flags_text(mail, viewed.is_recent);
    case Kind::uid: return fmt::format("UID {}", mail.number);
    case Kind::internal_date: return "INTERNALDATE \"" + date_time_text(mail.arrived) + "\"";
    case Kind::size: return fmt::format("RFC822.SIZE {}", mail.raw.size());
    case Kind::envelope: return "ENVELOPE " + envelope_text(message->headers());
    case Kind::body: return "BODY " + structure_text(message->entities(), false);
    case Kind::body_structure: return "BODYSTRUCTURE " + structure_text(message->entities(), true);
    case Kind::section: break;
  }
  std::optional<std::string> text;
  if (message == nullptr) text = mail.raw;
  else text = section_text(*message, item.section);
  if (!text) return item.label + " NIL";
  if (!item.has_range) return item.label + " " + literal_text(*text);
  const std::size_t from = std::min<std::size_t>(item.offset, text->size());
  return item.label + " " + literal_text(std::string_view(*text).substr(from, item.count));
}

}  // namespace fakeservers::imap
