#include "engine/outbound/settings.h"

#include <algorithm>

#include "engine/inbound/attachment_policy.h"
#include "engine/outbound/account.h"

namespace engine::outbound {
namespace {

RetryRules retry_rules(const Parts& parts) {
  const Properties& properties = parts.properties;
  RetryRules rules;
  rules.model = parts.profile.retry_model;
  rules.defer = properties.list("glide.smtp.defer_retry_ids");
  rules.fail = properties.list("glide.smtp.fail_message_ids");
  rules.default_retry = properties.flag("glide.smtp.default_retry");
  rules.refused_recipients_fail = parts.profile.refused_recipients_fail;
  rules.address_error = parts.profile.address_error;
  rules.lookback = std::chrono::hours{properties.number("glide.email.smtp.claim.lookback.hrs")};
  rules.send_partial = properties.flag("glide.smtp.send_partial");
  return rules;
}

std::optional<RecipientRule> recipient_rule(Parts& parts) {
  RecipientRule rule;
  rule.group = parts.properties.text("glide.email.test.group");
  if (rule.group.empty()) return std::nullopt;
  for (const User& member : parts.store.group_members(rule.group)) rule.members.insert(email_key(member.email));
  rule.members.erase("");
  rule.looks_sent = parts.properties.text("mailrig.recipient_rule_outcome") != "send-ignored";
  return rule;
}

AttachmentLimits attachment_limits(const Parts& parts) {
  const auto number = [&](std::string_view name) { return static_cast<std::size_t>(std::max<std::int64_t>(0, parts.properties.number(name))); };
  AttachmentLimits limits;
  limits.most = number("glide.email.outbound.max_attachment_count");
  limits.most_bytes = number("glide.email.outbound.max_total_attachment_size_bytes");
  if (parts.profile.attachment_size_caps_mail) limits.most_bytes = std::min(limits.most_bytes, inbound::bytes_of_one_attachment(parts.properties));
  limits.refuses_infected = parts.properties.flag("glide.email.outbound.check_attachment_availability");
  return limits;
}

/// System address filters of the accounts that have their own.
std::map<std::string, std::string, std::less<>> filters_of_accounts(Database& database) {
  std::map<std::string, std::string, std::less<>> found;
  Statement row = database.prepare(
      "SELECT a.sys_id, f.name FROM sys_email_account a JOIN sys_email_system_filter f ON f.sys_id = a.address_filter ORDER BY a.id");
  while (row.step()) found.emplace(row.text(0), row.text(1));
  return found;
}

std::shared_ptr<const Settings> compiled_settings(Parts& parts) {
  constexpr std::string_view active = "glide.email.smtp.active";
  const Properties& properties = parts.properties;
  auto made = std::make_shared<Settings>();
  made->made_at = properties.changes();
  made->is_sending_on = properties.is_set(active) || !parts.profile.sending_off_at_first ? properties.flag(active) : false;
  made->address_filters = AddressFilters(parts.config, filters_of_accounts(parts.database));
  made->account = active_account(parts.database);
  made->application_node = parts.world.random.stream("application-node:" + parts.config.name).below(900'000) + 100'000;
  made->address_filter = made->address_filters.of(made->account ? made->account->sys_id : "", Direction::outbound);
  made->retry = retry_rules(parts);
  made->recipient_rule = recipient_rule(parts);
  made->attachments = attachment_limits(parts);
  made->takes_utf8_addresses = properties.flag("glide.email_address.rfc6530.enabled");
  if (!parts.profile.most_recipients_count_to_only) {
    made->most_recipients = static_cast<std::size_t>(std::max<std::int64_t>(1, properties.number("glide.email.smtp.max_recipients")));
  }
  made->writes_8bit = properties.flag("mailrig.outbound_8bit");
  return made;
}

}  // namespace

std::shared_ptr<const Settings> settings_of(Parts& parts) {
  if (!parts.outbound_settings || parts.outbound_settings->made_at != parts.properties.changes()) {
    parts.outbound_settings = compiled_settings(parts);
  }
  return parts.outbound_settings;
}

}  // namespace engine::outbound
