#include "sim/automatic/report_flat.h"

#include "sim/automatic/phrase.h"
#include "sim/mail/detail/charset.h"
#include "sim/mail/detail/words.h"
#include "sim/mail/entity.h"

namespace sim::automatic {
namespace {

using mail::Entity;

constexpr std::size_t most_of_all = 256 * 1024;
constexpr std::size_t most_of_a_part = 64 * 1024;

bool is_line_tag(std::string_view tag) {
  static constexpr std::array<std::string_view, 9> tags{"br", "p", "/p", "div", "/div", "tr", "li", "pre", "hr"};
  const std::string name = mail::detail::lower(tag.substr(0, tag.find_first_of(" \t\r\n/", 1)));
  return std::find(tags.begin(), tags.end(), name) != tags.end();
}

std::string_view entity_character(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> names{
      {{"lt", "<"}, {"gt", ">"}, {"amp", "&"}, {"quot", "\""}, {"nbsp", " "}, {"#39", "'"}, {"#64", "@"}}};
  for (const auto& [key, character] : names)
    if (key == name) return character;
  return {};
}

bool is_returned(std::string_view type) {
  return type == "message/rfc822" || type == "text/rfc822-headers" || type == "message/global" || type == "message/global-headers" ||
         type == "message/partial";
}

std::string decoded(const Entity& part) {
  const std::string bytes = mail::detail::decode_transfer(part.body.substr(0, most_of_a_part), part.encoding);
  return mail::detail::to_utf8(bytes, mail::parameter(part.content_type, "charset"));
}

class Flattening {
 public:
  explicit Flattening(const mail::EntityTree& tree) : tree_(tree) {}

  std::string run() {
    if (!tree_.entities.empty()) add(0);
    return std::move(out_);
  }

 private:
  void add(std::size_t index) {
    const Entity& part = tree_.entities[index];
    if (out_.size() > most_of_all || has_original_) return;
    if (part.kind == Entity::Kind::multipart && !part.children.empty()) {
      for (const std::size_t child : part.children) add(child);
    } else if (is_returned(part.type) && index != 0) {
      // An empty original (cut by the server) must not hide a status part behind it.
      has_original_ = !trimmed(part.body).empty();
      append(part.type, decoded_if_encoded(part));
    } else if (part.type == "text/html") {
      if (!has_text_) append(part.type, text_of_html(decoded(part)));
    } else if (part.type.compare(0, 5, "text/") == 0 || part.type.empty() || part.type.compare(0, 8, "message/") == 0 ||
               part.type.compare(0, 10, "multipart/") == 0) {
      has_text_ = has_text_ || part.type == "text/plain";
      append(part.type, decoded(part));
    }
  }

  static std::string decoded_if_encoded(const Entity& part) {
    return mail::detail::readable(mail::detail::decode_transfer(part.body.substr(0, most_of_a_part), part.encoding));
  }

  void append(const std::string& type, const std::string& body) {
    if (!out_.empty() || type.compare(0, 4, "text") != 0) out_ += "\nContent-Type: " + type + "\n\n";
    out_ += cut_to(body, most_of_a_part);
    out_ += '\n';
  }

  const mail::EntityTree& tree_;
  std::string out_;
  bool has_text_ = false;
  bool has_original_ = false;
};

}  // namespace

std::string text_of_html(std::string_view html) {
  std::string out;
  for (std::size_t at = 0; at < html.size(); ++at) {
    const char c = html[at];
    if (c == '<') {
      // "<a@b>" is how a careless writer shows an address; a tag has no @ before its first blank.
      const std::size_t end = html.find('>', at);
      if (end == std::string_view::npos) break;
      const std::string_view tag = html.substr(at + 1, end - at - 1);
      if (tag.substr(0, tag.find(' ')).find('@') != std::string_view::npos) out += html.substr(at, end - at + 1);
      if (is_line_tag(tag)) out += '\n';
      at = end;
    } else if (c == '&') {
      const std::size_t end = html.substr(at, 10).find(';');
      const std::string_view character = end == std::string_view::npos ? std::string_view() : entity_character(html.substr(at + 1,
          end - 1));
      out += character.empty() ? std::string_view("&") : character;
      if (!character.empty()) at += end;
    } else {
      out += c == '\r' || c == '\n' || c == '\t' ? ' ' : c;
    }
  }
  return out;
}

std::string flattened(const mail::Message& message) { return Flattening(message.entities()).run(); }

}  // namespace sim::automatic
