// Replies known by a record number in the subject or by In-Reply-To (spec 3.1 B, 3.3).
#include "engine/inbound/rules.h"

namespace engine::inbound {
namespace {

constexpr std::size_t most_subject = 160;  // A number behind this many characters is not looked at (spec 3.3).
constexpr std::size_t most_references = 10;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// What may stand beside a number: nothing, a blank, or a colon (C40). A quote or an asterisk breaks the match.
bool is_delimiter(std::string_view subject, std::size_t at) {
  return at >= subject.size() || subject[at] == ' ' || subject[at] == ':';
}

/// The record numbers in a subject with their tables, in order.
std::vector<std::pair<std::string, std::string>> numbers_in(std::string_view subject, const Settings& settings) {
  std::vector<std::pair<std::string, std::string>> found;
  for (std::size_t at = 0; at < subject.size(); ++at) {
    if (at > 0 && !is_delimiter(subject, at - 1)) continue;
    for (const auto& [prefix, table] : settings.numbers) {
      if (!subject.substr(at).starts_with(prefix)) continue;
      std::size_t end = at + prefix.size();
      while (end < subject.size() && is_digit(subject[end])) ++end;
      if (end == at + prefix.size() || !is_delimiter(subject, end)) continue;
      found.emplace_back(std::string(subject.substr(at, end - at)), table);
    }
  }
  return found;
}

void reply_to(Mail& mail, Record record) {
  mail.email.receive_type = "reply";
  mail.target_table = record.table;
  mail.target = std::move(record);
}

}  // namespace

std::optional<Decision> reply_number(Mail& mail) {
  const std::string_view subject = std::string_view(mail.email.subject).substr(0, most_subject);
  const auto numbers = numbers_in(subject, mail.settings);
  if (numbers.empty()) return std::nullopt;
  const std::string* prefix = prefix_of(subject, mail.settings.reply_prefixes, mail.parts.profile.reply_prefix_exact_case);
  if (prefix == nullptr) {
    mail.hints.push_back(fmt::format("{} is in the subject, but no reply prefix in front", numbers.front().first));
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
    return Decision{fmt::format("the subject starts with '{}' and names {}{}", *prefix, number, several), {}, {}, {}};
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
    auto record = mail.parts.store.find_record(referenced->target_table, referenced->instance);
    if (!record) continue;
    const std::string number = record->number;
    reply_to(mail, std::move(*record));
    return Decision{fmt::format("In-Reply-To is {}, whose target is {}", id, number), {}, {}, {}};
  }
  return std::nullopt;
}

}  // namespace engine::inbound
