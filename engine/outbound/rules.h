// What stands between a mail in the Outbox and its hand-over: one ordered table of rules (spec 6.1 to 6.3, 10.1).
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/outbound/account.h"
#include "engine/outbound/attachments.h"
#include "engine/outbound/handover.h"
#include "engine/parts.h"

namespace engine::outbound {

/// All that a rule may look at. Rules write nothing.
struct Question {
  Parts& parts;
  const EmailRecord& email;
  const Handover& handover;
  const std::optional<Account>& account;
  const OutgoingFiles& files;
};

/// Stay: not now, the mail waits on. Skip: never, Skipped. Fail: never, Failed. Look sent: never, and yet Sent. Address error: where the
/// profile leads those (C22). Rewrite: other recipients, narrow: some recipients are left out, and the next rules are asked.
enum class Outcome { stay, skip, fail, look_sent, address_error, rewrite, narrow };

struct Ruling {
  Outcome outcome;
  std::string evidence;               ///< a sentence with the facts: trace, log and error_string are made from it
  std::string_view property;          ///< what decided, "" if none did
  std::vector<sim::mail::Address> instead;   ///< for a rewrite; for a narrowing those who are left out
  std::optional<std::size_t> keep_chars;     ///< the body is cut to so many characters
  sim::Place place{};                        ///< of what decided, if it is no property
};

struct OutboundRule {
  std::string_view id;
  std::string_view meaning;
  std::optional<Ruling> (*decide)(const Question&);
};
const std::vector<OutboundRule>& outbound_rules();

/// A ruling with the rule that gave it.
struct Decision {
  std::string_view rule;
  Ruling ruling;
};
/// The first decision of the rules from number `first` on; nothing if none objects. `next` becomes the number of the rule after it.
std::optional<Decision> ask_rules(const Question& question, std::size_t first, std::size_t& next);

/// Characters of UTF-8 text: how the instance counts bodies.
std::size_t characters(std::string_view utf8);
/// The text's first characters.
std::string_view first_characters(std::string_view utf8, std::size_t count);

}  // namespace engine::outbound
