// The script variables of inbound actions (spec 3.4): email.subject, email.body_text, email.body.<name>, ...
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "engine/inbound/mail.h"

namespace engine::inbound {

class Variables {
 public:
  explicit Variables(const Mail& mail) : mail_(mail) {}
  /// Nothing for a name that is not one of the variables.
  std::optional<std::string> value(std::string_view name) const;

 private:
  std::string body_text() const;
  /// A `name: value` line of the body; names are lowered and blanks become underscores. Of a repeated one the first counts.
  std::string from_body(std::string_view name) const;
  const Mail& mail_;
};

}  // namespace engine::inbound
