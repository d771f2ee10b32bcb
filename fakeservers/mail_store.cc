#include "fakeservers/mail_store.h"

#include <algorithm>
#include <set>

namespace fakeservers {

std::size_t Maildrop::bytes() const {
  std::size_t sum = 0;
  for (const StoredMail& mail : mails) sum += mail.raw.size();
  return sum;
}

Maildrop& MailStore::add(std::string user, std::string password, std::vector<sim::mail::Address> addresses) {
  Maildrop& drop = drops_[user];
  drop.user = std::move(user);
  drop.password = std::move(password);
  drop.addresses = std::move(addresses);
  return drop;
}

Maildrop* MailStore::find_user(std::string_view user) {
  const auto found = drops_.find(user);
  return found == drops_.end() ? nullptr : &found->second;
}

Maildrop* MailStore::find_address(const sim::mail::Address& address) {
  for (auto& [user, drop] : drops_) {
    const bool is_its_own = std::any_of(drop.addresses.begin(), drop.addresses.end(),
                                        [&](const sim::mail::Address& own) { return own.matches(address); });
    if (is_its_own) return &drop;
  }
  return nullptr;
}

std::string MailStore::deliver(Maildrop& drop, std::string raw, const sim::mail::Envelope& envelope,
                               sim::Instant now) {
  std::string uid = "m" + std::to_string(drop.next_uid++);
  drop.mails.push_back({uid, std::move(raw), now, envelope});
  return uid;
}

void MailStore::remove(Maildrop& drop, const std::vector<std::string>& uids) {
  const std::set<std::string_view> gone(uids.begin(), uids.end());
  std::erase_if(drop.mails, [&](const StoredMail& mail) { return gone.contains(mail.uid); });
}

}  // namespace fakeservers
