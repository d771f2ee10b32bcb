// What an encoded query means, for the files that read, evaluate and translate it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "engine/query.h"

namespace engine {

enum class QueryOperator {
  equals, differs, contains, lacks, starts_with, ends_with, in, not_in, is_empty, is_not_empty, less, greater, at_most, at_least,
  same_as, not_same_as, empty_string, anything, between,
};

struct QueryCondition {
  std::string field;
  QueryOperator op = QueryOperator::anything;
  std::string_view written;           ///< the operator as it was written
  std::string value;                  ///< as it was written, carets single
  std::string key;                    ///< folded value; of same_as the other field's name
  std::vector<std::string> keys;      ///< in, not_in: the items; between: the two ends
};
using QueryClause = std::vector<QueryCondition>;   ///< one of them must hold
using QueryGroup = std::vector<QueryClause>;       ///< all of them must hold

struct QueryOrder {
  std::string field;
  bool is_descending = false;
};

struct QueryTree {
  std::string text;
  std::vector<QueryGroup> groups;                  ///< one of them must match; none: everything matches
  std::vector<QueryOrder> order;
};

sim::Result<QueryTree> parse_query(std::string_view encoded, const std::function<bool(std::string_view)>& is_field);

/// ISEMPTY and its like stand alone.
bool takes_no_value(QueryOperator op);
/// True for an optional sign, digits and an optional fraction: what < and > compare as a number.
bool is_number(std::string_view text);
/// `=` and `!=` know a truth by either of its forms: "true" is also the database's "1". "" if the (folded) value is none.
std::string_view other_form_of_truth(std::string_view key);

}  // namespace engine
