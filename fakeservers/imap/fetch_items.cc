#include "fakeservers/imap/fetch_items.h"

#include <algorithm>
#include <array>

#include "fakeservers/imap/imap_state.h"

namespace fakeservers::imap {
namespace {

using ItemKind = FetchItem::Kind;
using What = Section::What;
using sim::mail::Entity;
using sim::mail::EntityTree;

constexpr std::size_t most_items = 100;
constexpr std::size_t most_fields = 200;
constexpr std::size_t most_levels = 100;

FetchItem plain(ItemKind kind, std::string label) {
  FetchItem item;
  item.kind = kind;
  item.label = std::move(label);
  return item;
}

/// `1.2.HEADER`: numbers, then a word.
void read_path(Arguments& arguments, Section& section) {
  while (arguments.peek() >= '0' && arguments.peek() <= '9' && section.path.size() < most_levels) {
    section.path.push_back(arguments.positive());
    if (arguments.peek() == ']') return;
    arguments.expect('.');
  }
  const std::string word = arguments.word();
  if (word == "HEADER") section.what = What::header;
  else if (word == "TEXT") section.what = What::text;
  else if (word == "MIME" && !section.path.empty()) section.what = What::mime;
  else if (word == "HEADER.FIELDS") section.what = What::fields;
  else if (word == "HEADER.FIELDS.NOT") section.what = What::fields_not;
  else arguments.fail();
  if (section.what != What::fields && section.what != What::fields_not) return;
  arguments.space();
  arguments.expect('(');
  do {
    section.fields.push_back(arguments.astring());
  } while (arguments.skip(' ') && section.fields.size() < most_fields);
  arguments.expect(')');
}

std::string label_of(const Section& section) {
  std::string out = "BODY[";
  for (const std::uint32_t number : section.path) out += (out.back() == '[' ? "" : ".") + std::to_string(number);
  constexpr std::array<std::string_view, 6> words{"", "HEADER", "HEADER.FIELDS", "HEADER.FIELDS.NOT", "TEXT", "MIME"};
  const std::string_view word = words[static_cast<std::size_t>(section.what)];
  if (!word.empty()) out += (out.back() == '[' ? "" : ".") + std::string(word);
  if (!section.fields.empty()) {
    out += " (";
    for (const std::string& field : section.fields) out += (out.back() == '(' ? "" : " ") + astring_text(field);
    out += ")";
  }
  return out + "]";
}

FetchItem read_section(Arguments& arguments, bool is_peek) {
  FetchItem item = plain(ItemKind::section, "");
  item.sets_seen = !is_peek;
  arguments.expect('[');
  if (arguments.peek() != ']') read_path(arguments, item.section);
  arguments.expect(']');
  item.label = label_of(item.section);
  if (!arguments.skip('<')) return item;
  item.has_range = true;
  item.offset = arguments.number();
  arguments.expect('.');
  item.count = arguments.positive();
  arguments.expect('>');
  item.label += fmt::format("<{}>", item.offset);
  return item;
}

FetchItem rfc822(std::string label, What what, bool sets_seen) {
  FetchItem item = plain(ItemKind::section, std::move(label));
  item.section.what = what;
  item.sets_seen = sets_seen;
  return item;
}

FetchItem read_item(Arguments& arguments, const std::string& word) {
  if (word == "FLAGS") return plain(ItemKind::flags, word);
  if (word == "UID") return plain(ItemKind::uid, word);
  if (word == "INTERNALDATE") return plain(ItemKind::internal_date, word);
  if (word == "ENVELOPE") return plain(ItemKind::envelope, word);
  if (word == "BODYSTRUCTURE") return plain(ItemKind::body_structure, word);
  if (word == "RFC822.SIZE") return plain(ItemKind::size, word);
  if (word == "RFC822") return rfc822(word, What::all, true);
  if (word == "RFC822.HEADER") return rfc822(word, What::header, false);
  if (word == "RFC822.TEXT") return rfc822(word, What::text, true);
  if ((word == "BODY" || word == "BODY.PEEK") && arguments.peek() == '[') return read_section(arguments, word == "BODY.PEEK");
  if (word == "BODY") return plain(ItemKind::body, word);
  arguments.fail();
  return {};
}

/// RFC 3501, 6.4.5: macros stand alone.
bool add_macro(const std::string& word, std::vector<FetchItem>& items) {
  if (word != "ALL" && word != "FAST" && word != "FULL") return false;
  items.push_back(plain(ItemKind::flags, "FLAGS"));
  items.push_back(plain(ItemKind::internal_date, "INTERNALDATE"));
  items.push_back(plain(ItemKind::size, "RFC822.SIZE"));
  if (word != "FAST") items.push_back(plain(ItemKind::envelope, "ENVELOPE"));
  if (word == "FULL") items.push_back(plain(ItemKind::body, "BODY"));
  return true;
}

/// The part `number` of what has parts: a multipart's children, or of a message those of its body (RFC 3501, 6.4.5).
const Entity* part_of(const EntityTree& tree, const Entity& top, std::uint32_t number) {
  if (top.kind != Entity::Kind::multipart) return number == 1 ? &top : nullptr;
  return number <= top.children.size() ? &tree.entities[top.children[number - 1]] : nullptr;
}

const Entity* message_in(const EntityTree& tree, const Entity& entity) {
  return entity.kind == Entity::Kind::message && !entity.children.empty() ? &tree.entities[entity.children.front()] : nullptr;
}

/// Header lines with the empty line that ends them.
std::string header_of(const Entity& entity) {
  if (entity.header.data() == nullptr || entity.body.data() == nullptr) return std::string(entity.header) + "\r\n";
  const char* end = entity.body.data();
  return {entity.header.data(), static_cast<std::size_t>(end - entity.header.data())};
}

std::string some_fields(const Entity& entity, const Section& section) {
  std::string out;
  for (const sim::mail::HeaderField& field : entity.fields) {
    const bool is_named = std::any_of(section.fields.begin(), section.fields.end(),
                                      [&](const std::string& name) { return equal_words(name, field.name); });
    if (is_named != (section.what == What::fields)) continue;
    const char* end = field.value.data() + field.value.size();
    out.append(field.name.data(), static_cast<std::size_t>(end - field.name.data())).append("\r\n");
  }
  return out + "\r\n";
}

}  // namespace

bool FetchRequest::sets_seen() const {
  return std::any_of(items.begin(), items.end(), [](const FetchItem& item) { return item.sets_seen; });
}

bool FetchRequest::needs_parsing() const {
  return std::any_of(items.begin(), items.end(), [](const FetchItem& item) { return item.needs_parsing(); });
}

FetchRequest read_fetch_request(Arguments& arguments) {
  FetchRequest request;
  const bool is_list = arguments.skip('(');
  const std::string first = arguments.word();
  if (!is_list && add_macro(first, request.items)) return request;
  request.items.push_back(read_item(arguments, first));
  while (is_list && arguments.skip(' ') && request.items.size() < most_items) {
    FetchItem item = read_item(arguments, arguments.word());
    // Asked for twice, told once: a short command must not make an endless answer.
    const bool is_known = std::any_of(request.items.begin(), request.items.end(), [&](const FetchItem& each) {
      return each.label == item.label && each.count == item.count && each.sets_seen == item.sets_seen;
    });
    if (!is_known) request.items.push_back(std::move(item));
  }
  if (is_list) arguments.expect(')');
  return request;
}

std::optional<std::string> section_text(const sim::mail::Message& message, const Section& section) {
  if (section.path.empty() && section.what == What::all) return message.raw();
  const EntityTree& tree = message.entities();
  const Entity* top = &tree.entities.front();
  const Entity* part = nullptr;  // nullptr: the message itself
  for (const std::uint32_t number : section.path) {
    const bool is_multipart = part != nullptr && part->kind == Entity::Kind::multipart;
    const Entity* holder = part == nullptr ? top : is_multipart ? part : message_in(tree, *part);
    part = holder == nullptr ? nullptr : part_of(tree, *holder, number);
    if (part == nullptr) return std::nullopt;
  }
  if (section.what == What::all) return std::string(part->body);
  if (section.what == What::mime) return header_of(*part);
  const Entity* whole = part == nullptr ? top : message_in(tree, *part);
  if (whole == nullptr) return std::nullopt;
  if (section.what == What::header) return header_of(*whole);
  if (section.what == What::text) return std::string(whole->body);
  return some_fields(*whole, section);
}

}  // namespace fakeservers::imap
