// Everything the engine keeps, as functions on the database: Email rows, log rows, users, watermarks, records, numbers, properties.
// Statements are prepared once. Each mailbox change is noted in the trace from the same values that are written.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/database.h"
#include "engine/email_record.h"
#include "sim/mail/message.h"
#include "sim/random.h"
#include "sim/trace.h"

namespace engine {

struct User {
  std::string sys_id, user_name, name, email;
  bool active = true, locked_out = false, notification = true, calendar_integration = true;
};

struct Watermark {
  std::string number, source_table, source_id, email;
};

/// A record of incident or another table declared in the story.
struct Record {
  std::string table, sys_id, number;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string field(std::string_view name) const;
};

/// An attachment to be stored at a record, with the key that it gets; without table and record it belongs to none yet.
struct NewAttachment {
  std::string_view sys_id, table, record, file_name, content_type, content;
};
/// What sys_email_attachment keeps of a part.
struct AttachmentNote {
  std::string_view file_name, content_disposition, discard_reason;
};

/// What bounce management knows of an address.
struct BouncedAddress {
  int bounces = 0;
  bool blocked = false;
};

/// A new user; the rest takes the table's defaults.
struct NewUser {
  std::string user_name, first_name, last_name, email;
};

class Store {
 public:
  /// Counts one more start of this database (instance_start).
  Store(Database& database, const sim::Clock& clock, sim::Trace& trace, sim::Random random);
  ~Store();
  Database& database();
  std::string new_sys_id();          ///< 32 hex digits, rising in time so that indexes grow at their end

  // Email rows
  /// Inserts with sys_id, created/updated times; sets id and sys_id in the record and notes mailbox_entered.
  void insert(EmailRecord& email);
  /// Moves a mail: type, state, mailbox and error_string change together, and all that update() writes; notes mailbox_entered if the mailbox
  /// changed. An empty error_string leaves the one that stands.
  void move(EmailRecord& email, const Standing& to, std::string_view error_string = {}, const sim::Cause& by = {});
  /// Writes receive_type, user, user_id, target_table, instance, attempts of the record back.
  void update(const EmailRecord& email);
  /// Writes body, body_text and headers of the record back.
  void update_bodies(const EmailRecord& email);
  std::optional<EmailRecord> find_email(std::string_view sys_id);
  std::optional<EmailRecord> find_email(std::int64_t id);
  /// Mails read but not classified: what a crash left in Inbox. In the order they came.
  std::vector<EmailRecord> unclassified();
  bool has_unclassified();
  /// True if a received mail has this Message-ID already.
  bool has_received(std::string_view message_id);
  /// A stored mail (sent or received) of that Message-ID with a target record; the newest.
  std::optional<EmailRecord> find_referenced(std::string_view message_id);
  /// The newest stored mail of an Outlook conversation that has a target record.
  std::optional<EmailRecord> find_conversation(std::string_view conversation);
  /// True if this very mail of the account's maildrop was stored before: how a mail is known again after a crash between store and delete.
  bool has_read(std::string_view account, std::string_view uid, std::string_view message_id);
  void log(std::string_view email_sys_id, std::string_view level, std::string_view message);   // syslog_email
  /// Stores an attachment unless the record has the same one already; the sys_id of the one that is there now.
  std::string attach(const NewAttachment& attachment);
  /// A row of sys_email_attachment; without attachment it was discarded.
  void note_attachment(std::string_view email, const std::optional<std::string>& attachment, const AttachmentNote& note);

  /// Hands the attachments of a stored mail to the record that it has found since; none is doubled there.
  void pass_attachments_on(const EmailRecord& email);

  // Users
  std::optional<User> user_by_name(std::string_view user_name);
  std::optional<User> user_by_sys_id(std::string_view sys_id);
  std::vector<User> users_by_email(std::string_view address);  ///< active first, then in order of creation
  bool is_of_inactive_users(std::string_view address);        ///< somebody has the address, and nobody who has it is active
  std::vector<User> group_members(std::string_view group_name);
  User insert_user(const NewUser& user);

  // Bounce management (spec 15)
  /// Whether a bounce with that enhanced status code counts: the defaults, then the overrides; the most specific code wins.
  bool counts_as_bounce(std::string_view status);
  /// One more bounce of the address; what is known of it now.
  BouncedAddress count_bounce(std::string_view address, std::string_view status);
  void set_blocked(std::string_view address, bool blocked);
  bool is_blocked(std::string_view address);

  // Watermarks
  std::optional<Watermark> watermark(std::string_view number);
  bool has_watermark(std::string_view email_sys_id);   ///< a mail that went out with one
  /// Makes and stores the next one ("MSG0000123_<20 characters>"); "" if its number is taken (a clone's counter, spec 5).
  std::string new_watermark(std::string_view table, std::string_view record, std::string_view email_sys_id);

  // Records
  /// Creates the table if it is new. Names are checked: letters, digits, underscore.
  void declare_table(std::string_view table, std::string_view prefix, const std::vector<std::string>& columns);
  /// Number prefixes with their tables, sys_watermark's among them.
  std::vector<std::pair<std::string, std::string>> number_prefixes();
  std::optional<std::string> table_of_number(std::string_view number);   ///< by prefix (sys_number)
  std::optional<Record> find_record(std::string_view table, std::string_view sys_id_or_number);
  /// Numbers it, stores fields (comments and work_notes go to the journal), returns it.
  Record insert_record(std::string_view table, const std::vector<std::pair<std::string, std::string>>& fields, std::string_view user_name);
  void update_record(const Record& record, const std::vector<std::pair<std::string, std::string>>& fields, std::string_view user_name);
  bool has_column(std::string_view table, std::string_view column);

  struct State;

 private:
  std::string next_number(std::string_view category);  ///< "" if the category has no row in sys_number
  void pass_number(std::string_view category, std::string_view number);
  void write_journal(const Record& record, const std::vector<std::pair<std::string, std::string>>& fields, std::string_view user_name);
  std::unique_ptr<State> state_;
};

/// What addresses of users are compared by: ASCII letters lowered (sys_user.email_key).
std::string email_key(std::string_view address);

}  // namespace engine
