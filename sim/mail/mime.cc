#include <gmime/gmime.h>

#include <set>

#include "sim/mail/detail/charset.h"
#include "sim/mail/detail/flowed.h"
#include "sim/mail/detail/state.h"
#include "sim/mail/detail/words.h"

namespace sim::mail {
namespace {

using detail::decode_words;

std::string file_name_of(const Entity& entity) {
  std::string name = parameter(entity.field("Content-Disposition"), "filename");
  if (name.empty()) name = parameter(entity.content_type, "name");
  // A name that was encoded with RFC 2047 inside a parameter: forbidden, and common.
  return decode_words(name);
}

std::string disposition_of(const Entity& entity) {
  const std::string_view value = entity.field("Content-Disposition");
  const std::string word = detail::lower(detail::trim(value.substr(0, value.find(';'))));
  return word == "inline" || word == "attachment" ? word : "";
}

Part part_of(const Entity& entity, std::size_t index) {
  Part part;
  part.content_type = entity.type;
  part.index = index;
  if (entity.fields.empty()) return part;
  part.charset = parameter(entity.content_type, "charset");
  part.file_name = file_name_of(entity);
  part.disposition = disposition_of(entity);
  part.content_id = detail::readable(detail::unfold(entity.field("Content-ID")));
  if (part.content_id.size() > 1 && part.content_id.front() == '<' && part.content_id.back() == '>')
    part.content_id = part.content_id.substr(1, part.content_id.size() - 2);
  return part;
}

bool is_body(const Part& part) {
  return (part.content_type == "text/plain" || part.content_type == "text/html") && part.disposition != "attachment" &&
         part.file_name.empty();
}

/// What a leaf shows: its body; where no field was found all of it, for then nothing tells a header from it.
std::string_view shown(const Entity& entity) {
  if (!entity.fields.empty() || entity.header.empty()) return entity.body;
  return {entity.header.data(), static_cast<std::size_t>(entity.body.data() + entity.body.size() - entity.header.data())};
}

/// Walks the leaves in order. A message inside the message is one leaf: its own bodies are not ours.
struct LeafWalk {
  Message::State& state;

  void visit(std::size_t index) {
    const Entity& entity = state.tree.entities[index];
    // A multipart without any part stays readable as one leaf.
    if (entity.kind == Entity::Kind::multipart && !entity.children.empty()) {
      for (const std::size_t child : entity.children) visit(child);
      return;
    }
    Part part = part_of(entity, state.parts.size());
    part.is_attachment = !is_body(part);
    state.leaves.push_back(index);
    state.parts.push_back(std::move(part));
  }
};

std::string with_lf(std::string text) {
  std::size_t from = text.find("\r\n");
  if (from == std::string::npos) return text;
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    out.append(text, at, from - at);
    at = from == std::string::npos ? text.size() : from + 1;
    from = text.find("\r\n", at);
  }
  return out;
}

}  // namespace

void Message::State::read() {
  if (is_read) return;
  is_read = true;
  start_mime_library();
  tree = read_entities(raw, header, limits, faults);
  LeafWalk{*this}.visit(0);
}

/// All bodies of that type, in order: clients split one text around pictures, lists add their footer as a part.
/// Of an alternative only the first of the type counts (RFC 2046, 5.1.4).
std::string Message::State::body_text(std::string_view type) {
  read();
  std::string out;
  std::set<std::size_t> taken;
  for (const Part& part : parts) {
    if (part.is_attachment || part.content_type != type) continue;
    const Entity& entity = tree.entities[leaves[part.index]];
    const bool is_choice = tree.entities[entity.parent].type == "multipart/alternative";
    if (is_choice && taken.count(entity.parent) > 0) continue;
    std::string body = with_lf(detail::to_utf8(detail::decode_transfer(shown(entity), entity.encoding), part.charset));
    if (type == "text/plain" && detail::equal_ignoring_case(parameter(entity.content_type, "format"), "flowed"))
      body = detail::unflowed(body, detail::equal_ignoring_case(parameter(entity.content_type, "delsp"), "yes"));
    if (is_choice && !body.empty()) taken.insert(entity.parent);
    if (!out.empty() && out.back() != '\n') out += '\n';
    out += body;
  }
  return out;
}

const std::string& Message::text() const {
  if (!state_->text) state_->text = state_->body_text("text/plain");
  return *state_->text;
}

const std::string& Message::html() const {
  if (!state_->html) state_->html = state_->body_text("text/html");
  return *state_->html;
}

const std::vector<Part>& Message::parts() const {
  state_->read();
  return state_->parts;
}

const EntityTree& Message::entities() const {
  state_->read();
  return state_->tree;
}

std::string Message::content(const Part& part) const {
  state_->read();
  if (part.index >= state_->leaves.size()) return "";
  const Entity& entity = state_->tree.entities[state_->leaves[part.index]];
  return detail::decode_transfer(shown(entity), entity.encoding);
}

std::string Message::text_of(const Part& part) const { return with_lf(detail::to_utf8(content(part), part.charset)); }

void start_mime_library() {
  static const bool started = (g_mime_init(), true);
  static_cast<void>(started);
}

}  // namespace sim::mail
