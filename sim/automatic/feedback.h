// Feedback reports (RFC 5965), complaint forms that are none, and the notifications that Amazon SES sends through SNS.
#pragma once
#include "sim/automatic/automatic_mail.h"
#include "sim/automatic/header_signs.h"

namespace sim::automatic {

AutomaticMail read_feedback(const mail::Message& message);
/// Bounce, complaint or delivery in an SNS notification's JSON; Kind::none if it is about something else.
AutomaticMail read_notice(std::string_view text);

}  // namespace sim::automatic
