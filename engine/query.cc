#include "engine/query.h"

#include <cstring>

#include "engine/folded.h"
#include "engine/query_tree.h"

namespace engine {
namespace {

/// memmem() looks at a header text of kilobytes several times faster than std::string_view::find().
bool contains(std::string_view text, std::string_view part) {
  return part.empty() || memmem(text.data(), text.size(), part.data(), part.size()) != nullptr;
}

bool is_one_of(const std::string& text, const std::vector<std::string>& items) {
  return std::find(items.begin(), items.end(), text) != items.end();
}

/// Below zero, zero or above: as numbers where both are numbers, else as text.
int compared(const std::string& text, const std::string& key) {
  if (!is_number(text) || !is_number(key)) return text.compare(key);
  const double left = std::strtod(text.c_str(), nullptr), right = std::strtod(key.c_str(), nullptr);
  return left < right ? -1 : left > right ? 1 : 0;
}

bool equals(const std::string& text, const std::string& key) {
  if (text == key) return true;
  const std::string_view other = other_form_of_truth(key);
  return !other.empty() && text == other;
}

bool holds(const QueryCondition& condition, const FoldedRow& row) {
  using enum QueryOperator;
  const std::string& text = row.field(condition.field);
  const std::string& key = condition.key;
  switch (condition.op) {
    case equals: return engine::equals(text, key);
    case differs: return !engine::equals(text, key);
    case contains: return engine::contains(text, key);
    case lacks: return !engine::contains(text, key);
    case starts_with: return text.starts_with(key);
    case ends_with: return text.ends_with(key);
    case in: return is_one_of(text, condition.keys);
    case not_in: return !is_one_of(text, condition.keys);
    case is_empty:
    case empty_string: return text.empty();
    case is_not_empty: return !text.empty();
    // An empty column is neither below nor above anything.
    case less: return !text.empty() && compared(text, key) < 0;
    case greater: return !text.empty() && compared(text, key) > 0;
    case at_most: return !text.empty() && compared(text, key) <= 0;
    case at_least: return !text.empty() && compared(text, key) >= 0;
    case between: return !text.empty() && compared(text, condition.keys[0]) >= 0 && compared(text, condition.keys[1]) <= 0;
    case same_as: return text == row.field(key);
    case not_same_as: return text != row.field(key);
    case anything: return true;
  }
  return false;
}

const QueryCondition* holding(const QueryClause& clause, const FoldedRow& row) {
  const auto found = std::find_if(clause.begin(), clause.end(), [&](const QueryCondition& each) { return holds(each, row); });
  return found == clause.end() ? nullptr : &*found;
}

bool group_matches(const QueryGroup& group, const FoldedRow& row) {
  return std::all_of(group.begin(), group.end(), [&](const QueryClause& clause) { return holding(clause, row) != nullptr; });
}

/// A value for a log row: the first 80 octets of it, no letter cut.
std::string clipped(const std::string& value) {
  std::size_t end = std::min<std::size_t>(value.size(), 80);
  while (end < value.size() && end > 0 && (value[end] & 0xC0) == 0x80) --end;
  return end < value.size() ? value.substr(0, end) + "..." : value;
}

std::string words_of(const QueryCondition& condition) {
  if (takes_no_value(condition.op)) return fmt::format("{} {}", condition.field, condition.written);
  return fmt::format("{} {} '{}'", condition.field, condition.written, clipped(condition.value));
}

std::string words_of(const QueryClause& clause) {
  std::string out;
  for (const QueryCondition& condition : clause) out += (out.empty() ? "" : " or ") + words_of(condition);
  return out;
}

const std::shared_ptr<const QueryTree>& empty_tree() {
  static const auto tree = std::make_shared<const QueryTree>();
  return tree;
}

}  // namespace

const std::string& FoldedRow::field(std::string_view name) const {
  const auto found = known_.find(name);
  if (found != known_.end()) return found->second;
  return known_.emplace(std::string(name), folded(row_.field(name).value_or(""))).first->second;
}

bool is_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  const auto are_digits = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  return are_digits(text.substr(0, point)) && (point == text.size() || are_digits(text.substr(point + 1)));
}

bool takes_no_value(QueryOperator op) {
  using enum QueryOperator;
  return op == is_empty || op == is_not_empty || op == empty_string || op == anything;
}

std::string_view other_form_of_truth(std::string_view key) {
  if (key == "true") return "1";
  return key == "false" ? "0" : "";
}

Query::Query() : tree_(empty_tree()) {}

sim::Result<Query> Query::parse(std::string_view encoded, const std::function<bool(std::string_view)>& is_field) {
  auto tree = parse_query(encoded, is_field);
  if (!tree) return tree.error();
  Query made;
  made.tree_ = std::make_shared<const QueryTree>(*std::move(tree));
  return made;
}

std::string Query::escaped(std::string_view value) {
  std::string out;
  for (const char c : value) out.append(c == '^' ? 2 : 1, c);
  return out;
}

bool Query::matches(const FoldedRow& row) const {
  const auto& groups = tree_->groups;
  return groups.empty() || std::any_of(groups.begin(), groups.end(), [&](const QueryGroup& group) { return group_matches(group, row); });
}

bool Query::is_empty() const { return tree_->groups.empty(); }
const std::string& Query::text() const { return tree_->text; }

std::string Query::evidence(const FoldedRow& row) const {
  if (is_empty()) return "no condition";
  for (const QueryGroup& group : tree_->groups) {
    if (!group_matches(group, row)) continue;
    std::string out;
    for (const QueryClause& clause : group) out += (out.empty() ? "" : " and ") + words_of(*holding(clause, row));
    return out;
  }
  for (const QueryClause& clause : tree_->groups.front()) {
    if (holding(clause, row) == nullptr) return "not " + words_of(clause);
  }
  return {};
}

}  // namespace engine
