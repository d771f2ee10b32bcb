#include "scenarios/runner/schema.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scenarios/runner/json.h"
#include "scenarios/runner/shapes.h"
#include "scenarios/runner/step.h"

namespace scenarios {
namespace {

std::string reference(const std::string& name) {
  std::string key = name;
  std::replace(key.begin(), key.end(), ' ', '-');
  return key;
}

/// Writes types as schemas and remembers which shapes they need.
class SchemaWriter {
 public:
  std::string schema_of(const Type& type) {
    switch (type.kind) {
      case Type::Kind::integer: return R"({"type":"integer"})";
      case Type::Kind::boolean: return R"({"type":"boolean"})";
      case Type::Kind::duration: return R"({"type":"string","pattern":"^([0-9]+(ms|s|m|h|d))+$"})";
      case Type::Kind::time: return R"({"type":"string"})";
      case Type::Kind::choice: return choice_schema(type);
      case Type::Kind::list: return list_schema(type);
      case Type::Kind::map: return fmt::format(R"({{"type":["object","null"],"additionalProperties":{}}})", schema_of(*type.of));
      case Type::Kind::object: return object_reference(type);
      case Type::Kind::step: return R"({"$ref":"#/$defs/step"})";
      case Type::Kind::expectation: return R"({"$ref":"#/$defs/expectation"})";
      case Type::Kind::match:
      case Type::Kind::any: return "true";
      default: return R"({"type":["string","number","boolean"]})";
    }
  }

  std::string shape_schema(const Shape& shape) {
    std::vector<std::string> keys, needed;
    for (const Key& key : shape.keys) {
      const std::string body = schema_of(key.type);
      keys.push_back(fmt::format(R"({}:{{"description":{},"allOf":[{}]}})", json_text(key.name), json_text(key.doc), body));
      if (key.is_required) needed.push_back(json_text(key.name));
    }
    return fmt::format(R"({{"type":"object","description":{},"properties":{{{}}},"required":[{}],"additionalProperties":false}})",
                       json_text(shape.doc), fmt::join(keys, ","), fmt::join(needed, ","));
  }

  /// The definitions of all shapes met so far, each on a line.
  std::string definitions() {
    std::string out;
    for (std::size_t i = 0; i < shapes_.size(); ++i) {  // shapes_ grows meanwhile
      out += fmt::format(",\n{}:{}", json_text(reference(shapes_[i]->name)), shape_schema(*shapes_[i]));
    }
    return out;
  }

 private:
  std::string choice_schema(const Type& type) {
    std::vector<std::string> words;
    for (const std::string& word : type.words) words.push_back(json_text(word));
    return fmt::format(R"({{"enum":[{}]}})", fmt::join(words, ","));
  }
  std::string list_schema(const Type& type) {
    const std::string item = schema_of(*type.of);
    return fmt::format(R"({{"anyOf":[{{"type":"array","items":{}}},{}]}})", item, item);
  }
  std::string object_reference(const Type& type) {
    const Shape& shape = type.object();
    if (seen_.insert(&shape).second) shapes_.push_back(&shape);
    const std::string ref = fmt::format(R"({{"$ref":"#/$defs/{}"}})", reference(shape.name));
    const Key* short_key = shape.find(shape.short_key);
    if (short_key == nullptr) return ref;
    const std::string_view off = type.may_be_switched_off ? R"(,{"const":false})" : "";
    return fmt::format(R"({{"anyOf":[{},{}{}]}})", ref, schema_of(short_key->type), off);
  }

  std::set<const Shape*> seen_;
  std::vector<const Shape*> shapes_;
};

void table_of_keys(const Shape& shape, std::string& out) {
  out += "| key | value | |\n|---|---|---|\n";
  for (const Key& key : shape.keys) {
    out += fmt::format("| `{}`{} | {} | {} |\n", key.name, key.is_required ? " (needed)" : "", type_text(key.type), key.doc);
  }
  out += "\n";
}

/// The shape that a type holds, directly or in a list or map; nullptr for none.
const Shape* shape_in(const Type& type) {
  if (type.of) return shape_in(*type.of);
  return type.kind == Type::Kind::object ? &type.object() : nullptr;
}

/// The table of the keys, and below it those of the objects in it that were not told before.
void tables_of(const Shape& shape, std::set<const Shape*>& told, std::string& out) {
  table_of_keys(shape, out);
  for (const Key& key : shape.keys) {
    const Shape* inner = shape_in(key.type);
    if (inner == nullptr || !told.insert(inner).second) continue;
    out += fmt::format("#### {}\n\n{}\n\n", inner->name, inner->doc);
    tables_of(*inner, told, out);
  }
}

}  // namespace

std::string json_schema() {
  SchemaWriter writer;
  std::vector<std::string> steps, expectations;
  for (const Step& step : all_steps()) {
    steps.push_back(fmt::format(R"({{"type":"object","description":{},"properties":{{{}:{}}},"required":[{}],"additionalProperties":false}})",
                                json_text(step.doc), json_text(step.name), writer.schema_of(step.type), json_text(step.name)));
  }
  for (const Expectation& known : all_expectations()) {
    expectations.push_back(writer.shape_schema(known.shape));
  }
  const std::string story = writer.shape_schema(story_shape());
  std::string out = "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\n\"title\":\"mailrig story\",\n\"allOf\":[" + story + "],\n\"$defs\":{\n";
  out += fmt::format("\"step\":{{\"anyOf\":[\n{}]}},\n", fmt::join(steps, ",\n"));
  out += fmt::format("\"expectation\":{{\"anyOf\":[\n{}]}}", fmt::join(expectations, ",\n"));
  return out + writer.definitions() + "}}\n";
}

std::string reference_tables() {
  std::string out = "## Keys\n\n";
  const std::vector<const Shape*> listed = story_shapes();
  std::set<const Shape*> told(listed.begin(), listed.end());
  for (const Shape* shape : listed) {
    out += fmt::format("### {}\n\n{}\n\n", shape->name, shape->doc);
    tables_of(*shape, told, out);
  }
  out += "## Steps\n\n";
  for (const Step& step : all_steps()) {
    out += fmt::format("### {}\n\n{}\n\n```yaml\n- {}\n```\n\n", step.name, step.doc, step.example);
    if (step.type.kind == Type::Kind::object) tables_of(step.type.object(), told, out);
  }
  out += "## Expectations\n\n";
  for (const Expectation& known : all_expectations()) {
    out += fmt::format("### {}\n\n{}\n\n```yaml\n- expect: {}\n```\n\n", known.name, known.doc, known.example);
    tables_of(known.shape, told, out);
  }
  out.pop_back();
  return out;
}

}  // namespace scenarios
