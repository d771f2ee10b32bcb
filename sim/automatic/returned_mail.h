// Reports of delivery: whether a suspicious mail is one, and what became of whom.
#pragma once
#include "sim/automatic/automatic_mail.h"
#include "sim/automatic/header_signs.h"
#include "sim/automatic/report.h"

namespace sim::automatic {

/// Kind::none if the report names no failure and no delivery.
AutomaticMail read_returned(const mail::Message& message, const HeaderSigns& signs);
/// The same of a text whose header is lost.
AutomaticMail read_returned_text(std::string_view text);

}  // namespace sim::automatic
