// What INBOX holds, what is wanted, and the batches: UID FETCH, store(), UID STORE, UID EXPUNGE.
#include <algorithm>

#include "sim/client/imap_client_state.h"

namespace sim::client {
namespace {

constexpr std::size_t most_messages_in_folder = 1'000'000;
/// So that the command's line stays short (RFC 2683, 3.2.1.5).
constexpr std::size_t most_uids_in_command = 100;

/// "5:7,9" of ascending numbers.
std::string uid_set(const std::vector<std::uint32_t>& uids) {
  std::string out;
  for (std::size_t i = 0; i < uids.size();) {
    std::size_t last = i;
    while (last + 1 < uids.size() && uids[last + 1] == uids[last] + 1) ++last;
    if (!out.empty()) out += ',';
    out += std::to_string(uids[i]);
    if (last > i) out += ':' + std::to_string(uids[last]);
    i = last + 1;
  }
  return out;
}

}  // namespace

void ImapClient::State::selected() { say("UID SEARCH ALL", Step::search); }

void ImapClient::State::searched() {
  if (found.size() > most_messages_in_folder) return give_up("more messages than can be read");
  if (found.empty()) return log_out();
  say("UID FETCH " + std::to_string(found.front()) + ":" + std::to_string(found.back()) + " (UID RFC822.SIZE)", Step::sizes);
}

void ImapClient::State::choose() {
  int number = 0;
  for (const std::uint32_t uid : found) {
    const auto size = sizes.find(uid);
    if (size == sizes.end()) continue;  // someone else expunged it meanwhile
    const ListedMail mail{++number, size->second, std::to_string(uid_validity) + "." + std::to_string(uid)};
    uids[mail.number] = uid;
    if (!client.sink_.wants(mail)) continue;
    if (mail.octets > client.options_.most_octets)
      client.sink_.skipped(mail, "larger than " + std::to_string(client.options_.most_octets) + " octets");
    else
      wanted.push_back(mail);
  }
  found.clear();
  sizes.clear();
  next_batch();
}

void ImapClient::State::next_batch() {
  if (wanted.empty()) return log_out();
  const std::size_t size = std::min(std::max<std::size_t>(client.options_.batch, 1), wanted.size());
  const auto end = wanted.begin() + static_cast<std::ptrdiff_t>(size);
  waiting.clear();
  for (auto mail = wanted.begin(); mail != end; ++mail) waiting.emplace(uids[mail->number], *mail);
  wanted.erase(wanted.begin(), end);
  is_one_by_one = false;
  next_fetch();
}

void ImapClient::State::next_fetch() {
  if (waiting.empty()) return store();
  asked.clear();
  for (const auto& [uid, mail] : waiting) {
    if (asked.size() == (is_one_by_one ? 1 : most_uids_in_command)) break;
    asked.push_back(uid);
  }
  say("UID FETCH " + uid_set(asked) + " (UID BODY.PEEK[])", Step::fetch);
}

/// Told of sizes or of a message; what nobody asked for is passed over.
void ImapClient::State::fetched(FetchedMail mail) {
  if (step == Step::sizes) {
    if (std::binary_search(found.begin(), found.end(), mail.uid)) sizes[mail.uid] = mail.octets;
    return;
  }
  const auto listed = waiting.find(mail.uid);
  if (!mail.raw || listed == waiting.end()) return;
  client.sink_.retrieved(listed->second, std::move(*mail.raw));
  waiting.erase(listed);
}

void ImapClient::State::after_fetch(const std::string& why) {
  const bool was_refused = !why.starts_with("the server");
  // One broken message makes some servers refuse the whole command.
  if (was_refused && asked.size() > 1) {
    is_one_by_one = true;
    return next_fetch();
  }
  for (const std::uint32_t uid : asked) {
    const auto left = waiting.find(uid);
    if (left == waiting.end()) continue;
    client.sink_.skipped(left->second, why);
    waiting.erase(left);
  }
  next_fetch();
}

void ImapClient::State::store() {
  deletions.clear();
  for (const int number : client.sink_.store())
    if (const auto uid = uids.find(number); uid != uids.end()) deletions.push_back(uid->second);
  std::sort(deletions.begin(), deletions.end());
  if (deletions.empty()) return next_batch();
  say("UID STORE " + uid_set(deletions) + " +FLAGS.SILENT (\\Deleted)", Step::store);
}

void ImapClient::State::delete_stored() {
  if (capabilities.contains("UIDPLUS")) return say("UID EXPUNGE " + uid_set(deletions), Step::expunge);
  must_expunge = true;
  next_batch();
}

/// Without UIDPLUS what others have marked goes as well, so it is done once, at the end.
void ImapClient::State::log_out() {
  if (std::exchange(must_expunge, false)) return say("EXPUNGE", Step::expunge);
  say("LOGOUT", Step::logout);
}

}  // namespace sim::client
