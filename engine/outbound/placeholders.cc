#include "engine/outbound/placeholders.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/outbound/account.h"
#include "engine/template.h"

namespace engine::outbound {
namespace {

/// The newest journal entries, newest first; glide.email.journal.lines says how many.
std::string journal(Parts& parts, const Record& record, std::string_view element) {
  Statement entries = parts.database.prepare(
      "SELECT value FROM sys_journal_field WHERE element_id = ? AND name = ? AND element = ? ORDER BY id DESC LIMIT ?");
  entries.bind_all(record.sys_id, record.table, element, parts.properties.number("glide.email.journal.lines"));
  std::string out;
  while (entries.step()) {
    if (!out.empty()) out += "\n\n";
    out += entries.view(0);
  }
  return out;
}

std::string user_field(Parts& parts, const std::string& reference, std::string_view field) {
  auto user = parts.store.user_by_sys_id(reference);
  if (!user) user = parts.store.user_by_name(reference);
  if (!user) return {};
  if (field == "name") return user->name;
  if (field == "email") return user->email;
  if (field == "user_name") return user->user_name;
  return {};
}

std::optional<std::string> record_value(Parts& parts, const Record& record, std::string_view name) {
  if (name == "number") return record.number;
  if (name == "sys_id") return record.sys_id;
  if (name == "comments" || name == "work_notes") return journal(parts, record, name);
  if (const auto dot = name.find('.'); dot != std::string_view::npos) {
    const std::string_view column = name.substr(0, dot);
    if (!parts.store.has_column(record.table, column)) return std::nullopt;
    return user_field(parts, record.field(column), name.substr(dot + 1));
  }
  if (!parts.store.has_column(record.table, name)) return std::nullopt;
  const std::string value = record.field(name);
  // A reference shows as its user's name, as on the form.
  if (value.size() == 32) {
    if (auto user = parts.store.user_by_sys_id(value)) return user->name;
  }
  return value;
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
