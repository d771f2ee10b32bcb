#include "fakeservers/mail_store.h"

#include <algorithm>
#include <set>

namespace fakeservers {

StoredMail* Folder::find(std::uint32_t number) {
  const auto found = std::lower_bound(mails.begin(), mails.end(), number,
                                      [](const StoredMail& mail, std::uint32_t wanted) { return mail.number < wanted; });
  return found != mails.end() && found->number == number ? &*found : nullptr;
}

std::size_t Folder::bytes() const {
  std::size_t sum = 0;
  for (const StoredMail& mail : mails) sum += mail.raw.size();
  return sum;
}

std::size_t Maildrop::all_bytes() const {
  std::size_t sum = bytes();
  for (const auto& [name, folder] : folders) sum += folder->bytes();
  return sum;
}

Maildrop& MailStore::add(std::string user, std::string password, std::vector<sim::mail::Address> addresses) {
  Maildrop& drop = drops_[user];
  if (drop.user.empty()) drop.uid_validity = next_validity_++;
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

std::string MailStore::deliver(Folder& folder, std::string raw, const sim::mail::Envelope& envelope, sim::Instant now) {
  const auto number = static_cast<std::uint32_t>(folder.next_uid++);
  std::string uid = "m" + std::to_string(number);
  folder.mails.push_back({uid, std::move(raw), now, envelope, number});
  ++folder.changes;
  if (on_stored) on_stored(folder, folder.mails.back());
  return uid;
}

void MailStore::remove(Folder& folder, const std::vector<std::string>& uids) {
  const std::set<std::string_view> gone(uids.begin(), uids.end());
  if (std::erase_if(folder.mails, [&](const StoredMail& mail) { return gone.contains(mail.uid); }) > 0) ++folder.removals;
}

void MailStore::remove_numbers(Folder& folder, const std::set<std::uint32_t>& numbers) {
  if (std::erase_if(folder.mails, [&](const StoredMail& mail) { return numbers.contains(mail.number); }) > 0) ++folder.removals;
}

std::shared_ptr<Folder> MailStore::new_folder() {
  auto folder = std::make_shared<Folder>();
  folder->uid_validity = next_validity_++;
  return folder;
}

}  // namespace fakeservers
