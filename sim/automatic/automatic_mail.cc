#include "sim/automatic/automatic_mail.h"

namespace sim::automatic {

std::string_view kind_name(Kind kind) {
  static constexpr std::array<std::string_view, 6> names{"none", "bounce", "delay", "delivered", "auto-reply", "feedback-report"};
  return names[static_cast<std::size_t>(kind)];
}

std::string_view hardness_name(Hardness hardness) {
  static constexpr std::array<std::string_view, 3> names{"unknown", "soft", "hard"};
  return names[static_cast<std::size_t>(hardness)];
}

AutomaticMail recognise(const mail::Message&) { return {}; }
AutomaticMail recognise_text(std::string_view) { return {}; }

}  // namespace sim::automatic
