// Who a stored mail really goes to at the moment it is handed over: the record's lists as addresses (spec 6.2, 6.3).
#pragma once
#include <string>
#include <vector>

#include "engine/parts.h"
#include "sim/mail/address.h"

namespace engine::outbound {

struct Handover {
  std::vector<sim::mail::Address> to, copied, blind_copied;
  std::vector<std::string> dropped;   ///< "why: who", for the log
  bool is_rewritten = false;          ///< glide.email.test.user took the place of all recipients

  std::size_t count() const { return to.size() + copied.size() + blind_copied.size(); }
  /// Each address once: the envelope.
  std::vector<sim::mail::Address> everyone() const;
};

/// Reads the lists; a user name stands for the user's address of now. What is no address, is the instance's own, or belongs to inactive users
/// only is dropped. Changes nothing.
Handover resolve_recipients(Parts& parts, const EmailRecord& email);

std::string joined_addresses(const std::vector<sim::mail::Address>& addresses);

}  // namespace engine::outbound
