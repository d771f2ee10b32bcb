#include "engine/inbound/variables.h"

namespace engine::inbound {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string joined(const std::string& a, const std::string& b) { return a.empty() || b.empty() ? a + b : a + "," + b; }

}  // namespace

std::string Variables::body_text() const {
  std::string_view text = mail_.email.body_text;
  // Only in replies: a forward lives from what stands below.
  if (mail_.email.receive_type == "reply") {
    for (const std::string& separator : mail_.settings.reply_separators) text = text.substr(0, text.find(separator));
  }
  return std::string(text);
}

std::string Variables::from_body(std::string_view name) const {
  std::string_view rest = mail_.email.body_text;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    std::string key = email_key(trimmed(line.substr(0, colon)));
    std::replace(key.begin(), key.end(), ' ', '_');
    if (key == name) return std::string(trimmed(line.substr(colon + 1)));
  }
  return {};
}

std::optional<std::string> Variables::value(std::string_view name) const {
  const EmailRecord& email = mail_.email;
  if (name.starts_with("current.") && mail_.target) return mail_.target->field(name.substr(8));
  if (!name.starts_with("email.")) return std::nullopt;
  name.remove_prefix(6);
  if (name == "subject") return email.subject;
  if (name == "body_text") return body_text();
  if (name == "body_html") return email.body;
  if (name == "from_sys_id") return email.user_id;
  if (name == "from") return mail_.acting && !mail_.acting->email.empty() ? mail_.acting->email : email.from;
  if (name == "origemail") return email.from;
  if (name == "to") return joined(email.direct, email.copied);
  if (name == "direct" || name == "recipients") return email.direct;
  if (name == "copied") return email.copied;
  if (name == "importance") return email.importance;
  if (name == "content_type") return email.content_type;
  if (name == "headers") return email.headers;
  if (name.starts_with("body.")) return from_body(name.substr(5));
  return std::nullopt;
}

}  // namespace engine::inbound
