// A change of configuration laid over what there is: entries by their key, members that are given.
#include <algorithm>

#include "engine/configure.h"

namespace engine {
namespace {

template <class Entry>
Entry* entry_of(std::vector<Entry>& all, std::string Entry::* key, const std::string& name) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Entry& each) { return each.*key == name; });
  return found == all.end() ? nullptr : &*found;
}

template <class Value>
void take(std::optional<Value>& into, const std::optional<Value>& given) {
  if (given) into = given;
}
template <class Value>
void take(std::vector<Value>& into, const std::vector<Value>& given) {
  if (!given.empty()) into = given;
}

void take_members(UserConfig& into, const UserConfig& given) {
  take(into.first_name, given.first_name);
  take(into.last_name, given.last_name);
  take(into.email, given.email);
  take(into.active, given.active);
  take(into.locked_out, given.locked_out);
  take(into.notification, given.notification);
  take(into.calendar_integration, given.calendar_integration);
  take(into.roles, given.roles);
  take(into.certificate, given.certificate);
}
void take_members(AccountConfig& into, const AccountConfig& given) {
  for (const auto member : {&AccountConfig::server, &AccountConfig::user_name, &AccountConfig::password,
                            &AccountConfig::connection_security, &AccountConfig::from, &AccountConfig::email_user_label,
                            &AccountConfig::address_filter, &AccountConfig::group, &AccountConfig::authentication}) {
    take(into.*member, given.*member);
  }
  if (given.oauth_profile) {
    if (!into.oauth_profile) into.oauth_profile.emplace();
    for (const auto member : {&OauthProfileConfig::token_url, &OauthProfileConfig::client_id, &OauthProfileConfig::client_secret,
                              &OauthProfileConfig::grant, &OauthProfileConfig::refresh_token, &OauthProfileConfig::scope}) {
      take((*into.oauth_profile).*member, (*given.oauth_profile).*member);
    }
  }
  take(into.port, given.port);
  take(into.active, given.active);
  take(into.enable_debug, given.enable_debug);
}
void take_members(NotificationConfig& into, const NotificationConfig& given) {
  for (const auto member : {&NotificationConfig::event, &NotificationConfig::table, &NotificationConfig::subject,
                            &NotificationConfig::text, &NotificationConfig::html, &NotificationConfig::from,
                            &NotificationConfig::reply_to, &NotificationConfig::when, &NotificationConfig::condition,
                            &NotificationConfig::condition_script, &NotificationConfig::content_type,
                            &NotificationConfig::email_template, &NotificationConfig::sms_alternate, &NotificationConfig::type}) {
    take(into.*member, given.*member);
  }
  for (const auto member : {&NotificationConfig::event_parm1, &NotificationConfig::event_parm2,
                            &NotificationConfig::send_to_event_creator, &NotificationConfig::active,
                            &NotificationConfig::omit_watermark, &NotificationConfig::force_delivery, &NotificationConfig::mandatory,
                            &NotificationConfig::subscribable, &NotificationConfig::exclude_delegates,
                            &NotificationConfig::include_attachments}) {
    take(into.*member, given.*member);
  }
  for (const auto member : {&NotificationConfig::users, &NotificationConfig::groups, &NotificationConfig::recipient_fields,
                            &NotificationConfig::addresses, &NotificationConfig::blind_copied}) {
    take(into.*member, given.*member);
  }
  take(into.weight, given.weight);
}
void take_members(InboundActionConfig& into, const InboundActionConfig& given) {
  for (const auto member : {&InboundActionConfig::table, &InboundActionConfig::type, &InboundActionConfig::action,
                            &InboundActionConfig::condition, &InboundActionConfig::condition_script, &InboundActionConfig::from, &InboundActionConfig::script,
                            &InboundActionConfig::reply_subject, &InboundActionConfig::reply_text, &InboundActionConfig::reply_html}) {
    take(into.*member, given.*member);
  }
  take(into.order, given.order);
  take(into.active, given.active);
  take(into.stop_processing, given.stop_processing);
  take(into.roles, given.roles);
  take(into.set, given.set);
}
void take_members(EmailFilterConfig& into, const EmailFilterConfig& given) {
  for (const auto member : {&EmailFilterConfig::condition, &EmailFilterConfig::condition_script, &EmailFilterConfig::action_script,
                            &EmailFilterConfig::action}) {
    take(into.*member, given.*member);
  }
  take(into.order, given.order);
  take(into.active, given.active);
}
void take_members(AddressFilterConfig& into, const AddressFilterConfig& given) {
  if (!given.type.empty()) into.type = given.type;
  take(into.domains, given.domains);
  take(into.exceptions, given.exceptions);
}
void take_members(SystemAddressFilterConfig& into, const SystemAddressFilterConfig& given) {
  if (!given.type.empty()) into.type = given.type;
  take(into.active, given.active);
  take(into.is_default, given.is_default);
  take(into.address_filters, given.address_filters);
}
void take_members(BouncedAddressConfig& into, const BouncedAddressConfig& given) {
  take(into.bounces, given.bounces);
  take(into.blocked, given.blocked);
}
void take_members(BounceOverrideConfig& into, const BounceOverrideConfig& given) { into.blocked = given.blocked; }
void take_members(PluginConfig& into, const PluginConfig& given) { into.active = given.active; }
void take_members(JobConfig& into, const JobConfig& given) { into.runs = given.runs; }
void take_members(GroupConfig& into, const GroupConfig& given) {
  take(into.members, given.members);
  take(into.email, given.email);
  take(into.manager, given.manager);
  take(into.active, given.active);
  take(into.include_members, given.include_members);
  take(into.exclude_manager, given.exclude_manager);
}
void take_members(DeviceConfig& into, const DeviceConfig& given) {
  if (!given.user.empty()) into.user = given.user;
  take(into.type, given.type);
  take(into.email_address, given.email_address);
  take(into.primary_email, given.primary_email);
  take(into.active, given.active);
  take(into.schedule, given.schedule);
}
void take_members(DelegateConfig& into, const DelegateConfig& given) {
  if (!given.user.empty()) into.user = given.user;
  if (!given.delegate.empty()) into.delegate = given.delegate;
  take(into.starts, given.starts);
  take(into.ends, given.ends);
  take(into.notifications, given.notifications);
}
void take_members(SubscriptionConfig& into, const SubscriptionConfig& given) {
  if (!given.user.empty()) into.user = given.user;
  if (!given.notification.empty()) into.notification = given.notification;
  take(into.device, given.device);
  take(into.active, given.active);
}
void take_members(TemplateConfig& into, const TemplateConfig& given) {
  for (const auto member : {&TemplateConfig::subject, &TemplateConfig::text, &TemplateConfig::html, &TemplateConfig::sms_alternate}) {
    take(into.*member, given.*member);
  }
}
void take_members(MailScriptConfig& into, const MailScriptConfig& given) { into.script = given.script; }
void take_members(NumberConfig& into, const NumberConfig& given) {
  take(into.prefix, given.prefix);
  take(into.next, given.next);
}
void take_members(BusinessRuleConfig& into, const BusinessRuleConfig& given) {
  for (const auto member : {&BusinessRuleConfig::table, &BusinessRuleConfig::when, &BusinessRuleConfig::condition}) {
    take(into.*member, given.*member);
  }
  take(into.active, given.active);
  take(into.set, given.set);
}
void take_members(Setting& into, const Setting& given) { into.value = given.value; }
void take_members(TableConfig& into, const TableConfig& given) { take(into.columns, given.columns); }

/// The entry of that key changes and now stands where it was changed; a new key is added.
template <class Entry>
void merge_entries(std::vector<Entry>& into, const std::vector<Entry>& given, std::string Entry::* key) {
  for (const Entry& each : given) {
    if (Entry* known = entry_of(into, key, each.*key)) {
      take_members(*known, each);
      known->place = each.place;
    } else {
      into.push_back(each);
    }
  }
}

}  // namespace

void merge(InstanceConfig& into, const InstanceConfig& change) {
  merge_entries(into.property_sets, change.property_sets, &Setting::name);
  merge_entries(into.properties, change.properties, &Setting::name);
  merge_entries(into.accounts, change.accounts, &AccountConfig::name);
  merge_entries(into.users, change.users, &UserConfig::user_name);
  merge_entries(into.groups, change.groups, &GroupConfig::name);
  merge_entries(into.tables, change.tables, &TableConfig::name);
  merge_entries(into.notifications, change.notifications, &NotificationConfig::name);
  merge_entries(into.devices, change.devices, &DeviceConfig::name);
  merge_entries(into.delegates, change.delegates, &DelegateConfig::name);
  merge_entries(into.subscriptions, change.subscriptions, &SubscriptionConfig::name);
  merge_entries(into.templates, change.templates, &TemplateConfig::name);
  merge_entries(into.mail_scripts, change.mail_scripts, &MailScriptConfig::name);
  merge_entries(into.numbers, change.numbers, &NumberConfig::table);
  merge_entries(into.business_rules, change.business_rules, &BusinessRuleConfig::name);
  merge_entries(into.inbound_actions, change.inbound_actions, &InboundActionConfig::name);
  merge_entries(into.filters, change.filters, &EmailFilterConfig::name);
  merge_entries(into.address_filters, change.address_filters, &AddressFilterConfig::name);
  merge_entries(into.system_address_filters, change.system_address_filters, &SystemAddressFilterConfig::name);
  merge_entries(into.bounced_addresses, change.bounced_addresses, &BouncedAddressConfig::address);
  merge_entries(into.bounce_overrides, change.bounce_overrides, &BounceOverrideConfig::code);
  merge_entries(into.plugins, change.plugins, &PluginConfig::name);
  merge_entries(into.jobs, change.jobs, &JobConfig::name);
  if (change.smime) into.smime = change.smime;
  if (change.reader_jobs) into.reader_jobs = change.reader_jobs;
  if (change.retention) into.retention = change.retention;
  into.records.insert(into.records.end(), change.records.begin(), change.records.end());
  if (!change.address.empty()) into.address = change.address;
}

}  // namespace engine
