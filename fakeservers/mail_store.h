// The maildrops of one simulated host: what local delivery fills, POP3 serves, and IMAP serves as INBOX beside further folders.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/clock.h"
#include "sim/mail/address.h"

namespace fakeservers {

/// The system flags of IMAP that are kept (RFC 3501, 2.3.2), as bits.
enum MailFlag : unsigned { flag_answered = 1, flag_flagged = 2, flag_deleted = 4, flag_seen = 8, flag_draft = 16 };

struct StoredMail {
  std::string uid;              ///< unique in its maildrop, never used again (RFC 1939, 7)
  std::string raw;              ///< CRLF line ends
  sim::Instant arrived{};
  sim::mail::Envelope envelope; ///< how it came
  std::uint32_t number = 0;     ///< IMAP's UID; `uid` is "m" and this
  unsigned flags = 0;           ///< bits of MailFlag
  std::set<std::string> keywords = {};
  std::uint64_t changed = 0;    ///< Folder::changes when its flags last changed
};

/// What IMAP calls a mailbox.
struct Folder {
  std::vector<StoredMail> mails;  ///< by number, ascending
  std::uint64_t next_uid = 1;
  std::uint32_t uid_validity = 1; ///< never given to two folders of a store (RFC 3501, 2.3.1.1)
  std::uint64_t recent_from = 1;  ///< mails from this number on no session has been told of as \Recent
  std::uint64_t changes = 0;      ///< counts arrivals and changes of flags, so that a session sees whether anything is new
  std::uint64_t removals = 0;     ///< the same of removals
  std::set<std::string> keywords; ///< all that were ever used here
  StoredMail* find(std::uint32_t number);
  std::size_t bytes() const;
};

/// A user's account. It is their INBOX itself.
struct Maildrop : Folder {
  std::string user;
  std::string password;
  std::vector<sim::mail::Address> addresses;
  std::size_t capacity_bytes = SIZE_MAX;  ///< over quota: 452 4.2.2 / 552 5.2.2 is the caller's choice
  bool is_locked = false;       ///< a POP3 session holds it (RFC 1939, 4)
  /// Besides INBOX, by their name in modified UTF-7. Sessions keep what they have selected.
  std::map<std::string, std::shared_ptr<Folder>, std::less<>> folders;
  std::set<std::string, std::less<>> subscriptions;
  std::size_t all_bytes() const;          ///< of all folders
};

class MailStore {
 public:
  /// References stay valid for the store's life.
  Maildrop& add(std::string user, std::string password, std::vector<sim::mail::Address> addresses);
  Maildrop* find_user(std::string_view user);
  Maildrop* find_address(const sim::mail::Address& address);
  /// Stores a mail; the uid it got.
  std::string deliver(Folder& folder, std::string raw, const sim::mail::Envelope& envelope, sim::Instant now);
  /// Removes by uid; what is not there is passed over.
  void remove(Folder& folder, const std::vector<std::string>& uids);
  /// Removes by number.
  void remove_numbers(Folder& folder, const std::set<std::uint32_t>& numbers);
  /// A folder that has no mail and no name yet.
  std::shared_ptr<Folder> new_folder();
  /// Told of each mail that was stored; may be empty.
  std::function<void(const Folder&, const StoredMail&)> on_stored;
  std::map<std::string, Maildrop, std::less<>>& maildrops() { return drops_; }
  const std::map<std::string, Maildrop, std::less<>>& maildrops() const { return drops_; }

 private:
  std::map<std::string, Maildrop, std::less<>> drops_;
  std::uint32_t next_validity_ = 1;
};

}  // namespace fakeservers
