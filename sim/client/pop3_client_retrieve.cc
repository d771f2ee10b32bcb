// What is there, what is wanted, and the batches: RETR ..., store(), DELE ... .
#include <algorithm>
#include <charconv>

#include "sim/client/pop3_client_state.h"

namespace sim::client {
namespace {

constexpr std::size_t most_messages = 1'000'000;

/// Takes a number and the space behind it from the front.
std::optional<std::size_t> take_number(std::string_view& text) {
  std::size_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.starts_with(' ')) text.remove_prefix(1);
  return value;
}

}  // namespace

void Pop3Client::State::counted(const std::string& line) {
  std::string_view rest = std::string_view(line).substr(std::min<std::size_t>(4, line.size()));
  const auto number = take_number(rest);
  if (!number || *number > most_messages) return give_up("stat: not a count: " + line.substr(0, 80));
  count = *number;
  if (count == 0) return say("QUIT", Step::quit);
  say("LIST", Step::list);
}

/// A line of CAPA, LIST or UIDL. What names no message of STAT's count is passed over.
void Pop3Client::State::row(std::string_view line) {
  if (text == Step::capa) {
    if (line.starts_with("STLS")) offers_stls = true;
    if (line.starts_with("PIPELINING")) offers_pipelining = true;
    if (line == "USER") offers_user = true;
    if (line.starts_with("SASL ")) mechanisms = auth::words_of(line.substr(5));
    return;
  }
  const auto number = take_number(line);
  if (!number || *number == 0 || *number > count) return;
  const int key = static_cast<int>(*number);
  if (text == Step::list) {
    listed.try_emplace(key, ListedMail{key, take_number(line).value_or(0), ""});
  } else if (const auto found = listed.find(key); found != listed.end() && found->second.uid.empty()) {
    found->second.uid = line;
  }
}

void Pop3Client::State::choose() {
  for (const auto& [number, mail] : listed) {
    if (!client.sink_.wants(mail)) continue;
    if (mail.octets > client.options_.most_octets)
      client.sink_.skipped(mail, "larger than " + std::to_string(client.options_.most_octets) + " octets");
    else
      wanted.push_back(mail);
  }
  listed.clear();
  next_batch();
}

void Pop3Client::State::next_batch() {
  if (wanted.empty()) return say("QUIT", Step::quit);
  const std::size_t size = std::min(std::max<std::size_t>(client.options_.batch, 1), wanted.size());
  const auto end = wanted.begin() + static_cast<std::ptrdiff_t>(size);
  batch.assign(wanted.begin(), end);
  wanted.erase(wanted.begin(), end);
  batch_said = 0;
  batch_done = 0;
  say_next_retr();
}

void Pop3Client::State::say_next_retr() {
  do {
    say("RETR " + std::to_string(batch[batch_said++].number), Step::retr);
  } while (offers_pipelining && batch_said < batch.size());
}

void Pop3Client::State::retrieved() {
  const ListedMail& mail = batch[batch_done];
  if (client.keep_dialogue_) client.dialogue_.push_back("S: (" + std::to_string(message.size()) + " octets of message)");
  client.sink_.retrieved(mail, std::exchange(message, {}));
  one_done();
}

void Pop3Client::State::not_retrieved(const std::string& line) {
  client.sink_.skipped(batch[batch_done], line);
  one_done();
}

void Pop3Client::State::one_done() {
  ++batch_done;
  if (batch_done == batch.size()) return store();
  if (batch_said < batch.size()) say_next_retr();
}

void Pop3Client::State::store() {
  const std::vector<int> safe = client.sink_.store();
  deletions.assign(safe.begin(), safe.end());
  deletions_open = 1;  // as if one had been answered: it makes the first be said
  say_next_dele();
}

void Pop3Client::State::say_next_dele() {
  --deletions_open;
  while (!deletions.empty() && (offers_pipelining || deletions_open == 0)) {
    say("DELE " + std::to_string(deletions.front()), Step::dele);
    deletions.pop_front();
    ++deletions_open;
  }
  if (deletions_open == 0) next_batch();
}

}  // namespace sim::client
