// ENVELOPE, BODY and BODYSTRUCTURE (RFC 3501, 7.4.2), and the addresses in them as they stand in the header.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "sim/mail/entity.h"

namespace fakeservers::imap {

/// An address as ENVELOPE tells it: nothing is decoded. A group begins with a name in `mailbox` and ends with an empty one, both
/// without a host.
struct EnvelopeAddress {
  std::string name, mailbox, host;
  bool has_host = true;
  bool ends_group = false;
};
/// Reads an address list of a header field; never more than `most`.
std::vector<EnvelopeAddress> envelope_addresses(std::string_view field, std::size_t most = 10000);

/// A field's value without its folding.
std::string unfolded(std::string_view value);
std::string envelope_text(const std::vector<sim::mail::HeaderField>& fields);
std::string structure_text(const sim::mail::EntityTree& tree, bool is_extended);

}  // namespace fakeservers::imap
