// An Email Reader job: every two virtual minutes it reads each active POP3 and IMAP account over the wire, stores mails in batches, lets the server
// delete what is safely stored, and classifies it (spec 2.1). With account groups several readers work beside each other, each on a group
// that it has claimed.
#pragma once
#include <memory>
#include <string>

#include "engine/parts.h"

namespace engine::inbound {

class EmailReader {
 public:
  /// `number` counts the reader jobs from 1; those after the first work on account groups only.
  explicit EmailReader(Parts& parts, std::size_t number = 1);
  ~EmailReader();
  /// Starts reading its accounts, one after another; does nothing while still running or if glide.email.read.active is off.
  void run();
  bool is_running() const;
  const std::string& name() const;   ///< "email reader", "email reader 2"

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// Stores one raw mail and takes it through the inbound pipeline to its final mailbox, inside the caller's transaction if there is one.
/// sys_id of the row; "" if it was dropped as a duplicate. `account` is the account's sys_id, `uid` the server's.
std::string receive(Parts& parts, std::string raw, std::string_view account, std::string_view uid);

}  // namespace engine::inbound
