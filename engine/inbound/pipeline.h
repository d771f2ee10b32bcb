// The way of one received mail: stored in Inbox, then through the table of rules (rules.h) to its final mailbox.
#pragma once
#include "engine/parts.h"

namespace engine::inbound {

/// A transaction whose end is the end of a batch of mails: undone, the events that were noted in it are forgotten too.
class Batch {
 public:
  explicit Batch(Parts& parts);
  ~Batch();
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;
  void commit();

 private:
  Parts& parts_;
  bool is_outer_;
  bool is_committed_ = false;
  sim::EventId first_event_;
  Transaction transaction_;
};

/// Takes a stored mail in Inbox through the stages behind screening once more; what became of the row (reprocess.h).
EmailRecord process_again(Parts& parts, EmailRecord row);
/// Takes what a crash left in Inbox to its final mailbox, from what the rows hold. Called once when the instance opens.
void classify_leftovers(Parts& parts);

}  // namespace engine::inbound
