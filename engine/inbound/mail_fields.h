// A received mail as conditions see it: the columns of its row, and those of the user whom its sender is.
#pragma once
#include "engine/inbound/mail.h"
#include "engine/query.h"

namespace engine::inbound {

/// True for a column of sys_email that conditions may name, and for user_id.<column of sys_user>.
bool is_mail_field(std::string_view name);

class MailFields : public Row {
 public:
  explicit MailFields(const Mail& mail) : mail_(mail) {}
  std::optional<std::string> field(std::string_view name) const override;

 private:
  std::optional<std::string> user_field(std::string_view name) const;
  const Mail& mail_;
};

}  // namespace engine::inbound
