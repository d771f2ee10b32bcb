#include "engine/inbound/watermark.h"

#include "engine/inbound/rules.h"

namespace engine::inbound {
namespace {

constexpr std::size_t random_part = 20;

bool is_letter_or_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Where the label goes on behind a line break, blanks and quote marks; `at` itself if no line break is there.
std::size_t behind_break(std::string_view text, std::size_t at) {
  std::size_t next = at;
  while (next < text.size() && (text[next] == ' ' || text[next] == '\r' || text[next] == '=')) ++next;
  if (next >= text.size() || text[next] != '\n') return at;
  ++next;
  while (next < text.size() && (text[next] == ' ' || text[next] == '\t' || text[next] == '>')) ++next;
  return next;
}

/// The label at the front of `text`, "" if there is none: prefix, digits, perhaps _ and twenty random characters.
std::string label_at(std::string_view text, std::string_view prefix, bool restrictive) {
  if (!text.starts_with(prefix)) return {};
  std::size_t at = prefix.size();
  std::string label(prefix);
  while (at < text.size() && is_digit(text[at])) label += text[at++];
  if (label.size() == prefix.size() || label.size() > prefix.size() + 18) return {};
  if (at >= text.size() || text[at] != '_') return restrictive ? std::string() : label;
  label += text[at++];
  const std::size_t full = label.size() + random_part;
  bool is_broken = false;
  while (at < text.size() && label.size() < full) {
    if (is_letter_or_digit(text[at])) {
      label += text[at++];
      continue;
    }
    const std::size_t next = is_broken ? at : behind_break(text, at);
    if (next == at) break;
    is_broken = true;
    at = next;
  }
  // More characters than a watermark has: the label as it stands, so that it matches nothing.
  while (!is_broken && at < text.size() && is_letter_or_digit(text[at]) && label.size() < full + 20) label += text[at++];
  return label;
}

}  // namespace

std::optional<std::string> last_watermark(std::string_view text, std::string_view prefix, bool restrictive) {
  std::size_t end = std::string_view::npos;
  while (!prefix.empty()) {
    const std::size_t found = text.rfind("Ref:", end);
    if (found == std::string_view::npos) return std::nullopt;
    std::size_t at = found + 4;
    while (at < text.size() && at < found + 8 && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r')) ++at;
    std::string label = label_at(text.substr(at), prefix, restrictive);
    if (!label.empty()) return label;
    if (found == 0) return std::nullopt;
    end = found - 1;
  }
  return std::nullopt;
}

std::optional<Decision> reply_watermark(Mail& mail) {
  const Settings& settings = mail.settings;
  std::optional<std::string> label;
  // The last one of the body counts; mail programs that drop hidden text from their plain part keep it in the HTML.
  for (const std::string* text : {&mail.email.body_text, &mail.email.body, &mail.email.subject}) {
    label = last_watermark(*text, settings.watermark_prefix, settings.restrictive_watermarks);
    if (label) break;
  }
  if (!label) return std::nullopt;
  const std::optional<Watermark> known = mail.parts.store.watermark(*label);
  if (!known) {
    mail.hints.push_back(fmt::format("the watermark {} is not one of this instance", *label));
    return std::nullopt;
  }
  mail.has_watermark = true;
  mail.email.receive_type = "reply";
  mail.target_table = known->source_table;
  mail.target = mail.parts.store.find_record(known->source_table, known->source_id);
  return Decision{fmt::format("reply to '{}' via watermark 'Ref:{}' in message", mail.target ? mail.target->number : "null", *label),
                  {}, {}, {}};
}

}  // namespace engine::inbound
