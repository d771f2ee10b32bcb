#include "scenarios/runner/read_yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <fmt/format.h>

namespace scenarios {
namespace {

/// Thrown by the builder to leave yaml-cpp's parser; caught in read_yaml().
struct TooMuch {
  sim::Error error;
};

class Builder final : public YAML::EventHandler {
 public:
  Builder(const std::string& file, std::string_view text, std::vector<sim::Error>& problems, const YamlLimits& limits)
      : file_(file), text_(text), problems_(problems), limits_(limits) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { leaf({.place = at(mark)}, anchor); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override {
    Value scalar{.kind = Value::Kind::scalar, .text = value, .is_quoted = tag == "!", .place = at(mark)};
    const auto position = static_cast<std::size_t>(mark.pos < 0 ? 0 : mark.pos);
    scalar.is_block = position < text_.size() && (text_[position] == '|' || text_[position] == '>');
    leaf(std::move(scalar), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) throw TooMuch{{"an alias stands inside what it names", "write the value out", at(mark)}};
    count(size_of(found->second), mark);
    if (stack_.size() + depth_of(found->second) > limits_.depth) throw TooMuch{too_deep(at(mark))};
    put(found->second);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    begin(Value::Kind::list, mark, anchor);
  }
  void OnSequenceEnd() override { end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    begin(Value::Kind::map, mark, anchor);
  }
  void OnMapEnd() override { end(); }

  std::optional<Value> take() { return std::move(root_); }

 private:
  struct Open {
    Value value;
    YAML::anchor_t anchor = 0;
    std::optional<Member> key;
    std::set<std::string> keys;
  };

  sim::Place at(const YAML::Mark& mark) const { return {file_, mark.line + 1, mark.column + 1}; }
  static sim::Error too_deep(sim::Place place) { return {"lists and maps stand too deep in each other", "", std::move(place)}; }

  void count(std::size_t more, const YAML::Mark& mark) {
    values_ += more;
    if (values_ > limits_.values) {
      throw TooMuch{{fmt::format("the file holds more than {} values, aliases counted", limits_.values), "", at(mark)}};
    }
  }
  static std::size_t size_of(const Value& value) {
    std::size_t size = 1;
    for (const Value& item : value.items) size += size_of(item);
    for (const Member& member : value.members) size += 1 + size_of(member.value);
    return size;
  }
  static std::size_t depth_of(const Value& value) {
    std::size_t depth = 0;
    for (const Value& item : value.items) depth = std::max(depth, depth_of(item));
    for (const Member& member : value.members) depth = std::max(depth, depth_of(member.value));
    return depth + 1;
  }

  void leaf(Value value, YAML::anchor_t anchor) {
    if (++values_ > limits_.values) throw TooMuch{{"the file holds too many values", "", value.place}};
    if (anchor != 0) anchors_[anchor] = value;
    put(std::move(value));
  }
  void begin(Value::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    count(1, mark);
    if (stack_.size() >= limits_.depth) throw TooMuch{too_deep(at(mark))};
    stack_.push_back({.value = {.kind = kind, .place = at(mark)}, .anchor = anchor, .key = {}, .keys = {}});
  }
  void end() {
    Open done = std::move(stack_.back());
    stack_.pop_back();
    if (done.anchor != 0) anchors_[done.anchor] = done.value;
    put(std::move(done.value));
  }
  void put(Value value) {
    if (stack_.empty()) {
      root_ = std::move(value);
      return;
    }
    Open& parent = stack_.back();
    if (parent.value.is_list()) {
      parent.value.items.push_back(std::move(value));
    } else if (!parent.key) {
      parent.key = key_of(std::move(value));
    } else {
      put_member(parent, std::move(value));
    }
  }
  Member key_of(Value value) {
    if (!value.is_scalar()) problems_.push_back({"a key must be a plain word, not '" + value.brief() + "'", "", value.place});
    return {value.text, value.place, {}};
  }
  void put_member(Open& parent, Value value) {
    Member member = std::move(*parent.key);
    parent.key.reset();
    if (!parent.keys.insert(member.key).second) {
      problems_.push_back({"the key '" + member.key + "' stands here a second time", "keep one of them", member.place});
      return;
    }
    member.value = std::move(value);
    parent.value.members.push_back(std::move(member));
  }

  const std::string& file_;
  std::string_view text_;
  std::vector<sim::Error>& problems_;
  const YamlLimits& limits_;
  std::vector<Open> stack_;
  std::map<YAML::anchor_t, Value> anchors_;
  std::optional<Value> root_;
  std::size_t values_ = 0;
};

}  // namespace

std::optional<Value> read_yaml(std::string_view text, const std::string& file, std::vector<sim::Error>& problems,
                               const YamlLimits& limits) {
  if (text.size() > limits.octets) {
    problems.push_back({fmt::format("the file is larger than {} octets", limits.octets), "split the story", {file, 0, 0}});
    return std::nullopt;
  }
  Builder builder(file, text, problems, limits);
  try {
    std::istringstream in{std::string(text)};
    YAML::Parser parser(in);
    parser.HandleNextDocument(builder);
  } catch (const TooMuch& stop) {
    problems.push_back(stop.error);
    return std::nullopt;
  } catch (const YAML::Exception& wrong) {
    const sim::Place place = wrong.mark.is_null() ? sim::Place{file, 0, 0} : sim::Place{file, wrong.mark.line + 1, wrong.mark.column + 1};
    problems.push_back({"this is not YAML: " + wrong.msg, "look at the indentation and quotes of this line and the one above", place});
    return std::nullopt;
  }
  std::optional<Value> root = builder.take();
  if (!root) problems.push_back({"the file is empty", "a story has at least a name and steps", {file, 1, 1}});
  return root;
}

sim::Result<std::string> read_file(const std::string& path, std::size_t most_octets) {
  std::error_code trouble;
  if (std::filesystem::is_directory(path, trouble)) return sim::Error{"'" + path + "' is a folder, not a file", "", {}};
  std::ifstream in(path, std::ios::binary);
  if (!in) return sim::Error{fmt::format("'{}' cannot be read: {}", path, std::strerror(errno)), "", {}};
  std::string text;
  std::vector<char> piece(65536);
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
    text.append(piece.data(), static_cast<std::size_t>(in.gcount()));
    if (text.size() > most_octets) return sim::Error{fmt::format("'{}' is larger than {} octets", path, most_octets), "", {}};
  }
  return text;
}

std::optional<Value> read_yaml_file(const std::string& file, std::vector<sim::Error>& problems) {
  const YamlLimits limits;
  const auto text = read_file(file, limits.octets);
  if (!text) {
    problems.push_back(text.error());
    return std::nullopt;
  }
  return read_yaml(*text, file, problems, limits);
}

}  // namespace scenarios
