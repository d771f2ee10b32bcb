#include "scenarios/runner/shape.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace scenarios {

const Key* Shape::find(std::string_view key) const {
  for (const Key& known : keys) {
    if (known.name == key) return &known;
  }
  return nullptr;
}

std::vector<std::string> Shape::key_names() const {
  std::vector<std::string> names;
  for (const Key& key : keys) names.push_back(key.name);
  return names;
}

Type text() { return {.kind = Type::Kind::text}; }
Type integer() { return {.kind = Type::Kind::integer}; }
Type boolean() { return {.kind = Type::Kind::boolean}; }
Type duration() { return {.kind = Type::Kind::duration}; }
Type time() { return {.kind = Type::Kind::time}; }
Type ip() { return {.kind = Type::Kind::ip}; }
Type address() { return {.kind = Type::Kind::address}; }
Type match() { return {.kind = Type::Kind::match}; }
Type match_of(std::vector<std::string> words) { return {.kind = Type::Kind::match, .words = std::move(words)}; }
Type any() { return {.kind = Type::Kind::any}; }
Type step() { return {.kind = Type::Kind::step}; }
Type expectation() { return {.kind = Type::Kind::expectation}; }
Type person() { return {.kind = Type::Kind::person}; }
Type person_or_address() { return {.kind = Type::Kind::person_or_address}; }
Type host() { return {.kind = Type::Kind::host}; }
Type host_or_instance() { return {.kind = Type::Kind::host_or_instance}; }
Type user() { return {.kind = Type::Kind::user}; }
Type group() { return {.kind = Type::Kind::group}; }
Type file() { return {.kind = Type::Kind::file}; }
Type choice(std::vector<std::string> words) { return {.kind = Type::Kind::choice, .words = std::move(words)}; }
Type list_of(Type item) { return {.kind = Type::Kind::list, .of = std::make_shared<const Type>(std::move(item))}; }
Type map_of(Type value) { return {.kind = Type::Kind::map, .of = std::make_shared<const Type>(std::move(value))}; }
Type object(ShapeOf shape) { return {.kind = Type::Kind::object, .object = shape}; }
Type change_of(ShapeOf shape) { return {.kind = Type::Kind::object, .object = shape, .is_partial = true}; }

Key required(std::string name, Type type, std::string doc) { return {std::move(name), std::move(type), std::move(doc), true}; }
Key optional(std::string name, Type type, std::string doc) { return {std::move(name), std::move(type), std::move(doc), false}; }

std::string type_text(const Type& type) {
  switch (type.kind) {
    case Type::Kind::text: return "text";
    case Type::Kind::integer: return "integer";
    case Type::Kind::boolean: return "true or false";
    case Type::Kind::duration: return "duration";
    case Type::Kind::time: return "time";
    case Type::Kind::ip: return "IP address";
    case Type::Kind::address: return "mail address";
    case Type::Kind::choice: return fmt::format("one of {}", fmt::join(type.words, ", "));
    case Type::Kind::list: return "list of " + type_text(*type.of);
    case Type::Kind::map: return "map of names to " + type_text(*type.of);
    case Type::Kind::object: return type.object().name;
    case Type::Kind::step: return "step";
    case Type::Kind::expectation: return "expectation";
    case Type::Kind::match: return type.words.empty() ? "value to match" : fmt::format("value to match, of {}", fmt::join(type.words, ", "));
    case Type::Kind::any: return "any value";
    case Type::Kind::person: return "person";
    case Type::Kind::person_or_address: return "person or mail address";
    case Type::Kind::host: return "host";
    case Type::Kind::host_or_instance: return "host or `instance`";
    case Type::Kind::user: return "user_name";
    case Type::Kind::group: return "group";
    case Type::Kind::file: return "file";
  }
  return {};
}

}  // namespace scenarios
