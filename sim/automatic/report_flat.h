// The first step of reading a report: one text out of the MIME tree.
#pragma once
#include <string>

#include "sim/mail/message.h"

namespace sim::automatic {

/// The parts in order, transfer encodings and charsets undone, each behind its own "Content-Type: type/subtype" line; HTML as its text,
/// and only where no plain text came before. Bounded.
std::string flattened(const mail::Message& message);
/// HTML without its tags, a line for each block.
std::string text_of_html(std::string_view html);

}  // namespace sim::automatic
