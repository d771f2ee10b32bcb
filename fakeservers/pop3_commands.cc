// The verbs of POP3, one ordered table, and the TRANSACTION and UPDATE states (RFC 1939, 5 and 6).
#include <algorithm>
#include <array>
#include <charconv>

#include "fakeservers/pop3_state.h"
#include "sim/client/dots.h"

namespace fakeservers {
namespace {

std::optional<std::size_t> number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The header, the empty line and as many lines of the body.
std::string_view top_of(std::string_view raw, std::size_t lines) {
  const std::size_t head = raw.find("\r\n\r\n");
  if (head == std::string_view::npos) return raw;
  std::size_t at = head + 4;
  while (lines-- > 0 && at < raw.size()) {
    const std::size_t lf = raw.find('\n', at);
    at = lf == std::string_view::npos ? raw.size() : lf + 1;
  }
  return raw.substr(0, at);
}

}  // namespace

std::span<const Pop3Session::State::Verb> Pop3Session::State::verbs() {
  constexpr unsigned any = authorization | transaction;
  static constexpr std::array table{
      Verb{"CAPA", any, &State::say_capa},           Verb{"STLS", authorization, &State::say_stls},
      Verb{"USER", authorization, &State::say_user}, Verb{"PASS", authorization, &State::say_pass},
      Verb{"APOP", authorization, &State::say_apop}, Verb{"AUTH", authorization, &State::say_auth},
      Verb{"STAT", transaction, &State::say_stat},
      Verb{"LIST", transaction, &State::say_list},   Verb{"UIDL", transaction, &State::say_uidl},
      Verb{"RETR", transaction, &State::say_retr},   Verb{"TOP", transaction, &State::say_top},
      Verb{"DELE", transaction, &State::say_dele},   Verb{"RSET", transaction, &State::say_rset},
      Verb{"NOOP", transaction, &State::say_noop},   Verb{"QUIT", any, &State::say_quit},
  };
  return table;
}

/// The mail of that number that is not marked as deleted; else the reply is made here.
Pop3Session::State::Numbered* Pop3Session::State::pick(std::string_view argument) {
  const auto wanted = number(argument);
  if (!wanted) return error("which message?"), nullptr;
  if (*wanted == 0 || *wanted > numbered.size()) return refuse("no such message"), nullptr;
  Numbered& found = numbered[*wanted - 1];
  if (found.is_deleted) return refuse("message is deleted"), nullptr;
  return &found;
}

/// Mails are only appended while this session holds the lock, so the number is the place.
const StoredMail* Pop3Session::State::stored(const Numbered& found) const {
  const auto place = static_cast<std::size_t>(&found - numbered.data());
  if (place < drop->mails.size() && drop->mails[place].uid == found.uid) return &drop->mails[place];
  const auto mail = std::find_if(drop->mails.begin(), drop->mails.end(),
                                 [&](const StoredMail& each) { return each.uid == found.uid; });
  return mail == drop->mails.end() ? nullptr : &*mail;
}

void Pop3Session::State::say_stat(std::string_view) {
  std::size_t count = 0;
  std::size_t octets = 0;
  for (const Numbered& each : numbered) {
    if (each.is_deleted) continue;
    ++count;
    octets += each.octets;
  }
  ok(fmt::format("{} {}", count, octets));
}

void Pop3Session::State::enumerate(std::string_view argument, std::string (*row)(const Numbered&)) {
  if (!argument.empty()) {
    const Numbered* found = pick(argument);
    if (found != nullptr) ok(fmt::format("{} {}", found - numbered.data() + 1, row(*found)));
    return;
  }
  ok("listing follows");
  std::string rows;
  for (std::size_t i = 0; i < numbered.size(); ++i)
    if (!numbered[i].is_deleted) rows += fmt::format("{} {}\r\n", i + 1, row(numbered[i]));
  send(rows + ".\r\n");
}

void Pop3Session::State::say_list(std::string_view argument) {
  enumerate(argument, [](const Numbered& each) { return std::to_string(each.octets); });
}

void Pop3Session::State::say_uidl(std::string_view argument) {
  enumerate(argument, [](const Numbered& each) { return each.uid; });
}

void Pop3Session::State::say_retr(std::string_view argument) {
  const Numbered* found = pick(argument);
  if (found == nullptr) return;
  const StoredMail* mail = stored(*found);
  if (mail == nullptr) return refuse("message is gone");
  ok(fmt::format("{} octets", found->octets));
  std::string text;
  sim::client::append_stuffed(text, mail->raw);
  send(text);
  note_mail(sim::EventKind::maildrop_fetched, mail->raw);
}

void Pop3Session::State::say_top(std::string_view argument) {
  const std::size_t space = std::min(argument.find(' '), argument.size());
  const auto lines = number(argument.substr(std::min(space + 1, argument.size())));
  if (!lines) return error("say TOP message lines");
  const Numbered* found = pick(argument.substr(0, space));
  if (found == nullptr) return;
  const StoredMail* mail = stored(*found);
  if (mail == nullptr) return refuse("message is gone");
  ok("top of message follows");
  std::string text;
  sim::client::append_stuffed(text, top_of(mail->raw, *lines));
  send(text);
}

void Pop3Session::State::say_dele(std::string_view argument) {
  Numbered* found = pick(argument);
  if (found == nullptr) return;
  found->is_deleted = true;
  ok("will be deleted");
}

void Pop3Session::State::say_rset(std::string_view) {
  for (Numbered& each : numbered) each.is_deleted = false;
  ok("nothing will be deleted");
}

void Pop3Session::State::say_noop(std::string_view) { ok("nothing done"); }

/// RFC 1939, 6: only now deletions take effect.
void Pop3Session::State::say_quit(std::string_view) {
  std::vector<std::string> gone;
  for (const Numbered& each : numbered) {
    if (!each.is_deleted || drop == nullptr) continue;
    if (const StoredMail* mail = stored(each)) note_mail(sim::EventKind::maildrop_deleted, mail->raw);
    gone.push_back(each.uid);
  }
  if (!gone.empty()) store.remove(*drop, gone);
  ok(options.host + " closes the connection");
  close();
}

}  // namespace fakeservers
