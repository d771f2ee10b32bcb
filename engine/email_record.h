// One row of the Email table (sys_email): the words that type, state and mailbox may hold, and what each mailbox means (spec 1.2, 1.3).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "sim/clock.h"

namespace engine {

enum class Mailbox { inbox, received, junk, outbox, sent, skipped, failed };
std::string_view mailbox_name(Mailbox mailbox);   ///< "Inbox", as the instance writes it

/// Where a mail of that type and state stands (spec 1.3).
Mailbox mailbox_of(std::string_view type, std::string_view state);

/// A final standing of a mail: type and state together, by the names of spec 1.2.
struct Standing {
  std::string_view type;
  std::string_view state;
  Mailbox mailbox() const { return mailbox_of(type, state); }
};
namespace standing {
inline constexpr Standing inbox{"received", "ready"};
inline constexpr Standing received{"received", "processed"};
inline constexpr Standing received_ignored{"received", "ignored"};      ///< filter "mark as ignored": still in Received
inline constexpr Standing received_error{"received", "error"};
inline constexpr Standing junk{"received-ignored", "ignored"};
inline constexpr Standing outbox{"send-ready", "ready"};
inline constexpr Standing retry_backoff{"send-retry-backoff", "ready"};
inline constexpr Standing retry_delayed{"send-retry-delayed", "ready"};
inline constexpr Standing sent{"sent", "processed"};
inline constexpr Standing skipped{"send-ignored", "ignored"};
inline constexpr Standing failed{"send-failed", "error"};
}  // namespace standing

/// The columns that the engine itself works with; the rest stays in the table.
struct EmailRecord {
  std::int64_t id = 0;
  std::string sys_id, type, state, receive_type;
  std::string subject, body, body_text, from, recipients, direct, copied, blind_copied;
  std::string user, user_id, headers, message_id, uid, reply_to, importance, content_type, error_string;
  std::string target_table, instance, notification_type, account;
  std::string conversation;   ///< of Outlook's Thread-Index: its first 22 bytes in hexadecimal, "" for mail of other programs
  int weight = 0;
  int attempts = 0;
  sim::Instant created{};
  /// What the trace knows the mail by: its Message-ID, its sys_id if it has none.
  const std::string& key() const { return message_id.empty() ? sys_id : message_id; }
};

/// A column that holds text, as scripts and conditions name it.
struct EmailColumn {
  std::string_view name;
  std::string EmailRecord::* member;
};
const std::vector<EmailColumn>& email_text_columns();
/// The member of that column; nullptr if there is none.
std::string EmailRecord::* email_text_column(std::string_view name);

}  // namespace engine
