// What an instance is made of, as plain values: read from a story's YAML by the scenarios room, written into the database at start.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/clock.h"
#include "sim/result.h"

namespace engine {

struct Setting {
  std::string name, value;
  sim::Place place;
};

/// Optional members are left as they are when a story changes a user in the middle (`set`), and take the default at the start.
struct UserConfig {
  std::string user_name;                        ///< the key
  std::optional<std::string> first_name, last_name, email;
  std::optional<bool> active, locked_out, notification;  ///< defaults true, false, true
  sim::Place place;
};

struct GroupConfig {
  std::string name;                             ///< the key
  std::vector<std::string> members;             ///< user names
  sim::Place place;
};

struct AccountConfig {
  std::string name;                             ///< the key
  std::string type;                             ///< smtp, pop3
  std::optional<std::string> server, user_name, password, connection_security, from, email_user_label;
  std::optional<int> port;                      ///< default by type and security: 25/587/465, 110/995
  std::optional<bool> active, enable_debug;
  sim::Place place;
};

/// A table of records that inbound actions and notifications work on. `incident` is always there.
struct TableConfig {
  std::string name, prefix;                     ///< number prefix: INC
  std::vector<std::string> columns;             ///< beside number, short_description, description, caller_id, opened_by, state, priority, assigned_to
  sim::Place place;
};

struct RecordConfig {
  std::string table;
  std::vector<std::pair<std::string, std::string>> fields;  ///< user references by user_name
  sim::Place place;
};

struct NotificationConfig {
  std::string name;                             ///< the key
  std::optional<std::string> event;             ///< the event that fires it: "incident.inserted"
  std::optional<std::string> table;             ///< default incident
  std::vector<std::string> users, groups;       ///< who receives: user names, group names
  std::vector<std::string> recipient_fields;    ///< columns of the record that hold a user: caller_id
  std::vector<std::string> addresses;           ///< plain addresses (Cc by mail script)
  std::optional<bool> event_parm1, event_parm2; ///< a parameter of the event holds a user or an address
  std::optional<bool> send_to_event_creator;    ///< default true (spec 6.2)
  std::optional<std::string> subject, text, html, from, reply_to;  ///< ${field} is replaced
  std::optional<int> weight;
  std::optional<bool> active, omit_watermark, force_delivery;
  sim::Place place;
};

struct InboundActionConfig {
  std::string name;                             ///< the key
  std::optional<std::string> table;             ///< default incident
  std::optional<std::string> type;              ///< new, reply, forward; none matches all (spec 3.4)
  std::optional<int> order;                     ///< default 100
  std::optional<bool> active, stop_processing;
  std::vector<std::pair<std::string, std::string>> set;  ///< field actions: ${email.subject}, ${email.body_text}, ${email.from_sys_id}, ...
  sim::Place place;
};

struct InstanceConfig {
  std::string name = "acme";
  std::string address;                          ///< where its mail arrives: acme@service-now.example
  std::string profile = "current";
  std::vector<Setting> properties;
  std::vector<AccountConfig> accounts;
  std::vector<UserConfig> users;
  std::vector<GroupConfig> groups;
  std::vector<TableConfig> tables;
  std::vector<RecordConfig> records;
  std::vector<NotificationConfig> notifications;
  std::vector<InboundActionConfig> inbound_actions;
  bool default_inbound_actions = true;          ///< the vendor's three incident actions (spec 3.5)
  sim::Place place;
};

}  // namespace engine
