// The instance: its database, its configuration and its jobs. It meets mail only through the wire (SMTP out, POP3 in).
// Everything that must survive a crash is in the database: destroying an Instance at any moment is a kill -9.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/config.h"
#include "engine/connection_test.h"
#include "engine/database.h"
#include "sim/mail/message.h"
#include "sim/world.h"

namespace engine {

/// A business event for the event queue (spec 6.1).
struct EventRequest {
  std::string name;                 ///< incident.commented
  std::string table = "incident";
  std::string record;               ///< sys_id or number; "" for none
  std::string parm1, parm2;
  std::string user;                 ///< user_name of who caused it
};

/// What a person writes in a record's form.
struct RecordRequest {
  std::string table = "incident";
  std::string record;               ///< sys_id or number; "" for a new one
  std::vector<std::pair<std::string, std::string>> fields;  ///< user references by user_name
  std::string user;                 ///< user_name of who writes
};

/// A mail written by hand in the instance's mail client (X-ServiceNow-Source: EmailClient).
struct ComposeRequest {
  std::string to, cc, bcc, subject, text;
  std::string table, record;
  std::vector<sim::mail::Attachment> attachments = {};
  bool include_attachments = false;   ///< those of the record
  bool is_by_script = false;          ///< a script inserts the row: its list of recipients is not split (spec 6.4)
};

class Instance {
 public:
  /// Opens the database (creating and filling it from `config` if it is new) but starts no job.
  static sim::Result<std::unique_ptr<Instance>> open(sim::World& world, InstanceConfig config, const DatabaseOptions& database,
                                                     sim::IpAddress ip);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  /// Starts the scheduled jobs (engine/jobs.h has their table).
  void start();
  /// Changes configuration while running (the step `set`): entries are found by their key, given members change, new ones are added.
  sim::Result<void> apply(const InstanceConfig& change);

  /// Runs one job now (engine/jobs.h). An error names the jobs there are. A reader or sender runs
  /// on the wire: it has ended when is_idle() says so.
  sim::Result<void> run_job(std::string_view name);
  sim::Result<void> fire(const EventRequest& event);
  sim::Result<void> compose(const ComposeRequest& mail);
  /// Creates or updates a record as a person would; notifications and business rules answer. Its number.
  sim::Result<std::string> write_record(const RecordRequest& request);
  /// Takes a received mail through sender, classification and actions again ("Reprocess Email"); an error if its type does not allow it.
  sim::Result<void> reprocess(std::string_view sys_id);
  /// "Resend All Blocked Emails": how many mails went back to the Outbox (spec 15).
  sim::Result<std::size_t> resend_blocked();
  /// Stores and classifies one raw message without any wire: the path behind the reader, for benches. sys_id of the row, "" if dropped.
  std::string receive(std::string raw);

  /// Begins Test Connection of an account (spec 9); is_idle() says when it is over. An error if there is no such account.
  sim::Result<void> test_connection(std::string_view account);
  /// What the last test of an account came to; nullptr if there was none since the instance started.
  const ConnectionResult* connection_result(std::string_view account) const;

  /// Nothing of its own is in motion: no session open, no mail in Inbox, no event waiting, nothing in Outbox that a job would still send.
  bool is_idle() const;
  Database& database();
  const InstanceConfig& config() const;

 private:
  struct State;
  explicit Instance(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace engine
