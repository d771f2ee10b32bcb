// The ARC sets of a mail by instance, and what a seal covers (RFC 8617, 4.2 and 5.1.1).
#pragma once
#include <string>
#include <vector>

#include "sim/sender/dkim_canon.h"

namespace sim::sender {

struct ArcSet {
  std::size_t authentication_results = 0, message_signature = 0, seal = 0;  ///< indexes of fields
  std::string cv;                          ///< cv= of the seal
  std::string sealer;                      ///< d= of the seal
  std::string results;                     ///< ARC-Authentication-Results without i=
  std::size_t relaxed_at = 0, seal_at = 0; ///< where in ArcChain::relaxed the set and its seal begin
};

struct ArcChain {
  std::vector<ArcSet> sets;                ///< from instance 1; not to be followed if there is a fault
  unsigned highest = 0;                    ///< the highest instance that some field names
  std::string relaxed;                     ///< results, message signature and seal of each set in relaxed form, each with CRLF
  std::string fault;                       ///< why the sets are no chain; "" if they are
  bool is_empty() const { return sets.empty() && fault.empty(); }
};

/// The chain of a mail. Sets that lack a field or have one twice, instances that are missing or beyond most_arc_sets are faults.
ArcChain read_chain(const SignedMail& mail);

/// What the seal of `instance` signs: the sets up to it in relaxed form, its own field at the end with an empty b= and without CRLF.
std::string sealed_octets(const SignedMail& mail, const ArcChain& chain, std::size_t instance);

}  // namespace sim::sender
