// A Maildir that a real server fills or empties, kept alike with a maildrop of the simulated host that it stands for.
#pragma once
#include <functional>
#include <map>
#include <string>

#include "fakeservers/mail_store.h"
#include "sim/trace.h"

namespace scenarios {

class Maildir {
 public:
  /// `folder` holds cur, new and tmp; `owner` is the user and group id that the real servers work under.
  Maildir(std::string folder, std::string host, fakeservers::MailStore& store, fakeservers::Maildrop& drop, unsigned owner)
      : folder_(std::move(folder)), host_(std::move(host)), store_(store), drop_(drop), owner_(owner) {}

  /// Makes its folders, as far as they are missing.
  sim::Result<void> make();
  /// Puts a mail that is in the maildrop into the Maildir too. Throws if the disk does not take it: the story cannot go on.
  void add(const fakeservers::StoredMail& mail);
  /// Takes over what lies in the Maildir now: mails that came (`came` is told) and mails that are gone. True if anything changed.
  bool refresh(sim::Trace& trace, sim::Instant now, const std::function<void(const fakeservers::StoredMail&)>& came);

 private:
  std::map<std::string, std::string> files() const;
  bool own(const std::string& path) const;

  std::string folder_, host_;
  fakeservers::MailStore& store_;
  fakeservers::Maildrop& drop_;
  unsigned owner_;
  unsigned next_ = 1;
  std::map<std::string, std::string> known_;   ///< a file's unique name, and the uid of its mail in the maildrop
};

}  // namespace scenarios
