// An encoded query as SQL. Every comparison is made on fold(column), so that the rows chosen are those that Query::matches() chooses.
#include "engine/folded.h"
#include "engine/query_tree.h"

namespace engine {
namespace {

using Columns = std::function<std::string(std::string_view)>;

std::string quoted(std::string_view name) { return fmt::format("[{}]", name); }

class Writer {
 public:
  Writer(const Columns& column, Query::Sql& out) : column_(column), out_(out) {}

  std::string group(const QueryGroup& group) {
    std::string text;
    for (const QueryClause& clause : group) text += (text.empty() ? "" : " AND ") + any_of(clause);
    return "(" + text + ")";
  }

 private:
  std::string any_of(const QueryClause& clause) {
    std::string text;
    for (const QueryCondition& each : clause) text += (text.empty() ? "" : " OR ") + condition(each);
    return "(" + text + ")";
  }

  std::string value(std::string_view key) {
    out_.values.emplace_back(key);
    return "?";
  }

  std::string condition(const QueryCondition& each) {
    using enum QueryOperator;
    const std::string text = fmt::format("{}({})", folding(each), column_(each.field));
    switch (each.op) {
      case equals: return equality(text, each.key);
      case differs: return "NOT " + equality(text, each.key);
      // instr('', '') is 1 and instr(x, '') too: what is contained nowhere is everywhere.
      case contains: return fmt::format("instr({}, {}) > 0", text, value(each.key));
      case lacks: return fmt::format("instr({}, {}) = 0", text, value(each.key));
      case starts_with: return fmt::format("substr({}, 1, {}) = {}", text, characters(each.key), value(each.key));
      case ends_with: return ending(text, each.key);
      case in: return text + " IN " + list(each.keys);
      case not_in: return text + " NOT IN " + list(each.keys);
      case is_empty:
      case empty_string: return text + " = ''";
      case is_not_empty: return text + " <> ''";
      case less: return compared(text, "<", each.key);
      case greater: return compared(text, ">", each.key);
      case at_most: return compared(text, "<=", each.key);
      case at_least: return compared(text, ">=", each.key);
      case between: {
        const std::string lower = compared(text, ">=", each.keys[0]);
        return fmt::format("({} AND {})", lower, compared(text, "<=", each.keys[1]));
      }
      case same_as: return fmt::format("{} = fold({})", text, column_(each.key));
      case not_same_as: return fmt::format("{} <> fold({})", text, column_(each.key));
      case anything: return "1";
    }
    return "1";
  }

  /// What a column goes through before it is compared. Only ASCII letters fold to ASCII ones, so that an equality with such a value may use
  /// SQLite's own lower(), on which columns that are often asked for have an index.
  static std::string_view folding(const QueryCondition& each) {
    const auto is_ascii = [](const std::string& key) {
      return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) { return (c & 0x80) == 0; });
    };
    if (each.op == QueryOperator::equals) return is_ascii(each.key) ? "lower" : "fold";
    if (each.op != QueryOperator::in) return "fold";
    return std::all_of(each.keys.begin(), each.keys.end(), is_ascii) ? "lower" : "fold";
  }

  std::string equality(const std::string& text, const std::string& key) {
    const std::string_view other = other_form_of_truth(key);
    const std::string first = value(key);
    return other.empty() ? fmt::format("({} = {})", text, first) : fmt::format("({} IN ({}, {}))", text, first, value(other));
  }

  static std::size_t characters(std::string_view key) {
    return static_cast<std::size_t>(std::count_if(key.begin(), key.end(), [](char c) { return (c & 0xC0) != 0x80; }));
  }

  std::string ending(const std::string& text, const std::string& key) {
    if (key.empty()) return "1";
    return fmt::format("substr({}, -{}) = {}", text, characters(key), value(key));
  }

  std::string list(const std::vector<std::string>& keys) {
    std::string text;
    for (const std::string& key : keys) text += (text.empty() ? "" : ", ") + value(key);
    return "(" + text + ")";
  }

  /// A number is compared as one with those values of the column that are numbers (is_number()), else as text; nothing is below or
  /// above ''.
  std::string compared(const std::string& text, std::string_view sign, const std::string& key) {
    const std::string as_text = fmt::format("{} {} {}", text, sign, value(key));
    if (!is_number(key)) return fmt::format("({0} <> '' AND {1})", text, as_text);
    const std::string as_number = fmt::format("CAST({} AS REAL) {} CAST({} AS REAL)", text, sign, value(key));
    const std::string test = fmt::format("(ltrim({0}, '-') GLOB '[0-9]*' AND ltrim({0}, '-') GLOB '*[0-9]' AND {0} NOT GLOB '*[^-0-9.]*'"
                                         " AND {0} NOT GLOB '*?-*' AND {0} NOT GLOB '*.*.*')", text);
    return fmt::format("({0} <> '' AND ((NOT {1} AND {2}) OR ({1} AND {3})))", text, test, as_text, as_number);
  }

  const Columns& column_;
  Query::Sql& out_;
};

}  // namespace

Query::Sql Query::sql(const Columns& column) const {
  const Columns named = column ? column : Columns(quoted);
  Sql made;
  Writer writer(named, made);
  for (const QueryGroup& group : tree_->groups) {
    const std::string text = writer.group(group);
    made.condition += (made.condition.empty() ? "" : " OR ") + text;
  }
  if (tree_->groups.size() > 1) made.condition = "(" + made.condition + ")";
  for (const QueryOrder& each : tree_->order) {
    made.order += fmt::format("{}{} {}", made.order.empty() ? "" : ", ", named(each.field), each.is_descending ? "DESC" : "ASC");
  }
  return made;
}

}  // namespace engine
