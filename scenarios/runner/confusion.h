// Where labelled junk ended: a table of labels against mailboxes, and what should have been.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "fakeservers/people/junk_client.h"

namespace scenarios {

/// The mailbox that a label asks for; "" where either is right (a malformed mail is no junk by itself).
std::string_view wanted_mailbox(fakeservers::people::JunkLabel label);

class Confusion {
 public:
  /// `mailbox` as the instance names it ("Junk"); "" for a mail that ended in none.
  void count(fakeservers::people::JunkLabel label, const std::string& mailbox);
  /// Mails that did not end where their label asks for, lost ones included.
  std::size_t misplaced() const;
  std::string text() const;

 private:
  std::map<fakeservers::people::JunkLabel, std::map<std::string, std::size_t>> counts_;
};

}  // namespace scenarios
