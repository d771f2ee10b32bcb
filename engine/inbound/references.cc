// Replies known by a record number in the subject or by In-Reply-To (spec 3.1 B, 3.3).
#include "engine/inbound/rules.h"
#include "engine/inbound/watermark.h"

namespace engine::inbound {
namespace {

constexpr std::size_t most_subject = 160;  // A number behind this many characters is not looked at (spec 3.3).
constexpr std::size_t most_body = 64 * 1024;
constexpr std::size_t most_references = 10;

/// What may stand beside a number: nothing, a blank or a line end, or a colon (C40). A quote or an asterisk breaks the match.
bool is_delimiter(std::string_view text, std::size_t at, bool colon_too) {
  return at >= text.size() || text[at] == ' ' || text[at] == '\n' || (colon_too && text[at] == ':');
}

/// The record numbers in a text with their tables, in order.
std::vector<std::pair<std::string, std::string>> numbers_in(std::string_view text, const Mail& mail) {
  const bool colon_too = mail.parts.profile.colon_ends_number;
  std::vector<std::pair<std::string, std::string>> found;
  for (std::size_t at = 0; at < text.size() && found.size() < most_references; ++at) {
    if (at > 0 && !is_delimiter(text, at - 1, colon_too)) continue;
    for (const auto& [prefix, table] : mail.settings.numbers) {
      if (!text.substr(at).starts_with(prefix)) continue;
      std::size_t end = at + prefix.size();
      while (end < text.size() && is_digit(text[end])) ++end;
      if (end == at + prefix.size() || !is_delimiter(text, end, colon_too)) continue;
      found.emplace_back(std::string(text.substr(at, end - at)), table);
    }
  }
  return found;
}

}  // namespace

void reply_to(Mail& mail, Record record) {
  mail.email.receive_type = "reply";
  mail.target_table = record.table;
  mail.target = std::move(record);
}

std::optional<Decision> reply_number(Mail& mail) {
  const std::string_view subject = std::string_view(mail.email.subject).substr(0, most_subject);
  auto numbers = numbers_in(subject, mail);
  std::string_view where = "the subject";
  if (numbers.empty() && mail.parts.profile.number_in_body) {  // C39
    numbers = numbers_in(std::string_view(mail.email.body_text).substr(0, most_body), mail);
    where = "the body";
  }
  if (numbers.empty()) return std::nullopt;
  const std::string* prefix = prefix_of(subject, mail.settings.reply_prefixes, mail.parts.profile.reply_prefix_exact_case);
  if (prefix == nullptr) {
    mail.hints.push_back(fmt::format("{} is in {}, but the subject has no reply prefix in front", numbers.front().first, where));
    return std::nullopt;
  }
  for (const auto& [number, table] : numbers) {
    auto record = mail.parts.store.find_record(table, number);
    if (!record) {
      mail.hints.push_back(fmt::format("{} is no record", number));
      continue;
    }
    reply_to(mail, std::move(*record));
    // Two numbers are documented as unpredictable: here the first.
    const std::string_view several = numbers.size() > 1 ? ", the first of several" : "";
    return Decision{fmt::format("the subject starts with '{}' and {} names {}{}", *prefix, where == "the body" ? where : "it", number, several),
                    {}, {}, {}};
  }
  return std::nullopt;
}

std::optional<Decision> reply_in_reply_to(Mail& mail) {
  std::size_t tried = 0;
  for (const std::string& id : mail.message.in_reply_to()) {
    if (++tried > most_references) break;
    const auto referenced = mail.parts.store.find_referenced(id);
    if (!referenced) {
      mail.hints.push_back(fmt::format("In-Reply-To {} is no stored mail with a target", id));
      continue;
    }
    if (mail.parts.profile.referenced_mail_needs_watermark && !mail.parts.store.has_watermark(referenced->sys_id)) {  // C8
      mail.hints.push_back(fmt::format("In-Reply-To {} is a stored mail without a watermark", id));
      continue;
    }
    auto record = mail.parts.store.find_record(referenced->target_table, referenced->instance);
    if (!record) continue;
    const std::string number = record->number;
    reply_to(mail, std::move(*record));
    return Decision{fmt::format("In-Reply-To is {}, whose target is {}", id, number), {}, {}, {}};
  }
  return std::nullopt;
}

}  // namespace engine::inbound
