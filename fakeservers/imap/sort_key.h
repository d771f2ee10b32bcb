// What messages are sorted by (SORT RFC 5256, DISPLAYFROM and DISPLAYTO RFC 5957).
#pragma once
#include <compare>
#include <string>
#include <vector>

#include "fakeservers/imap/arguments.h"
#include "fakeservers/mail_store.h"

namespace fakeservers::imap {

struct SortCriterion {
  enum class By { arrival, cc, date, from, size, subject, to, display_from, display_to };
  By by = By::arrival;
  bool is_reverse = false;
};
/// `(reverse date subject)`; fails the arguments if it makes no sense.
std::vector<SortCriterion> read_sort_criteria(Arguments& arguments);

/// The values of one message, one for each criterion: numbers or words, whichever it has.
struct SortValues {
  struct Value {
    std::int64_t number = 0;
    std::string words;      ///< folded to upper case
    auto operator<=>(const Value&) const = default;
  };
  std::vector<Value> values;
  std::uint32_t place = 0;
};
SortValues sort_values(const StoredMail& mail, const std::vector<SortCriterion>& criteria);
/// Equal ones stand in the order of the folder.
bool comes_before(const SortValues& a, const SortValues& b, const std::vector<SortCriterion>& criteria);

/// A subject without what answering and forwarding put around it (RFC 5256, 2.1).
/// `is_reply` becomes true if there was something of the kind.
std::string base_subject(std::string_view subject, bool* is_reply = nullptr);
/// When a message says that it was sent; nothing if its Date cannot be read.
std::optional<sim::Instant> sent_at(std::string_view date);

}  // namespace fakeservers::imap
