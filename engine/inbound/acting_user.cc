// Whether inbound actions may run at all (spec 2.5, 3.3).
#include "engine/inbound/rules.h"

namespace engine::inbound {
namespace {

Decision disabled(const Mail& mail, std::string_view what, const Standing& ignored) {
  const User& user = *mail.acting;
  const Standing& ends = mail.settings.ignore_when_disabled ? ignored : standing::received;
  return {fmt::format("User {} with email {} is {}", user.name, mail.sender(), what), mail.parts.cause_of_user(user.user_name).place,
          ends, {}};
}

}  // namespace

std::optional<Decision> watermark_without_action(Mail& mail) {
  if (!mail.has_watermark) return std::nullopt;
  const auto& actions = mail.settings.actions;
  if (std::any_of(actions.begin(), actions.end(), [&](const Action& each) { return each.table == mail.target_table; })) {
    return std::nullopt;
  }
  std::string words = fmt::format(
      "watermark's target table '{}' does not match any Inbound Action table, setting to 'Ignored' state", mail.target_table);
  return Decision{words, {}, standing::received_ignored, words};
}

std::optional<Decision> sender_inactive(Mail& mail) {
  if (!mail.acting || mail.acting->active) return std::nullopt;
  return disabled(mail, "inactive", standing::junk);
}

std::optional<Decision> sender_locked_out(Mail& mail) {
  if (!mail.acting || !mail.acting->locked_out || mail.settings.process_locked_out) return std::nullopt;
  return disabled(mail, "locked out", mail.parts.profile.ignored == IgnoredMailbox::skipped ? standing::skipped : standing::junk);
}

}  // namespace engine::inbound
