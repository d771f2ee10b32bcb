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
  std::optional<bool> calendar_integration;     ///< gets meeting invitations; default true
  std::vector<std::string> roles;               ///< sys_user_has_role: what inbound actions may ask for
  std::optional<std::string> certificate;       ///< PEM: mail to the user is encrypted for it (spec 12)
  sim::Place place;
};

struct GroupConfig {
  std::string name;                             ///< the key
  std::vector<std::string> members;             ///< user names
  sim::Place place;
  std::optional<std::string> email = {}, manager = {};    ///< a group's own address; a user name
  std::optional<bool> active = {}, exclude_manager = {};  ///< defaults true, false
  std::optional<bool> include_members = {};     ///< default false: with an address of its own, members get the mail only if included
};

/// When a notification device takes mail; outside of it nothing is kept for later (D:t_FiltDeviceNotifUsingASchedule). Times are UTC.
struct DeviceSchedule {
  std::vector<std::string> days;                ///< mon, tue, ...; empty: every day
  int from_minute = 0, to_minute = 24 * 60;     ///< of the day
};

/// A row of cmn_notif_device. A user without a primary e-mail device has one with the address of sys_user (KB0750584).
struct DeviceConfig {
  std::string name;                             ///< the key
  std::string user;                             ///< user name
  std::optional<std::string> type, email_address;  ///< email (default), sms: the address of the provider's gateway
  std::optional<bool> primary_email, active;    ///< defaults false, true
  std::optional<DeviceSchedule> schedule;
  sim::Place place;
};

/// A row of sys_user_delegate: who also gets a user's notifications, from when to when.
struct DelegateConfig {
  std::string name;                             ///< the key
  std::string user, delegate;                   ///< user names
  std::optional<sim::Instant> starts, ends;     ///< open by default
  std::optional<bool> notifications;            ///< default true
  sim::Place place;
};

/// A row of sys_notif_subscription: what a user has chosen for one notification.
struct SubscriptionConfig {
  std::string name;                             ///< the key
  std::string user, notification;
  std::optional<std::string> device;            ///< a further device that gets a copy of its own
  std::optional<bool> active;                   ///< default true; false: unsubscribed
  sim::Place place;
};

/// A row of sysevent_email_template: content that notifications share.
struct TemplateConfig {
  std::string name;                             ///< the key
  std::optional<std::string> subject, text, html, sms_alternate;
  sim::Place place;
};

/// A row of sys_script_email: what ${mail_script:name} runs.
struct MailScriptConfig {
  std::string name, script;                     ///< the key; JavaScript
  sim::Place place;
};

/// Number Maintenance (sys_number): the prefix of a table's numbers and the next one.
struct NumberConfig {
  std::string table;                            ///< the key
  std::optional<std::string> prefix;
  std::optional<int> next;
  sim::Place place;
};

/// A business rule that runs after a record was written and writes it once more with current.update() (case-O25).
struct BusinessRuleConfig {
  std::string name;                             ///< the key
  std::optional<std::string> table, when, condition;  ///< default incident; inserted, updated, inserted_or_updated (default)
  std::optional<bool> active;
  std::vector<std::pair<std::string, std::string>> set;
  sim::Place place;
};

/// Where an account gets its OAuth 2.0 tokens (oauth_entity_profile, spec 9).
struct OauthProfileConfig {
  std::optional<std::string> token_url;         ///< https://host/path
  std::optional<std::string> client_id, client_secret;
  std::optional<std::string> grant;             ///< client_credentials (default), refresh_token
  std::optional<std::string> refresh_token, scope;
};

struct AccountConfig {
  std::string name;                             ///< the key
  std::string type;                             ///< smtp, pop3, imap
  std::optional<std::string> server, user_name, password, connection_security, from, email_user_label;
  std::optional<std::string> authentication;    ///< none, password (default), oauth_2_0
  std::optional<OauthProfileConfig> oauth_profile;
  std::optional<int> port;                      ///< default by type and security: 25/587/465, 110/995, 143/993
  std::optional<bool> active, enable_debug;
  std::optional<std::string> address_filter;    ///< name of a system address filter; blank: the default of its direction (spec 7.2)
  std::optional<std::string> group;             ///< account group: read by one reader job at a time (spec 2.1)
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
  std::optional<std::string> when;              ///< event (default), or a change of a record: inserted, updated, inserted_or_updated
  std::optional<std::string> condition;         ///< encoded query over the record
  std::optional<std::string> condition_script;  ///< JavaScript that answers whether it is sent
  std::optional<std::string> table;             ///< default incident
  std::vector<std::string> users, groups;       ///< who receives: user names, group names
  std::vector<std::string> recipient_fields;    ///< columns of the record that hold a user: caller_id
  std::vector<std::string> addresses, blind_copied;  ///< plain addresses in Cc and Bcc, as a mail script adds them
  std::optional<bool> event_parm1, event_parm2; ///< a parameter of the event holds a user or an address
  std::optional<bool> send_to_event_creator;    ///< default true (spec 6.2)
  std::optional<std::string> subject, text, html, from, reply_to;  ///< ${field} is replaced
  std::optional<std::string> content_type;      ///< html_only, text_only, html_and_text; default whatever bodies are given
  std::optional<std::string> email_template;    ///< a template's name: what the notification leaves out is taken from it
  std::optional<std::string> sms_alternate;     ///< for SMS devices; default the subject
  std::optional<std::string> type;              ///< email (default), meeting_invitation
  std::optional<int> weight;
  std::optional<bool> active, omit_watermark, force_delivery, mandatory, subscribable, exclude_delegates;
  std::optional<bool> include_attachments;      ///< the record's attachments go with the mail
  sim::Place place;
};

struct InboundActionConfig {
  std::string name;                             ///< the key
  std::optional<std::string> table;             ///< default incident; "" leaves the target table blank (spec 3.5, I23)
  std::optional<std::string> type;              ///< new, reply, forward; none matches all (spec 3.4)
  std::optional<std::string> action;            ///< record_action (default), reply_email
  std::optional<int> order;                     ///< default 100
  std::optional<bool> active, stop_processing;
  std::optional<std::string> condition;         ///< encoded query over the mail's columns; current.<column> in replies
  std::optional<std::string> condition_script;  ///< JavaScript that answers whether it runs
  std::vector<std::string> roles;               ///< the acting user needs one of them
  std::optional<std::string> from;              ///< user_name: only this user's mail; ignored if there is no such user
  std::vector<std::pair<std::string, std::string>> set;  ///< field actions: ${email.subject}, ${email.body_text}, ${email.from_sys_id}, ...
  std::optional<std::string> script;            ///< JavaScript, as exported from an instance
  std::optional<std::string> reply_subject, reply_text, reply_html;  ///< of a reply_email; ${names} as in `set`
  sim::Place place;
};

/// An Email Filter (sys_email_filter, spec 7.3).
struct EmailFilterConfig {
  std::string name;                             ///< the key; a vendor's filter of that name changes
  std::optional<int> order;                     ///< default 100
  std::optional<bool> active;
  std::optional<std::string> condition;         ///< encoded query over the mail's columns and header text
  std::optional<std::string> condition_script, action_script;
  std::optional<std::string> action;            ///< mark_as_ignored, move_to_junk, none (default: matches and does nothing)
  sim::Place place;
};

/// An Email Address Filter (sys_email_address_filter, spec 7.1).
struct AddressFilterConfig {
  std::string name;                             ///< the key
  std::string type;                             ///< allow_list, deny_list
  std::vector<std::string> domains, exceptions; ///< wildcards: *.com; exceptions are addresses or domains
  sim::Place place;
};

/// A System Address Filter (sys_email_system_filter, spec 7.2).
struct SystemAddressFilterConfig {
  std::string name;                             ///< the key
  std::string type;                             ///< inbound, outbound
  std::optional<bool> active, is_default;       ///< defaults true, false
  std::vector<std::string> address_filters;     ///< by name
  sim::Place place;
};

/// A row of sys_blocked_email_address: what bounce management knows of an address (spec 15).
struct BouncedAddressConfig {
  std::string address;                          ///< the key
  std::optional<int> bounces;
  std::optional<bool> blocked;
  sim::Place place;
};

/// What bounce management does with a status code: class.subject.detail, * for any; the most specific one wins (spec 15).
struct BounceOverrideConfig {
  std::string code;                             ///< the key: "5.1.*"
  bool blocked = true;
  sim::Place place;
};

/// Whether a scheduled job runs (engine/jobs.h has their names). One that does not can still be run by hand.
struct JobConfig {
  std::string name;                             ///< the key: smtp sender
  bool runs = true;
  sim::Place place;
};

struct PluginConfig {
  std::string name;                             ///< the key: com.glide.email_filter
  bool active = true;
  sim::Place place;
};

/// The instance's certificates for S/MIME (spec 12), all as PEM text.
struct SmimeConfig {
  std::optional<std::string> certificate, key;  ///< the instance's own, together
  std::vector<std::string> authorities;         ///< whose signatures on certificates it trusts
  std::vector<std::string> certificates;        ///< of recipients who are no users
  sim::Place place;
};

struct InstanceConfig {
  std::string name = "acme";
  std::string address;                          ///< where its mail arrives: acme@service-now.example
  std::string profile = "current";
  std::vector<Setting> switches;                ///< single readings beside the profile's: reply-order: xanadu
  std::vector<PluginConfig> plugins;
  std::vector<JobConfig> jobs;                  ///< those that a story speaks of; the others run
  std::vector<Setting> property_sets;           ///< by name (engine/property_sets.h), below the properties; the value is not read
  std::vector<Setting> properties;
  std::vector<AccountConfig> accounts;
  std::vector<UserConfig> users;
  std::vector<GroupConfig> groups;
  std::vector<TableConfig> tables;
  std::vector<RecordConfig> records;
  std::vector<NotificationConfig> notifications;
  std::vector<DeviceConfig> devices;
  std::vector<DelegateConfig> delegates;
  std::vector<SubscriptionConfig> subscriptions;
  std::vector<TemplateConfig> templates;
  std::vector<MailScriptConfig> mail_scripts;
  std::vector<NumberConfig> numbers;
  std::vector<BusinessRuleConfig> business_rules;
  std::vector<InboundActionConfig> inbound_actions;
  bool default_inbound_actions = true;          ///< the vendor's three incident actions (spec 3.5)
  std::vector<EmailFilterConfig> filters;
  bool default_filters = true;                  ///< the vendor's Email Filters (spec 7.3)
  std::vector<AddressFilterConfig> address_filters;
  std::vector<SystemAddressFilterConfig> system_address_filters;
  std::vector<BouncedAddressConfig> bounced_addresses;
  std::vector<BounceOverrideConfig> bounce_overrides;
  std::optional<SmimeConfig> smime;
  std::optional<int> reader_jobs;               ///< Email Reader jobs beside each other (spec 2.1); default 1
  std::optional<bool> retention;                ///< default true: the archive and destroy rules are active, as on new instances (spec 11)
  sim::Place place;
};

}  // namespace engine
