// Who a stored mail really goes to at the moment it is handed over: the record's lists as addresses (spec 6.2, 6.3).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "engine/parts.h"
#include "sim/mail/address.h"

namespace engine::outbound {

/// A recipient whom a rule takes off the mail at hand-over.
struct LeftOut {
  std::string_view rule;              ///< outbound-address-filter, recipient-rule
  std::string address, evidence;
  sim::Place place;
};

struct Handover {
  std::vector<sim::mail::Address> to, copied, blind_copied;
  std::vector<std::string> dropped;   ///< "why: who", for the log
  std::vector<std::string> blocked;   ///< addresses that bounce management holds back (spec 15)
  std::vector<LeftOut> left_out;
  std::vector<std::string> not_ascii; ///< addresses beyond ASCII while glide.email_address.rfc6530.enabled is off
  bool is_rewritten = false;          ///< glide.email.test.user took the place of all recipients

  std::size_t count() const { return to.size() + copied.size() + blind_copied.size(); }
  /// Leaves these out of all three lists.
  void leave_out(const std::vector<sim::mail::Address>& addresses);
  /// Each address once: the envelope.
  std::vector<sim::mail::Address> everyone() const;
  /// The first who was left out by that rule; nullptr if nobody was.
  const LeftOut* left_out_by(std::string_view rule) const;
};

/// Reads the lists; a user name stands for the user's address of now. What is no address, is the instance's own, belongs to inactive users
/// only, is blocked for its bounces, by an address filter or by the customer's recipient rule is left out. Changes nothing.
Handover resolve_recipients(Parts& parts, const EmailRecord& email);

/// "Blocking Bounce Email addresses: a, b": how the instance says it (spec 6.2).
std::string blocking_words(const Handover& handover);

std::string joined_addresses(const std::vector<sim::mail::Address>& addresses);

}  // namespace engine::outbound
