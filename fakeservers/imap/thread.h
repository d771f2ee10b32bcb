// THREAD (RFC 5256, 3): messages as trees, by their references or by their subjects.
#pragma once
#include <string>
#include <vector>

#include "fakeservers/mail_store.h"

namespace fakeservers::imap {

/// What threading looks at in a message.
struct ThreadedMail {
  std::uint32_t number = 0;              ///< how the answer names it
  std::string id;
  std::vector<std::string> references;   ///< the nearest last
  std::string subject;                   ///< base subject, folded to upper case
  bool is_reply = false;                 ///< or forwarded, by its subject
  sim::Instant sent{};
};
ThreadedMail threaded_mail(const StoredMail& mail, std::uint32_t number);
/// "(3 2)(1)"; mails in the order of the folder.
std::string thread_by_references(const std::vector<ThreadedMail>& mails);
std::string thread_by_subject(std::vector<ThreadedMail> mails);

}  // namespace fakeservers::imap
