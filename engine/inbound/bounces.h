// What automatic mail is, beside what the instance makes of it: noted in the trace for each received mail, and counted by bounce management
// (spec 15), which blocks addresses whose mail comes back again and again.
#pragma once
#include "engine/inbound/mail.h"

namespace engine::inbound {

/// An address is blocked at this many bounces without an unblocking in between [D:email-bounce].
inline constexpr int bounces_until_blocked = 10;

/// Recognises the mail. A bounce counts against each recipient that it names, if com.glide.email.bounce_management is active, whatever
/// the ignore rules make of the mail afterwards. The row must be stored already.
void note_automatic(Mail& mail);

}  // namespace engine::inbound
