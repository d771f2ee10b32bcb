// Reading an encoded query. There is nothing between field, operator and value, so a condition is cut where a known field ends and an
// operator begins; of several operators that begin there the longest.
#include "engine/folded.h"
#include "engine/query_tree.h"
#include "engine/trimmed.h"

namespace engine {
namespace {

constexpr std::size_t most_bytes = 8 * 1024;
constexpr std::size_t most_conditions = 200;

struct OperatorName {
  std::string_view name;
  QueryOperator op;
};
// The longest first. `*`, `!*` and `%` are the vendor's short forms.
constexpr OperatorName operators[]{{"DOES NOT CONTAIN", QueryOperator::lacks},
                                   {"EMPTYSTRING", QueryOperator::empty_string},
                                   {"ISNOTEMPTY", QueryOperator::is_not_empty},
                                   {"STARTSWITH", QueryOperator::starts_with},
                                   {"ENDSWITH", QueryOperator::ends_with},
                                   {"NOT LIKE", QueryOperator::lacks},
                                   {"CONTAINS", QueryOperator::contains},
                                   {"ANYTHING", QueryOperator::anything},
                                   {"ISEMPTY", QueryOperator::is_empty},
                                   {"NOTLIKE", QueryOperator::lacks},
                                   {"NSAMEAS", QueryOperator::not_same_as},
                                   {"BETWEEN", QueryOperator::between},
                                   {"NOT IN", QueryOperator::not_in},
                                   {"SAMEAS", QueryOperator::same_as},
                                   {"LIKE", QueryOperator::contains},
                                   {"!=", QueryOperator::differs},
                                   {"<=", QueryOperator::at_most},
                                   {">=", QueryOperator::at_least},
                                   {"!*", QueryOperator::lacks},
                                   {"IN", QueryOperator::in},
                                   {"=", QueryOperator::equals},
                                   {"<", QueryOperator::less},
                                   {">", QueryOperator::greater},
                                   {"*", QueryOperator::contains},
                                   {"%", QueryOperator::ends_with}};
/// Operators of the instance that need what is not here: class trees, the calendar, the former values of a record.
constexpr std::string_view unsupported[]{"INSTANCEOF", "DATEPART",   "DYNAMIC",  "RELATIVE", "MATCH_PAT", "MATCH_RGX",
                                         "VALCHANGES", "CHANGESFROM", "CHANGESTO", "GT_FIELD", "LT_FIELD"};
constexpr std::string_view known_operators =
    "operators are = != < > <= >= LIKE NOTLIKE CONTAINS STARTSWITH ENDSWITH IN NOT IN BETWEEN ISEMPTY ISNOTEMPTY SAMEAS NSAMEAS";

bool is_name_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

const OperatorName* operator_at(std::string_view text) {
  const auto begins = [&](const OperatorName& each) { return text.starts_with(each.name); };
  const auto* found = std::find_if(std::begin(operators), std::end(operators), begins);
  return found == std::end(operators) ? nullptr : found;
}

std::string single_carets(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    if (text[i] == '^') ++i;
  }
  return out;
}

/// The items of a list; none if nothing but blanks is there.
std::vector<std::string> items_of(std::string_view list) {
  std::vector<std::string> items;
  while (!trimmed(list).empty() || !items.empty()) {
    const std::size_t comma = list.find(',');
    items.push_back(folded(trimmed(list.substr(0, comma))));
    if (comma == std::string_view::npos) break;
    list.remove_prefix(comma + 1);
  }
  return items;
}

enum class Join { both, either, fresh };

/// The text between two joins, and where in the query it begins.
struct Segment {
  Join join = Join::both;
  std::string_view text;
  std::size_t at = 0;
};

std::vector<Segment> segments_of(std::string_view encoded) {
  std::vector<Segment> found;
  Segment open;
  const auto close = [&](std::size_t end) {
    open.text = encoded.substr(open.at, end - open.at);
    found.push_back(open);
  };
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    if (encoded[i] != '^') continue;
    const std::string_view rest = encoded.substr(i + 1);
    if (rest.starts_with('^')) {
      ++i;
      continue;
    }
    close(i);
    open = {Join::both, {}, i + 1};
    if (rest.starts_with("OR") && !rest.starts_with("ORDERBY")) open = {Join::either, {}, i + 3};
    if (rest.starts_with("NQ")) open = {Join::fresh, {}, i + 3};
    i = open.at - 1;
  }
  close(encoded.size());
  return found;
}

class Parser {
 public:
  Parser(std::string_view encoded, const std::function<bool(std::string_view)>& is_field) : encoded_(encoded), is_field_(is_field) {}

  sim::Result<QueryTree> parse() {
    if (encoded_.size() > most_bytes) {
      return sim::Error{fmt::format("the query has {} bytes, {} are allowed", encoded_.size(), most_bytes), {}, {}};
    }
    tree_.text = encoded_;
    for (const Segment& segment : segments_of(encoded_)) {
      if (auto taken = take(segment); !taken) return taken.error();
    }
    return std::move(tree_);
  }

 private:
  sim::Error error(std::size_t at, std::string_view what, std::string_view advice = {}) const {
    // Characters, not octets: what an editor calls a column.
    const auto before = encoded_.substr(0, at);
    const auto column = 1 + std::count_if(before.begin(), before.end(), [](char c) { return (c & 0xC0) != 0x80; });
    return {fmt::format("column {}: {}", column, what), std::string(advice), {}};
  }

  sim::Result<void> take(const Segment& segment) {
    if (segment.text.empty() && segment.join == Join::both) return {};
    if (segment.text.empty()) return error(segment.at, fmt::format("behind {} a condition is missing", joint(segment.join)));
    if (++count_ > most_conditions) return error(segment.at, fmt::format("more than {} conditions", most_conditions));
    if (segment.text == "EQ" && segment.join == Join::both) return {};
    for (const std::string_view word : {"ORDERBYDESC", "ORDERBY", "GROUPBY"}) {
      if (segment.text.starts_with(word)) return take_order(segment, word);
    }
    auto condition = read(segment);
    if (!condition) return condition.error();
    return place(segment, *std::move(condition));
  }

  static std::string_view joint(Join join) { return join == Join::either ? "^OR" : "^NQ"; }

  sim::Result<void> place(const Segment& segment, QueryCondition condition) {
    if (tree_.groups.empty() && segment.join == Join::either) return error(segment.at, "^OR has no condition before it");
    if (tree_.groups.empty() || segment.join == Join::fresh) tree_.groups.emplace_back();
    QueryGroup& group = tree_.groups.back();
    if (segment.join != Join::either) group.emplace_back();
    group.back().push_back(std::move(condition));
    return {};
  }

  sim::Result<void> take_order(const Segment& segment, std::string_view word) {
    const std::string_view field = segment.text.substr(word.size());
    if (!is_field_(field)) return error(segment.at + word.size(), fmt::format("there is no field '{}' to order by", field));
    tree_.order.push_back({std::string(field), word == "ORDERBYDESC"});
    return {};
  }

  sim::Result<QueryCondition> read(const Segment& segment) const {
    const std::string_view text = segment.text;
    std::size_t names_end = 0;
    while (names_end < text.size() && is_name_letter(text[names_end])) ++names_end;
    std::size_t known_end = 0;
    for (std::size_t end = 1; end <= names_end; ++end) {
      if (!is_field_(text.substr(0, end))) continue;
      known_end = end;
      const std::string_view rest = text.substr(end);
      for (const std::string_view word : unsupported) {
        if (rest.starts_with(word)) return error(segment.at + end, fmt::format("the operator {} is not supported", word), known_operators);
      }
      if (const OperatorName* found = operator_at(rest)) return read_value(segment, end, *found);
    }
    if (known_end == 0) return no_field(segment, names_end);
    return error(segment.at + known_end, fmt::format("behind '{}' there is no operator", text.substr(0, known_end)), known_operators);
  }

  /// No known name begins the condition: what stands before the first operator is what was meant.
  sim::Error no_field(const Segment& segment, std::size_t names_end) const {
    if (names_end == 0) return error(segment.at, "here a field is expected");
    for (std::size_t end = 1; end <= names_end; ++end) {
      if (operator_at(segment.text.substr(end)) != nullptr) names_end = end;
    }
    return error(segment.at, fmt::format("there is no field '{}'", segment.text.substr(0, names_end)));
  }

  sim::Result<QueryCondition> read_value(const Segment& segment, std::size_t field_end, const OperatorName& found) const {
    using enum QueryOperator;
    const std::size_t at = field_end + found.name.size();
    QueryCondition made{std::string(segment.text.substr(0, field_end)), found.op, found.name,
                        single_carets(segment.text.substr(at)),         {},       {}};
    const std::string_view value = made.value;
    made.key = folded(value);
    if (value.starts_with("javascript:")) {
      return error(segment.at + at, "a value that is a script is not evaluated", "write the value that the script gives");
    }
    if (takes_no_value(made.op) && !value.empty()) {
      return error(segment.at + at, fmt::format("{} takes no value", found.name), "the next condition begins with ^");
    }
    if (made.op == in || made.op == not_in) {
      if (looks_like_number(found, value)) return missing_equals(segment, field_end, value);
      made.keys = items_of(value);
    }
    if (made.op == between) {
      const std::size_t middle = value.find('@');
      if (middle == std::string_view::npos) return error(segment.at + at, "BETWEEN takes two values with @ between them: 1@5");
      made.keys = {folded(trimmed(value.substr(0, middle))), folded(trimmed(value.substr(middle + 1)))};
    }
    if (made.op == same_as || made.op == not_same_as) {
      if (!is_field_(value)) return error(segment.at + at, fmt::format("there is no field '{}' to compare with", value));
      made.key = value;
    }
    return made;
  }

  /// "numberINC0010001" reads as number IN "C0010001": the number of a record with its operator forgotten.
  static bool looks_like_number(const OperatorName& found, std::string_view value) {
    return found.name == "IN" && value.starts_with('C') && value.find_first_not_of("0123456789", 1) == std::string_view::npos;
  }
  sim::Error missing_equals(const Segment& segment, std::size_t field_end, std::string_view value) const {
    const std::string_view field = segment.text.substr(0, field_end);
    return error(segment.at + field_end, fmt::format("'{}' reads as {} IN '{}'", segment.text, field, value),
                 fmt::format("write {}=IN{} for the number of a record", field, value));
  }

  std::string_view encoded_;
  const std::function<bool(std::string_view)>& is_field_;
  QueryTree tree_;
  std::size_t count_ = 0;
};

}  // namespace

sim::Result<QueryTree> parse_query(std::string_view encoded, const std::function<bool(std::string_view)>& is_field) {
  return Parser(encoded, is_field).parse();
}

}  // namespace engine
