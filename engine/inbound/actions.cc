#include "engine/inbound/actions.h"

#include "engine/inbound/action_fit.h"
#include "engine/inbound/action_run.h"

namespace engine::inbound {

ActionsEnd run_actions(Mail& mail) {
  std::optional<int> stopped_at;
  bool has_run = false;
  ActionsEnd end{standing::received, {}};
  for (const Action& action : mail.settings.actions) {
    // Actions of equal order run although one of them stops (spec 3.5, I24).
    if (stopped_at && action.order != *stopped_at) break;
    if (const auto why = misfit(mail, action)) {
      note_skipped(mail, action, why->rule, why->why, action.place);
      continue;
    }
    has_run = true;
    const ActionRan ran = action.is_reply_email ? run_reply_email(mail, action) : run_record_action(mail, action);
    if (ran.stops) stopped_at = action.order;
    if (ran.trouble && end.error_string.empty()) {
      end = {standing::received_error, fmt::format("Inbound action '{}' failed: {}", action.name, *ran.trouble)};
    }
  }
  // Two readings of a mail that no action takes (C26).
  if (!has_run && mail.parts.profile.unmatched_stays_in_inbox) end.standing = standing::inbox;
  return end;
}

void skip_actions(Mail& mail, std::string_view rule, const std::string& why, const sim::Place& place) {
  for (const Action& action : mail.settings.actions) {
    if (action.type == "none" || action.type == mail.email.receive_type) note_skipped(mail, action, rule, why, place);
  }
}

}  // namespace engine::inbound
