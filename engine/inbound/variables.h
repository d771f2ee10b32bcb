// The script variables of inbound actions (spec 3.4): email.subject, email.body_text, email.body.<name>, ...
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/inbound/mail.h"

namespace engine::inbound {

class Variables {
 public:
  explicit Variables(const Mail& mail) : mail_(mail) {}
  /// Nothing for a name that is not one of the variables: "email.subject", "current.number".
  std::optional<std::string> value(std::string_view name) const;
  /// Every variable of `email`, without "email." before its name; not those of the body.
  std::vector<std::pair<std::string, std::string>> all() const;
  /// The `name: value` lines of the body; names are lowered and blanks become underscores. Of a repeated one the first counts.
  std::vector<std::pair<std::string, std::string>> body_lines() const;

 private:
  struct Variable;
  static const std::vector<Variable>& table();
  std::string body_text() const;
  std::string from() const;
  std::string from_address() const;
  const Mail& mail_;
};

}  // namespace engine::inbound
