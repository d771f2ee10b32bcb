// What the outbound rules read of properties, profile and configuration, compiled once and again after each change.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/account.h"
#include "engine/address_filter.h"
#include "engine/parts.h"

namespace engine::outbound {

/// What decides over a refused hand-over (spec 6.5; C21, C22).
struct RetryRules {
  RetryModel model = RetryModel::backoff;
  std::vector<std::string> defer, fail;         ///< reply codes; read by RetryModel::code_lists only
  bool default_retry = true;
  bool refused_recipients_fail = false;
  AddressError address_error = AddressError::retry_delayed;
  sim::Duration lookback = std::chrono::hours{24};
  bool send_partial = true;
};

/// A customer's business rule that takes all recipients off who are not in a group (spec 6.2, O29).
struct RecipientRule {
  std::string group;
  std::set<std::string, std::less<>> members;   ///< their addresses, lower case
  bool looks_sent = true;                       ///< what a mail without anybody left becomes: sent, or send-ignored
};

/// Limits on the attachments of one mail (spec 10.2, C30).
struct AttachmentLimits {
  std::size_t most = 30;
  std::size_t most_bytes = 18'874'368;
  bool refuses_infected = true;                 ///< glide.email.outbound.check_attachment_availability
};

struct Settings {
  std::uint64_t made_at = 0;
  bool is_sending_on = true;                    ///< glide.email.smtp.active; its default is C25
  std::optional<Account> account;               ///< the active SMTP account
  std::uint64_t application_node = 0;           ///< the number in the Message-IDs of this instance
  AddressFilters address_filters;
  const SystemAddressFilter* address_filter = nullptr;   ///< of the active SMTP account
  RetryRules retry;
  std::optional<RecipientRule> recipient_rule;
  AttachmentLimits attachments;
  bool takes_utf8_addresses = true;             ///< glide.email_address.rfc6530.enabled
  std::size_t most_recipients = SIZE_MAX;       ///< more can only be a script's own list: nothing else is written without being split
  bool writes_8bit = false;                     ///< where the server offers 8BITMIME
};
std::shared_ptr<const Settings> settings_of(Parts& parts);

}  // namespace engine::outbound
