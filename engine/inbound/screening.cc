// Screening by what the message is: unreadable, too long, marked by the mail servers in front of the instance (spec 8, 10.1).
#include "engine/inbound/rules.h"

namespace engine::inbound {
namespace {

/// Characters, not bytes: the octets of UTF-8 that begin one.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

void truncate(std::string& text, std::size_t most) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if ((text[at] & 0xc0) != 0x80 && most-- == 0) break;
  }
  text.resize(at);
}

}  // namespace

std::optional<Decision> poison(Mail& mail) {
  if (!mail.message.headers().empty()) return std::nullopt;
  return Decision{"it has no header field", {}, standing::received_error, "The message could not be parsed: it has no header field."};
}

std::optional<Decision> body_too_long(Mail& mail) {
  const std::size_t most = mail.settings.most_body_chars;
  std::size_t longest = 0;
  for (std::string* body : {&mail.email.body, &mail.email.body_text}) {
    const std::size_t length = body->size() > most ? characters(*body) : 0;
    longest = std::max(longest, length);
    if (length > most) truncate(*body, most);
  }
  if (longest <= most) return std::nullopt;
  mail.parts.store.update_bodies(mail.email);
  if (mail.parts.profile.long_body_runs_actions) {
    mail.parts.store.log(mail.email.sys_id, "warning", fmt::format("The body has {} characters and was cut to {}", longest, most));
    return std::nullopt;
  }
  return Decision{fmt::format("the body has {} characters, {} are allowed", longest, most),
                  mail.parts.cause_of_property("glide.email.inbound.max_body_chars").place, standing::junk,
                  "Email set to receive-ignored because its size exceeds the value set in glide.email.inbound.max_body_chars."};
}

std::optional<Decision> spam_flag(Mail& mail) {
  const SpamHeader counts = mail.parts.profile.spam_header;  // C13
  const auto flag = mail.message.raw_header("X-ServiceNow-Spam-Flag");
  if (counts != SpamHeader::status && flag && starts_ignoring_case(*flag, "yes")) return Decision{"X-ServiceNow-Spam-Flag:" + *flag, {}, standing::junk, {}};
  const auto status = mail.message.raw_header("X-ServiceNow-Spam-Status");
  if (counts == SpamHeader::flag || !status || !starts_ignoring_case(*status, "yes")) return std::nullopt;
  return Decision{"X-ServiceNow-Spam-Status:" + status->substr(0, 80), {}, standing::junk, {}};
}

std::optional<std::string> virus_mark(const sim::mail::Message& message) {
  auto mark = message.raw_header("X-ServiceNow-Virus");
  return mark && starts_ignoring_case(*mark, "infected") ? std::move(mark) : std::nullopt;
}

std::optional<Decision> virus(Mail& mail) {
  const auto found = virus_mark(mail.message);
  if (!found) return std::nullopt;
  return Decision{"X-ServiceNow-Virus:" + found->substr(0, 80), {}, standing::junk, {}};
}

std::optional<Decision> sender_is_instance(Mail& mail) {
  const std::string key = email_key(mail.sender());
  const auto& own = mail.settings.own_addresses;
  if (key.empty() || std::find(own.begin(), own.end(), key) == own.end()) return std::nullopt;
  return Decision{fmt::format("{} is the instance's own address", mail.sender()), {}, standing::junk, {}};
}

std::optional<Decision> ignore_vcal(Mail& mail) {
  for (const std::string* body : {&mail.email.body_text, &mail.email.body}) {
    if (body->find("BEGIN:VCALENDAR") != std::string::npos) return Decision{"a vCalendar stands in the body", {}, standing::junk, {}};
  }
  return std::nullopt;
}

}  // namespace engine::inbound
