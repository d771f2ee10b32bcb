// Reads the arguments of an IMAP command (RFC 3501, 9) strictly. The command is whole: a literal stands in it as `{5}` CRLF and its
// octets. What is wrong is remembered: a command reads all it wants to, then asks once whether it made sense.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/clock.h"

namespace fakeservers::imap {

/// Message numbers or UIDs as a client wrote them; 0 stands for `*`.
struct SequenceSet {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges;
  /// `*` put in, each range ascending, ordered and merged: what contains() needs.
  SequenceSet resolved(std::uint32_t largest) const;
  bool contains(std::uint32_t number) const;
  /// True if a number is 0 after `*` was put in, or greater than that: not a message number (RFC 3501, 9, seq-number).
  bool goes_beyond(std::uint32_t largest) const;
};
/// "1:3,7" of ascending numbers.
std::string set_text(const std::vector<std::uint32_t>& numbers);

/// A day without time and zone, as dates of SEARCH are (RFC 3501, 6.4.4).
struct Day {
  int year = 0, month = 0, day = 0;
  auto operator<=>(const Day&) const = default;
};
Day day_of(sim::Instant when);
/// The day that a Date header field names, whatever its zone; nothing if it cannot be read.
std::optional<Day> day_of_header(std::string_view value);
/// "24-Mar-2007 23:00:00 +0000" (date-time).
std::string date_time_text(sim::Instant when);

char upper(char c);
std::string upper(std::string_view text);
bool equal_words(std::string_view a, std::string_view b);  ///< ASCII case is ignored

class Arguments {
 public:
  explicit Arguments(std::string_view text) : text_(text) {}
  bool is_bad() const { return is_bad_; }
  void fail() { is_bad_ = true; }
  /// True at the end of what is no failure.
  bool at_end() const { return at_ == text_.size(); }
  char peek() const { return is_bad_ || at_end() ? '\0' : text_[at_]; }
  /// Takes the character if it comes next.
  bool skip(char c);
  void expect(char c);
  void space() { expect(' '); }
  /// Nothing may follow. True if all was right.
  bool is_done();

  std::string_view tag();
  std::string_view atom();
  std::string string();                       ///< quoted or literal
  std::optional<std::string> nstring();
  std::string astring();
  std::string mailbox();                      ///< astring; INBOX in any case is "INBOX"
  std::string pattern();                      ///< list-mailbox
  std::uint32_t number();
  std::uint32_t positive();
  SequenceSet sequence_set();
  std::string flag();                         ///< "\Seen" or a keyword
  Day date();
  sim::Instant date_time();
  /// A word of letters, digits and dots, upper case: names of FETCH items and SEARCH keys.
  std::string word();
  std::string_view rest() const { return text_.substr(at_); }

 private:
  std::string_view while_in(bool (*is_one)(char));
  std::string quoted();
  std::string literal();
  std::uint32_t sequence_number();
  int digits(std::size_t least, std::size_t most);
  int month();

  std::string_view text_;
  std::size_t at_ = 0;
  bool is_bad_ = false;
};

}  // namespace fakeservers::imap
