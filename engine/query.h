// Encoded queries, as the instance writes its conditions: `subjectSTARTSWITHfoo^ORheadersLIKEX-Spam:YES^active=true`.
// Compiled once, so that fifty filters cost little per mail. Comparison disregards case, as the instance's database does.
//
//   field, operator and value stand without anything between them; a caret in a value is written twice
//   ^      and                           ^NQ    or, between whole queries
//   ^OR    or, with the condition before it: a^ORb^c is (a or b) and c
//   ^EQ    nothing; the condition builder puts it at the end
//   ^ORDERBYx ^ORDERBYDESCx ^GROUPBYx    the order of the rows
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/result.h"

namespace engine {

/// What a query looks at: a mail, a record.
class Row {
 public:
  virtual ~Row() = default;
  virtual std::optional<std::string> field(std::string_view name) const = 0;  ///< nothing: no such field. An empty column is ""
};

/// A row whose fields are read and folded once, however many queries look at it. The row outlives it.
class FoldedRow {
 public:
  explicit FoldedRow(const Row& row) : row_(row) {}
  const std::string& field(std::string_view name) const;  ///< as folded() makes it; "" if there is no such field

 private:
  const Row& row_;
  mutable std::map<std::string, std::string, std::less<>> known_;
};

struct QueryTree;  // engine/query_tree.h

class Query {
 public:
  Query();
  /// An error's message names the column (1-based character) in the encoded text. `is_field` says which names exist; dot-walks
  /// (caller_id.active) are names like others.
  static sim::Result<Query> parse(std::string_view encoded, const std::function<bool(std::string_view)>& is_field);
  /// A value as it is written behind an operator: carets doubled.
  static std::string escaped(std::string_view value);

  /// An empty query matches all.
  bool matches(const Row& row) const { return matches(FoldedRow(row)); }
  bool matches(const FoldedRow& row) const;
  bool is_empty() const;              ///< no condition; an order may be there
  const std::string& text() const;    ///< as it was written
  /// What decided: of a row that matches the conditions that held, "subject STARTSWITH 'foo' and active = 'true'"; else the first that
  /// did not.
  std::string evidence(const Row& row) const { return evidence(FoldedRow(row)); }
  std::string evidence(const FoldedRow& row) const;

  struct Sql {
    std::string condition;            ///< "" for an empty query; values as ?
    std::vector<std::string> values;  ///< to be bound as text, in order
    std::string order;                ///< "[number] ASC, [priority] DESC", or ""
  };
  /// The same as SQL over fold() (engine/folded.h): it chooses the rows that matches() chooses. `column` turns a field into an SQL
  /// expression; without one it is the column of that name, quoted.
  Sql sql(const std::function<std::string(std::string_view)>& column = {}) const;

 private:
  std::shared_ptr<const QueryTree> tree_;
};

}  // namespace engine
