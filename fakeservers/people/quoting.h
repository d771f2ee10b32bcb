// How mail programs write replies and forwards: subject prefixes, the attribution line, "> ", the block of a forwarded mail.
#pragma once
#include <string>
#include <string_view>

#include "sim/mail/message.h"

namespace fakeservers::people {

/// The readable text of a mail: its plain part, or its HTML part without the tags (hidden elements included, as a copy would have them).
std::string readable_text(const sim::mail::Message& message);
/// "Re: x"; not twice.
std::string reply_subject(const std::string& subject);
std::string forward_subject(const std::string& subject);
/// `own`, then "On <date>, <name> wrote:" and the quoted text.
std::string quoted_reply(const std::string& own, const sim::mail::Message& answered);
/// `own`, then "---------- Forwarded message ---------" with its four lines and the text.
std::string forwarded_text(const std::string& own, const sim::mail::Message& mail);
/// References of an answer: the answered mail's own and its id (RFC 5322, 3.6.4).
std::string references_to(const sim::mail::Message& answered);
/// "<id>", "" for no id.
std::string bracketed(const std::string& message_id);
/// "Name <address>", or the address alone.
std::string named(const sim::mail::NamedAddress& who);

}  // namespace fakeservers::people
