#include "engine/inbound/variables.h"

#include "engine/trimmed.h"

namespace engine::inbound {
namespace {

/// Lines of the body that become variables; the rest of a hostile one is not looked at.
constexpr std::size_t most_body_lines = 500;
constexpr std::size_t most_name_bytes = 80;

std::string joined(const std::string& a, const std::string& b) { return a.empty() || b.empty() ? a + b : a + "," + b; }

/// High or Low for scripts (spec 3.4), however the mail wrote it.
std::string capitalised(std::string word) {
  if (!word.empty() && word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

}  // namespace

std::string Variables::body_text() const {
  std::string_view text = mail_.email.body_text;
  // Only in replies: a forward lives from what stands below.
  if (mail_.email.receive_type == "reply") {
    for (const std::string& separator : mail_.settings.reply_separators) text = text.substr(0, text.find(separator));
  }
  return std::string(text);
}

std::string Variables::from() const {
  return mail_.acting && !mail_.acting->email.empty() ? mail_.acting->email : mail_.email.from;
}

/// The header's address where the property says so, else the user's (spec 3.4).
std::string Variables::from_address() const {
  return mail_.parts.properties.flag("glide.email.inbound_action.extract_from_header") ? mail_.email.from : from();
}

std::vector<std::pair<std::string, std::string>> Variables::body_lines() const {
  std::vector<std::pair<std::string, std::string>> lines;
  std::string_view rest = mail_.email.body_text;
  while (!rest.empty() && lines.size() < most_body_lines) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon > most_name_bytes) continue;
    std::string name = email_key(trimmed(line.substr(0, colon)));
    std::replace(name.begin(), name.end(), ' ', '_');
    const bool is_known = std::any_of(lines.begin(), lines.end(), [&](const auto& each) { return each.first == name; });
    if (!name.empty() && !is_known) lines.emplace_back(std::move(name), trimmed(line.substr(colon + 1)));
  }
  return lines;
}

struct Variables::Variable {
  std::string_view name;
  std::string (*value)(const Variables&);
};

const std::vector<Variables::Variable>& Variables::table() {
  using Self = const Variables&;
  static const std::vector<Variable> variables{
      {"subject", [](Self self) { return self.mail_.email.subject; }},
      {"body_text", [](Self self) { return self.body_text(); }},
      {"body_html", [](Self self) { return self.mail_.email.body; }},
      {"from_sys_id", [](Self self) { return self.mail_.email.user_id; }},
      {"from", [](Self self) { return self.from(); }},
      {"fromAddress", [](Self self) { return self.from_address(); }},
      {"origemail", [](Self self) { return self.mail_.email.from; }},
      {"to", [](Self self) { return joined(self.mail_.email.direct, self.mail_.email.copied); }},
      {"direct", [](Self self) { return self.mail_.email.direct; }},
      {"recipients", [](Self self) { return self.mail_.email.direct; }},
      {"copied", [](Self self) { return self.mail_.email.copied; }},
      {"importance", [](Self self) { return capitalised(self.mail_.email.importance); }},
      {"content_type", [](Self self) { return self.mail_.email.content_type; }},
      {"headers", [](Self self) { return self.mail_.email.headers; }}};
  return variables;
}

std::vector<std::pair<std::string, std::string>> Variables::all() const {
  std::vector<std::pair<std::string, std::string>> made;
  for (const Variable& each : table()) made.emplace_back(each.name, each.value(*this));
  return made;
}

std::optional<std::string> Variables::value(std::string_view name) const {
  if (name.starts_with("current.") && mail_.target) return mail_.target->field(name.substr(8));
  if (!name.starts_with("email.")) return std::nullopt;
  name.remove_prefix(6);
  if (name.starts_with("body.")) {
    name.remove_prefix(5);
    for (auto& [key, value] : body_lines()) {
      if (key == name) return value;
    }
    return std::string();
  }
  for (const Variable& each : table()) {
    if (each.name == name) return each.value(*this);
  }
  return std::nullopt;
}

}  // namespace engine::inbound
