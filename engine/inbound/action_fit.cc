#include "engine/inbound/action_fit.h"

#include <fmt/ranges.h>

#include "engine/inbound/mail_fields.h"
#include "engine/script/mail_job.h"

namespace engine::inbound {
namespace {

/// The mail's columns, and current.<column> of the record that it is about.
class ActionFields : public Row {
 public:
  explicit ActionFields(const Mail& mail) : mail_(mail), fields_(mail) {}
  std::optional<std::string> field(std::string_view name) const override {
    constexpr std::string_view current = "current.";
    if (!name.starts_with(current)) return fields_.field(name);
    return mail_.target ? mail_.target->field(name.substr(current.size())) : std::string();
  }

 private:
  const Mail& mail_;
  MailFields fields_;
};

bool has_a_role(Mail& mail, const std::vector<std::string>& wanted) {
  if (!mail.acting) return false;
  Statement& row = mail.parts.database.kept("SELECT role FROM sys_user_has_role WHERE \"user\" = ? ORDER BY id");
  row.bind_all(mail.acting->sys_id);
  bool has = false;
  // An administrator has every role.
  while (row.step()) has |= row.text(0) == "admin" || std::find(wanted.begin(), wanted.end(), row.text(0)) != wanted.end();
  row.reset();
  return has;
}

bool answers_true(Mail& mail, const Action& action) {
  script::Job job = script::job_of(mail, script::Kind::condition, action.condition_script);
  job.table = action.table;
  job.current = mail.target ? &*mail.target : nullptr;
  const script::Outcome ran = script::run(mail.parts, job);
  if (ran.trouble) {
    mail.parts.store.log(mail.email.sys_id, "error",
                         fmt::format("Inbound action '{}': the condition failed: {}", action.name, *ran.trouble));
  }
  return !ran.trouble && ran.answer;
}

std::optional<Misfit> wrong_sender(Mail& mail, const Action& action) {
  if (!action.from.empty() && (!mail.acting || mail.acting->sys_id != action.from)) {
    return Misfit{"action-from", "email is not from the user it is restricted to"};
  }
  if (!action.roles.empty() && !has_a_role(mail, action.roles)) {
    return Misfit{"action-roles", fmt::format("user {} has none of the required roles {}", mail.acting ? mail.acting->user_name : "",
                                              fmt::join(action.roles, ","))};
  }
  return std::nullopt;
}

std::optional<Misfit> wrong_target(const Mail& mail, const Action& action) {
  if (action.is_reply_email && mail.target_table.empty()) return std::nullopt;
  if (action.table.empty()) return Misfit{"action-no-table", "a suitable GlideRecord not found"};
  if (!mail.target_table.empty() && mail.target_table != action.table) {
    return Misfit{"action-table", fmt::format("email's target table '{}' does not match '{}'", mail.target_table, action.table)};
  }
  if (mail.email.receive_type == "reply" && !mail.target) {
    return Misfit{"action-no-record", fmt::format("did not create or update {}", action.table)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Misfit> misfit(Mail& mail, const Action& action) {
  const std::string& type = mail.email.receive_type;
  if (action.type != "none" && action.type != type) {
    return Misfit{"action-type",
                  fmt::format("email is type '{}', which does not match Inbound Email Action's type '{}'", type, action.type)};
  }
  if (auto wrong = wrong_target(mail, action)) return wrong;
  if (auto wrong = wrong_sender(mail, action)) return wrong;
  if (!action.condition.is_empty()) {
    const ActionFields fields(mail);
    if (!action.condition.matches(fields)) {
      return Misfit{"action-condition", fmt::format("condition is not met: {}", action.condition.evidence(fields))};
    }
  }
  if (!action.condition_script.empty() && !answers_true(mail, action)) {
    return Misfit{"action-condition", "its condition script did not answer true"};
  }
  return std::nullopt;
}

}  // namespace engine::inbound
