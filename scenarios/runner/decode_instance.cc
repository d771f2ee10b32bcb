#include "scenarios/runner/decode_entries.h"

namespace scenarios {
namespace {

engine::UserConfig decode_user(const Value& map) {
  return {.user_name = map.text_of("user_name"), .first_name = text_at(map, "first_name"), .last_name = text_at(map, "last_name"),
          .email = text_at(map, "email"), .active = flag_at(map, "active"), .locked_out = flag_at(map, "locked_out"),
          .notification = flag_at(map, "notification"), .calendar_integration = flag_at(map, "calendar_integration"), .roles = texts_at(map, "roles"),
          .certificate = map.find("certificate") == nullptr ? std::nullopt : std::optional(content_at(map, "certificate")), .place = map.place};
}

engine::OauthProfileConfig decode_oauth_profile(const Value& map) {
  return {.token_url = text_at(map, "token_url"), .client_id = text_at(map, "client_id"), .client_secret = text_at(map, "client_secret"),
          .grant = text_at(map, "grant"), .refresh_token = text_at(map, "refresh_token"), .scope = text_at(map, "scope")};
}

engine::AccountConfig decode_account(const Value& map) {
  engine::AccountConfig account;
  account.name = map.text_of("name");
  account.type = map.text_of("type");
  account.server = text_at(map, "server");
  account.port = int_at(map, "port");
  account.authentication = text_at(map, "authentication");
  if (const Value* profile = map.find("oauth_profile")) account.oauth_profile = decode_oauth_profile(*profile);
  account.user_name = text_at(map, "user_name");
  account.password = text_at(map, "password");
  account.connection_security = text_at(map, "connection_security");
  account.from = text_at(map, "from");
  account.email_user_label = text_at(map, "email_user_label");
  account.active = flag_at(map, "active");
  account.enable_debug = flag_at(map, "enable_debug");
  account.address_filter = text_at(map, "address_filter");
  account.group = text_at(map, "group");
  account.place = map.place;
  return account;
}

engine::InboundActionConfig decode_action(const Value& map) {
  engine::InboundActionConfig action;
  action.name = map.text_of("name");
  action.table = text_at(map, "table");
  action.type = text_at(map, "type");
  if (action.type == "none") action.type.reset();
  action.action = text_at(map, "action");
  action.order = int_at(map, "order");
  action.active = flag_at(map, "active");
  action.stop_processing = flag_at(map, "stop_processing");
  action.condition = text_at(map, "condition");
  action.condition_script = text_at(map, "condition_script");
  action.roles = texts_at(map, "roles");
  action.from = text_at(map, "from");
  action.set = pairs_at(map, "set");
  action.script = text_at(map, "script");
  action.reply_subject = text_at(map, "reply_subject");
  action.reply_text = text_at(map, "reply_text");
  action.reply_html = text_at(map, "reply_html");
  action.place = map.place;
  return action;
}

engine::EmailFilterConfig decode_filter(const Value& map) {
  return {.name = map.text_of("name"), .order = int_at(map, "order"), .active = flag_at(map, "active"),
          .condition = text_at(map, "condition"), .condition_script = text_at(map, "condition_script"),
          .action_script = text_at(map, "action_script"), .action = text_at(map, "action"), .place = map.place};
}

engine::SystemAddressFilterConfig decode_system_filter(const Value& map) {
  return {.name = map.text_of("name"), .type = map.text_of("type"), .active = flag_at(map, "active"), .is_default = flag_at(map, "default"),
          .address_filters = texts_at(map, "address_filters"), .place = map.place};
}

engine::BouncedAddressConfig decode_bounced(const Value& map) {
  return {.address = map.text_of("address"), .bounces = int_at(map, "bounces"), .blocked = flag_at(map, "blocked"), .place = map.place};
}

void decode_screening(const Value& map, engine::InstanceConfig& instance) {
  for_entries(map, "filters", "name", [&](const Value& v) { instance.filters.push_back(decode_filter(v)); });
  instance.default_filters = flag_at(map, "default_filters").value_or(true);
  for_entries(map, "address_filters", "name", [&](const Value& v) {
    instance.address_filters.push_back({v.text_of("name"), v.text_of("type"), texts_at(v, "domains"), texts_at(v, "exceptions"), v.place});
  });
  for_entries(map, "system_address_filters", "name",
              [&](const Value& v) { instance.system_address_filters.push_back(decode_system_filter(v)); });
  for_entries(map, "bounced_addresses", "address", [&](const Value& v) { instance.bounced_addresses.push_back(decode_bounced(v)); });
  for_entries(map, "bounce_overrides", "code", [&](const Value& v) {
    instance.bounce_overrides.push_back({v.text_of("code"), flag_at(v, "blocked").value_or(true), v.place});
  });
}

}  // namespace

std::vector<engine::Setting> settings_at(const Value& map, std::string_view key) {
  std::vector<engine::Setting> settings;
  const Value* found = map.find(key);
  if (found == nullptr) return settings;
  for (const Member& member : found->members) settings.push_back({member.key, member.value.text, member.place});
  return settings;
}

engine::InstanceConfig decode_instance(const Value& map) {
  engine::InstanceConfig instance;
  instance.place = map.place;
  instance.name = map.text_of("name", instance.name);
  instance.address = map.text_of("address");
  if (const Value* sets = map.find("property_sets")) {
    for (const Value* each : items_of(*sets)) instance.property_sets.push_back({each->text, "", each->place});
  }
  instance.properties = settings_at(map, "properties");
  for (const engine::Setting& each : settings_at(map, "plugins")) {
    instance.plugins.push_back({each.name, each.value == "true", each.place});
  }
  for (const engine::Setting& each : settings_at(map, "jobs")) instance.jobs.push_back({each.name, each.value == "true", each.place});
  for_entries(map, "accounts", "name", [&](const Value& v) { instance.accounts.push_back(decode_account(v)); });
  for_entries(map, "users", "user_name", [&](const Value& v) { instance.users.push_back(decode_user(v)); });
  for_entries(map, "groups", "name", [&](const Value& v) {
    instance.groups.push_back({v.text_of("name"), texts_at(v, "members"), v.place, text_at(v, "email"), text_at(v, "manager"),
                               flag_at(v, "active"), flag_at(v, "exclude_manager"), flag_at(v, "include_members")});
  });
  for_entries(map, "tables", "name",
              [&](const Value& v) { instance.tables.push_back({v.text_of("name"), v.text_of("prefix"), texts_at(v, "columns"), v.place}); });
  for_entries(map, "records", "table",
              [&](const Value& v) { instance.records.push_back({v.text_of("table"), pairs_at(v, "fields"), v.place}); });
  decode_notifications(map, instance);
  for_entries(map, "inbound_actions", "name", [&](const Value& v) { instance.inbound_actions.push_back(decode_action(v)); });
  instance.default_inbound_actions = flag_at(map, "default_inbound_actions").value_or(true);
  decode_screening(map, instance);
  if (const Value* smime = map.find("smime")) instance.smime = decode_smime(*smime);
  instance.reader_jobs = int_at(map, "reader_jobs");
  instance.retention = flag_at(map, "retention");
  return instance;
}

}  // namespace scenarios
