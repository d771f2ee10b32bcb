// What of a message's octets no view of its tree holds: the proof that a malformed message, however it is read, loses nothing.
#pragma once
#include <string>

#include "sim/mail/entity.h"
#include "sim/mail/message.h"

namespace corpora {

/// "" if every octet of the message stands in a header, a leaf's body, a preamble, an epilogue or a delimiter line, and every leaf
/// with visible octets decodes to something; else what is lost.
std::string loss_of(const sim::mail::Message& message);
/// What is wrong with the message, for the reason of a skip; "" if nothing is: then no other reading is excused.
std::string malformation_of(const sim::mail::Message& message);

}  // namespace corpora
