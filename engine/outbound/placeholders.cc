#include "engine/outbound/placeholders.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/outbound/account.h"
#include "engine/record_fields.h"
#include "engine/store_state.h"
#include "engine/template.h"
#include "sim/mail/html_text.h"

namespace engine::outbound {
namespace {

/// The newest journal entries, newest first; glide.email.journal.lines says how many.
std::string journal(Parts& parts, const Record& record, std::string_view element) {
  Statement& entries = parts.database.kept(
      "SELECT value FROM sys_journal_field WHERE element_id = ? AND name = ? AND element = ? ORDER BY id DESC LIMIT ?");
  const Ended ended{entries};
  entries.bind_all(record.sys_id, record.table, element, parts.properties.number("glide.email.journal.lines"));
  std::string out;
  while (entries.step()) {
    if (!out.empty()) out += "\n\n";
    out += entries.view(0);
  }
  return out;
}

std::optional<std::string> record_value(Parts& parts, const Record& record, std::string_view name) {
  if (name == "number") return record.number;
  if (name == "sys_id") return record.sys_id;
  if (name == "comments" || name == "work_notes") return journal(parts, record, name);
  auto value = record_field(parts, record, name);
  // A reference shows as the name of what it refers to, as on the form.
  if (!value || value->empty() || name.find('.') != std::string_view::npos) return value;
  const std::string_view table = referred_table(name);
  if (table.empty()) return value;
  const auto shown = referred_field(parts, table, *value, "name");
  return shown ? shown : value;
}

std::string address_of(Parts& parts, const Record& record) {
  return fmt::format("https://{}.{}/nav_to.do?uri={}.do?sys_id={}", parts.config.name, provider_domain(parts.config), record.table,
                     record.sys_id);
}

/// The link that ${URI_REF} makes of the record's number; the bare address in plain text.
std::string link(Parts& parts, const Record& record, Escape escape) {
  const std::string address = address_of(parts, record);
  if (escape == Escape::none) return address;
  return fmt::format("<a href=\"{}\">{}</a>", html_escaped(address), html_escaped(record.number));
}

/// Nothing for a name that is not known: it stays as it stands, so that a misspelt one is seen.
std::optional<std::string> value_of(Parts& parts, std::string_view name, const Matter& subject) {
  if (name == "event.parm1") return subject.event.parm1;
  if (name == "event.parm2") return subject.event.parm2;
  if (!subject.record) return std::nullopt;
  if (name == "URI") return address_of(parts, *subject.record);
  return record_value(parts, *subject.record, name);
}

}  // namespace

std::string fill(Parts& parts, std::string_view pattern, const Matter& subject, Escape escape) {
  return engine::fill(pattern, [&](std::string_view name) -> std::optional<std::string> {
    if (name == "URI_REF" && subject.record) return link(parts, *subject.record, escape);
    constexpr std::string_view script = "mail_script:";
    if (name.starts_with(script) && subject.mail_script) {
      const auto printed = subject.mail_script(name.substr(script.size()));
      return printed && escape == Escape::none ? std::optional(sim::mail::text_of_html(*printed)) : printed;
    }
    auto value = value_of(parts, name, subject);
    if (value && escape == Escape::html) value = html_escaped(*value);
    return value;
  });
}

std::string html_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\n': out += "<br/>"; break;
      default: out += c;
    }
  }
  return out;
}

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
  return text;
}

}  // namespace engine::outbound
