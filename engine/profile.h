// Where the sources of the instance's behaviour disagree, a named switch decides (spec, part 16). A profile is a set of switches; a story may turn
// single ones beside it.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/result.h"

namespace engine {

/// The order of the reply criteria behind the watermark (C5, C6).
enum class ReplyOrder : std::uint8_t { watermark_number_in_reply_to, watermark_in_reply_to_number, number_watermark_in_reply_to };
/// The outcome of out-of-office and locked-out mail (C1).
enum class IgnoredMailbox : std::uint8_t { junk, skipped };
/// Which header makes spam (C13).
enum class SpamHeader : std::uint8_t { either, flag, status };

/// What decides whether a refused hand-over is tried again: any 4xx with growing pauses, or lists of codes (C21).
enum class RetryModel : std::uint8_t { backoff, code_lists };
/// Where an address that no server could take leads (C22).
enum class AddressError : std::uint8_t { retry_delayed, skipped, failed };

struct Profile {
  std::string_view name;
  std::string_view meaning;
  ReplyOrder reply_order = ReplyOrder::watermark_number_in_reply_to;
  IgnoredMailbox ignored = IgnoredMailbox::junk;
  SpamHeader spam_header = SpamHeader::either;
  bool reply_prefix_exact_case = true;             // C9
  bool forward_prefix_exact_case = false;          // C9
  bool marked_as_ignored_to_junk = false;          // C3
  bool forward_prefixes_from_reply_property = false;  // C4
  bool referenced_mail_needs_watermark = false;    // C8
  bool ignore_subject_exact_case = false;          // C11
  bool ignore_headers_has_spam = false;            // C12
  bool trusts_all_domains = false;                 // C15
  bool untrusted_to_junk = false;                  // C16
  bool one_archive_rule = false;                   // C17
  bool no_recipients_to_skipped = false;           // C24
  bool unmatched_stays_in_inbox = false;           // C26
  bool long_body_runs_actions = false;             // C29
  bool attachment_size_caps_mail = true;           // C30
  bool random_user_of_several = false;             // C37
  bool inactive_sender_is_guest = false;           // C38
  bool number_in_body = false;                     // C39
  bool colon_ends_number = true;                   // C40
  bool allow_list_blocks_others = true;            // C43
  bool requires_starttls = false;                  // spec 12, undocumented
  bool checks_certificates = true;                 // spec 12, undocumented
  RetryModel retry_model = RetryModel::backoff;    // C21
  AddressError address_error = AddressError::retry_delayed;  // C22
  bool refused_recipients_fail = false;            // C22
  bool sending_off_at_first = false;               // C25
  bool most_recipients_count_to_only = false;      // C34
  bool pop3_takes_tokens = false;                  // C31
};
const std::vector<Profile>& profiles();
/// An error names the profiles there are.
sim::Result<Profile> find_profile(std::string_view name);

/// One switch of a profile, by name and by the words of its readings.
struct Switch {
  std::string_view name;                           ///< "reply-order"
  std::string_view conflict;                       ///< the spec's mark: "C5, C6"
  std::vector<std::string_view> readings;          ///< in the order of the numbers that get and set speak of
  std::string_view meaning;
  std::size_t (*get)(const Profile&);
  void (*set)(Profile&, std::size_t);
};
const std::vector<Switch>& switches();
/// Turns one switch. An error names the switches or the readings there are.
sim::Result<void> turn(Profile& profile, std::string_view name, std::string_view reading);

}  // namespace engine
