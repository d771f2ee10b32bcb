// The maildrops of one simulated host: what POP3 serves and local delivery fills.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/clock.h"
#include "sim/mail/address.h"

namespace fakeservers {

struct StoredMail {
  std::string uid;              ///< unique in its maildrop, never used again (RFC 1939, 7)
  std::string raw;              ///< CRLF line ends
  sim::Instant arrived{};
  sim::mail::Envelope envelope; ///< how it came
};

struct Maildrop {
  std::string user;
  std::string password;
  std::vector<sim::mail::Address> addresses;
  std::vector<StoredMail> mails;
  std::size_t capacity_bytes = SIZE_MAX;  ///< over quota: 452 4.2.2 / 552 5.2.2 is the caller's choice
  bool is_locked = false;       ///< a POP3 session holds it (RFC 1939, 4)
  std::uint64_t next_uid = 1;
  std::size_t bytes() const;
};

class MailStore {
 public:
  /// References stay valid for the store's life.
  Maildrop& add(std::string user, std::string password, std::vector<sim::mail::Address> addresses);
  Maildrop* find_user(std::string_view user);
  Maildrop* find_address(const sim::mail::Address& address);
  /// Stores a mail; the uid it got.
  std::string deliver(Maildrop& drop, std::string raw, const sim::mail::Envelope& envelope, sim::Instant now);
  /// Removes by uid; what is not there is passed over.
  void remove(Maildrop& drop, const std::vector<std::string>& uids);
  std::map<std::string, Maildrop, std::less<>>& maildrops() { return drops_; }
  const std::map<std::string, Maildrop, std::less<>>& maildrops() const { return drops_; }

 private:
  std::map<std::string, Maildrop, std::less<>> drops_;
};

}  // namespace fakeservers
