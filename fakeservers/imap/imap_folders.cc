// Folders by name: CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE, LIST, LSUB, STATUS (RFC 3501, 6.3) and NAMESPACE (RFC 2342).
#include <algorithm>

#include "fakeservers/imap/folder_name.h"
#include "fakeservers/imap/imap_state.h"

namespace fakeservers::imap {
namespace {

constexpr std::string_view inbox = "INBOX";

/// The levels above a name, the nearest first: "a/b/c" gives "a/b" and "a".
std::vector<std::string> parents_of(std::string_view name) {
  std::vector<std::string> out;
  for (std::size_t at = name.rfind(hierarchy_separator); at != std::string_view::npos && at > 0;
       at = name.rfind(hierarchy_separator, at - 1))
    out.emplace_back(name.substr(0, at));
  return out;
}

/// INBOX is matched whatever its case (RFC 3501, 6.3.8).
bool matches_inbox(std::string_view pattern) { return matches_pattern(inbox, upper(pattern)); }

std::uint32_t count_unseen(const Folder& folder) {
  return static_cast<std::uint32_t>(std::count_if(folder.mails.begin(), folder.mails.end(),
                                                  [](const StoredMail& mail) { return (mail.flags & flag_seen) == 0; }));
}

std::uint32_t count_recent(const Folder& folder) {
  return static_cast<std::uint32_t>(std::count_if(folder.mails.begin(), folder.mails.end(),
                                                  [&](const StoredMail& mail) { return mail.number >= folder.recent_from; }));
}

std::optional<std::uint64_t> status_of(const Folder& folder, std::string_view item) {
  if (item == "MESSAGES") return folder.mails.size();
  if (item == "RECENT") return count_recent(folder);
  if (item == "UIDNEXT") return folder.next_uid;
  if (item == "UIDVALIDITY") return folder.uid_validity;
  if (item == "UNSEEN") return count_unseen(folder);
  return std::nullopt;
}

}  // namespace

std::shared_ptr<Folder> ImapSession::State::find_folder(const std::string& name) {
  // The store owns a user's INBOX for as long as it lives.
  if (name == inbox) return {std::shared_ptr<Folder>(), drop};
  const auto found = drop->folders.find(name);
  return found == drop->folders.end() ? nullptr : found->second;
}

bool ImapSession::State::has_children(const std::string& name) const {
  const std::string prefix = name + hierarchy_separator;
  const auto after = drop->folders.lower_bound(prefix);
  return after != drop->folders.end() && after->first.starts_with(prefix);
}

void ImapSession::State::do_create(Arguments& arguments) {
  arguments.space();
  const std::string name(without_last_separator(arguments.mailbox()));
  if (!arguments.is_done()) return bad("say CREATE mailbox");
  if (!is_folder_name(name)) return no("[CANNOT] that is no name for a mailbox");
  if (find_folder(name)) return no("[ALREADYEXISTS] it exists");
  if (drop->folders.size() >= most_folders) return no("[LIMIT] too many mailboxes");
  drop->folders[name] = services.store.new_folder();
  ok("created");
}

void ImapSession::State::do_delete(Arguments& arguments) {
  arguments.space();
  const std::string name(without_last_separator(arguments.mailbox()));
  if (!arguments.is_done()) return bad("say DELETE mailbox");
  if (name == inbox) return no("[CANNOT] INBOX stays");
  // Its children stay, and then the name is one that cannot be selected (RFC 3501, 6.3.4). Who has it selected keeps what was there.
  if (drop->folders.erase(name) == 0) return no("[NONEXISTENT] no such mailbox");
  ok("deleted");
}

void ImapSession::State::rename_inbox(const std::string& to) {
  // RFC 3501, 6.3.5: its mails move, INBOX stays, now empty; what lies below it is not touched.
  const auto folder = services.store.new_folder();
  std::set<std::uint32_t> moved;
  for (StoredMail& mail : drop->mails) {
    moved.insert(mail.number);
    services.store.deliver(*folder, std::move(mail.raw), mail.envelope, mail.arrived);
    folder->mails.back().flags = mail.flags;
    folder->mails.back().keywords = mail.keywords;
  }
  folder->keywords = drop->keywords;
  services.store.remove_numbers(*drop, moved);
  drop->folders[to] = folder;
}

void ImapSession::State::do_rename(Arguments& arguments) {
  arguments.space();
  const std::string from(without_last_separator(arguments.mailbox()));
  arguments.space();
  const std::string to(without_last_separator(arguments.mailbox()));
  if (!arguments.is_done()) return bad("say RENAME mailbox mailbox");
  if (!is_folder_name(to)) return no("[CANNOT] that is no name for a mailbox");
  if (find_folder(to)) return no("[ALREADYEXISTS] it exists");
  if (drop->folders.size() >= most_folders) return no("[LIMIT] too many mailboxes");
  if (from == inbox) {
    rename_inbox(to);
    return ok("moved");
  }
  const std::string prefix = from + hierarchy_separator;
  if (to.starts_with(prefix)) return no("[CANNOT] not into itself");
  if (!find_folder(from) && !has_children(from)) return no("[NONEXISTENT] no such mailbox");
  std::vector<std::pair<std::string, std::shared_ptr<Folder>>> renamed;
  for (const auto& [name, folder] : drop->folders)
    if (name == from || name.starts_with(prefix)) renamed.emplace_back(name, folder);
  for (const auto& [name, folder] : renamed) {
    const std::string now = to + name.substr(from.size());
    if (now.size() > most_name_octets || drop->folders.contains(now)) return no("[CANNOT] a name below it is taken or too long");
  }
  for (const auto& [name, folder] : renamed) {
    drop->folders.erase(name);
    drop->folders[to + name.substr(from.size())] = folder;
  }
  ok("renamed");
}

void ImapSession::State::do_subscribe(Arguments& arguments) {
  arguments.space();
  const std::string name(without_last_separator(arguments.mailbox()));
  if (!arguments.is_done()) return bad("say SUBSCRIBE mailbox");
  if (!is_folder_name(name)) return no("[CANNOT] that is no name for a mailbox");
  if (drop->subscriptions.size() >= most_folders) return no("[LIMIT] too many subscriptions");
  drop->subscriptions.insert(name);
  ok("subscribed");
}

void ImapSession::State::do_unsubscribe(Arguments& arguments) {
  arguments.space();
  const std::string name(without_last_separator(arguments.mailbox()));
  if (!arguments.is_done()) return bad("say UNSUBSCRIBE mailbox");
  drop->subscriptions.erase(name);
  ok("not subscribed");
}

void ImapSession::State::list_one(std::string_view kind, const std::string& name, std::string_view attributes) {
  std::string all(attributes);
  if (kind == "LIST") all += std::string(all.empty() ? "" : " ") + (has_children(name) ? "\\HasChildren" : "\\HasNoChildren");
  say(fmt::format("* {} ({}) \"{}\" {}", kind, all, hierarchy_separator, astring_text(name)));
}

void ImapSession::State::do_list(Arguments& arguments) {
  arguments.space();
  const std::string reference = arguments.mailbox();
  arguments.space();
  const std::string pattern = reference + arguments.pattern();
  if (!arguments.is_done() || pattern.size() > most_name_octets) return bad("say LIST reference pattern");
  if (pattern.size() == reference.size()) {
    // RFC 3501, 6.3.8: a question for the separator and the root of the name.
    say(fmt::format("* LIST (\\Noselect) \"{}\" \"\"", hierarchy_separator));
    return ok("listed");
  }
  if (matches_inbox(pattern)) list_one("LIST", std::string(inbox), "");
  std::set<std::string> unselectable;  // levels above a folder that are none themselves
  for (const auto& [name, folder] : drop->folders)
    for (std::string& parent : parents_of(name))
      if (parent != inbox && !drop->folders.contains(parent)) unselectable.insert(std::move(parent));
  std::set<std::string> names = unselectable;
  for (const auto& [name, folder] : drop->folders) names.insert(name);
  for (const std::string& name : names)
    if (matches_pattern(name, pattern)) list_one("LIST", name, unselectable.contains(name) ? "\\Noselect" : "");
  ok("listed");
}

void ImapSession::State::do_lsub(Arguments& arguments) {
  arguments.space();
  const std::string reference = arguments.mailbox();
  arguments.space();
  const std::string pattern = reference + arguments.pattern();
  if (!arguments.is_done() || pattern.size() > most_name_octets) return bad("say LSUB reference pattern");
  std::set<std::string> unselectable;
  for (const std::string& name : drop->subscriptions) {
    if (name == inbox ? matches_inbox(pattern) : matches_pattern(name, pattern)) {
      list_one("LSUB", name, "");
    } else if (pattern.ends_with('%')) {
      // RFC 3501, 6.3.9: a level above a subscribed name is told, with \Noselect.
      for (std::string& parent : parents_of(name))
        if (matches_pattern(parent, pattern) && !drop->subscriptions.contains(parent)) unselectable.insert(std::move(parent));
    }
  }
  for (const std::string& name : unselectable) list_one("LSUB", name, "\\Noselect");
  ok("listed");
}

void ImapSession::State::do_status(Arguments& arguments) {
  arguments.space();
  const std::string name(without_last_separator(arguments.mailbox()));
  arguments.space();
  arguments.expect('(');
  std::vector<std::string> items;
  do {
    items.push_back(arguments.word());
  } while (arguments.skip(' ') && items.size() < 20);
  arguments.expect(')');
  if (!arguments.is_done()) return bad("say STATUS mailbox (item ...)");
  const auto folder = find_folder(name);
  if (!folder) return no("[NONEXISTENT] no such mailbox");
  std::string values;
  for (const std::string& item : items) {
    const auto value = status_of(*folder, item);
    if (!value) return bad("no such item");
    values += fmt::format("{}{} {}", values.empty() ? "" : " ", item, *value);
  }
  say(fmt::format("* STATUS {} ({})", astring_text(name), values));
  ok("that is how it stands");
}

void ImapSession::State::do_namespace(Arguments& arguments) {
  if (!arguments.is_done()) return bad("NAMESPACE takes nothing");
  say(fmt::format("* NAMESPACE ((\"\" \"{}\")) NIL NIL", hierarchy_separator));
  ok("that is all");
}

}  // namespace fakeservers::imap
