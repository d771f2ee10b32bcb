// What becomes of a received mail's bodies beyond decoding them: calendars, S/MIME, winmail.dat (spec 3.5, 12).
#pragma once
#include "engine/inbound/mail.h"

namespace engine::inbound {

/// Sets the row's bodies as the properties say, once the mail is a row; what a reader would miss is logged.
void settle_bodies(Mail& mail);

}  // namespace engine::inbound
