// SEARCH (RFC 3501, 6.4.4): the keys as a tree, and whether a message fits.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "fakeservers/imap/arguments.h"
#include "fakeservers/mail_store.h"
#include "sim/mail/message.h"

namespace fakeservers::imap {

struct SearchKey {
  enum class Kind { all, all_of, either, negated, numbers, uids, flag, keyword, recent, fresh, before, on, since, sent_before, sent_on,
                    sent_since, larger, smaller, header, body, text };
  Kind kind = Kind::all;
  std::vector<SearchKey> keys;     ///< of all_of, either, negated
  SequenceSet set;
  unsigned flag = 0;
  std::string name;                ///< of a keyword or a header field
  std::string words;               ///< what to look for, folded to upper case
  Day day;
  std::uint32_t octets = 0;
};

/// Reads keys up to the end or a closing parenthesis: all must fit. Fails the arguments if they make no sense.
SearchKey read_search_keys(Arguments& arguments, int depth = 0);
/// Puts the largest numbers into the sets.
void resolve(SearchKey& key, std::uint32_t largest_number, std::uint32_t largest_uid);

/// One message under a search; what is costly is read when a key asks for it.
class SearchedMail {
 public:
  SearchedMail(const StoredMail& mail, std::uint32_t number, bool is_recent) : mail_(mail), number_(number), is_recent_(is_recent) {}
  bool fits(const SearchKey& key);

 private:
  const sim::mail::Message& message();
  bool has_header(const SearchKey& key);
  bool was_sent(const SearchKey& key);
  const std::string& body_text();    ///< in upper case
  const std::string& header_text();  ///< the same

  const StoredMail& mail_;
  std::uint32_t number_;
  bool is_recent_;
  std::unique_ptr<sim::mail::Message> message_;
  std::optional<std::string> body_, header_;
};

}  // namespace fakeservers::imap
