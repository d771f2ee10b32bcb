// What the inbound rules read of properties, profile and configuration, compiled once so that no mail pays for it.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/inbound/action_table.h"
#include "engine/address_filter.h"
#include "engine/inbound/attachment_policy.h"
#include "engine/inbound/email_filter.h"
#include "engine/inbound/header_pattern.h"
#include "engine/parts.h"

namespace engine::inbound {

struct Settings {
  std::uint64_t made_at = 0;                 ///< Properties::changes() when it was compiled
  AddressFilters address_filters;
  std::vector<EmailFilter> filters;          ///< active ones in the order they are asked
  std::vector<HeaderPattern> ignore_headers;
  std::vector<std::string> ignore_senders;                    ///< lower case
  std::vector<std::string> ignore_subjects;                   ///< lower case, unless the profile says that case counts (C11)
  std::vector<std::string> trusted_domains;                   ///< lower case
  std::vector<std::string> reply_prefixes, forward_prefixes;
  std::vector<std::string> forward_from_words;                ///< what the body of a forward has: From:
  std::vector<std::string> reply_separators;
  std::vector<std::string> own_addresses;                     ///< lower case: the instance's and its SMTP accounts'
  std::vector<std::pair<std::string, std::string>> numbers;   ///< prefix and table, watermarks left out
  std::string watermark_prefix;
  std::vector<Action> actions;                                ///< active ones in the order they run
  bool allow_duplicates = false, process_locked_out = false, ignore_when_disabled = true;
  bool create_caller = false, create_userid_from_email = true, restrictive_watermarks = false;
  bool follow_thread_index = false;
  std::string name_split;
  std::size_t most_body_chars = 524288;
  AttachmentPolicy attachments;
};

/// The settings in force; compiled again after a change.
std::shared_ptr<const Settings> settings_of(Parts& parts);

}  // namespace engine::inbound
