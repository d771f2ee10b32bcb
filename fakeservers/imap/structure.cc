#include "fakeservers/imap/structure.h"

#include <algorithm>

#include "fakeservers/imap/imap_state.h"

namespace fakeservers::imap {
namespace {

using sim::mail::Entity;
using sim::mail::EntityTree;

constexpr std::size_t most_parameters = 100;
constexpr std::size_t most_value_octets = 16384;

/// Walks over a value like `text/plain; charset="us-ascii"` (RFC 2045, 5.1); comments are passed over.
class ParameterReader {
 public:
  explicit ParameterReader(std::string_view value) : text_(unfolded(value.substr(0, most_value_octets))) {}

  std::string word() {
    skip_blanks();
    std::string out;
    if (at_ < text_.size() && text_[at_] == '"') {
      for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
        if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
        out += text_[at_];
      }
      ++at_;
      return out;
    }
    while (at_ < text_.size() && std::string_view("; =\"(").find(text_[at_]) == std::string_view::npos) out += text_[at_++];
    return out;
  }

  /// Up to behind that character; false if it does not come.
  bool skip_to(char wanted, std::string_view not_beyond = "") {
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == wanted) return ++at_, true;
      if (not_beyond.find(text_[at_]) != std::string_view::npos) return false;
    }
    return false;
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '(')) {
      if (text_[at_] == '(') skip_to(')');
      else ++at_;
    }
  }
  std::string text_;
  std::size_t at_ = 0;
};

/// `("charset" "us-ascii")` of what follows the first word, or NIL.
std::string parameters_text(ParameterReader& reader) {
  std::string out;
  for (std::size_t count = 0; count < most_parameters && reader.skip_to(';'); ++count) {
    const std::string name = reader.word();
    if (name.empty() || !reader.skip_to('=', ";")) continue;
    out += (out.empty() ? "" : " ") + string_text(name) + " " + string_text(reader.word());
  }
  return out.empty() ? "NIL" : "(" + out + ")";
}

std::string nstring_of(const Entity& entity, std::string_view name) {
  const std::string value = unfolded(entity.field(name));
  return value.empty() ? "NIL" : string_text(value);
}

std::string disposition_text(const Entity& entity) {
  const std::string_view value = entity.field("Content-Disposition");
  if (value.empty()) return "NIL";
  ParameterReader reader(value);
  const std::string kind = reader.word();
  if (kind.empty()) return "NIL";
  const std::string parameters = parameters_text(reader);
  return "(" + string_text(kind) + " " + parameters + ")";
}

/// Disposition, language, location: what BODYSTRUCTURE tells beyond BODY.
std::string extension_text(const Entity& entity) {
  const std::string language = nstring_of(entity, "Content-Language");
  return " " + disposition_text(entity) + " " + language + " " + nstring_of(entity, "Content-Location");
}

std::size_t lines_of(std::string_view body) {
  const auto ends = static_cast<std::size_t>(std::count(body.begin(), body.end(), '\n'));
  return ends + (!body.empty() && body.back() != '\n' ? 1 : 0);
}

class StructureWriter {
 public:
  StructureWriter(const EntityTree& tree, bool is_extended) : tree_(tree), is_extended_(is_extended) {}

  void write(const Entity& entity) {
    out += '(';
    if (entity.kind == Entity::Kind::multipart) write_multipart(entity);
    else write_leaf(entity);
    out += ')';
  }
  std::string out;

 private:
  void write_multipart(const Entity& entity) {
    for (const std::size_t child : entity.children) write(tree_.entities[child]);
    // The grammar wants at least one.
    if (entity.children.empty()) out += "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 0 0)";
    out += " " + string_text(minor(entity));
    if (!is_extended_) return;
    ParameterReader reader(entity.content_type);
    out += " " + parameters_text(reader) + extension_text(entity);
  }

  void write_leaf(const Entity& entity) {
    const bool is_message = entity.type == "message/rfc822" && entity.kind == Entity::Kind::message && !entity.children.empty();
    // A message that was nested too deep to be read is told as bytes: the grammar wants an envelope of one.
    const bool is_unread = entity.type == "message/rfc822" && !is_message;
    const std::string type = is_unread ? "application" : entity.type.substr(0, entity.type.find('/'));
    ParameterReader reader(entity.content_type);
    std::string parameters = parameters_text(reader);
    if (type == "text" && parameters == "NIL") parameters = "(\"charset\" \"us-ascii\")";
    const std::string encoding = entity.encoding.empty() ? "7bit" : entity.encoding;
    out += fmt::format("{} {} {} {} {} {} {}", string_text(type), string_text(is_unread ? "octet-stream" : minor(entity)), parameters,
                       nstring_of(entity, "Content-ID"), nstring_of(entity, "Content-Description"), string_text(encoding),
                       entity.body.size());
    if (is_message) {
      const Entity& inner = tree_.entities[entity.children.front()];
      out += " " + envelope_text(inner.fields) + " ";
      write(inner);
    }
    if (is_message || type == "text") out += fmt::format(" {}", lines_of(entity.body));
    if (is_extended_) out += " " + nstring_of(entity, "Content-MD5") + extension_text(entity);
  }

  static std::string minor(const Entity& entity) {
    const std::size_t slash = entity.type.find('/');
    return slash == std::string::npos ? "plain" : entity.type.substr(slash + 1);
  }

  const EntityTree& tree_;
  bool is_extended_;
};

}  // namespace

std::string structure_text(const EntityTree& tree, bool is_extended) {
  StructureWriter writer(tree, is_extended);
  writer.write(tree.entities.front());
  return std::move(writer.out);
}

}  // namespace fakeservers::imap
