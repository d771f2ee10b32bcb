#include "engine/inbound/settings.h"

#include <algorithm>

namespace engine::inbound {
namespace {

std::vector<std::string> lowered(std::vector<std::string> items) {
  for (std::string& item : items) item = email_key(item);
  return items;
}

/// An emptied prefix list falls back to the default of `meant`, which is the property itself but for C4 (spec 3.2).
std::vector<std::string> prefixes(const Properties& properties, std::string_view name, std::string_view meant) {
  std::vector<std::string> items = properties.list(name);
  if (!items.empty()) return items;
  std::string_view fallback = find_property(meant)->default_value;
  while (!fallback.empty()) {
    const std::size_t comma = std::min(fallback.find(','), fallback.size());
    items.emplace_back(fallback.substr(0, comma));
    fallback.remove_prefix(std::min(comma + 1, fallback.size()));
  }
  return items;
}

/// Separators are cut at commas only: blanks and line ends (written \n) belong to them.
std::vector<std::string> separators(std::string_view text) {
  std::vector<std::string> items(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ',') items.emplace_back();
    else if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == 'n') items.back() += '\n', ++i;
    else items.back() += text[i];
  }
  std::erase_if(items, [](const std::string& item) { return item.find_first_not_of(" \n") == std::string::npos; });
  return items;
}

void compile_addresses(Parts& parts, Settings& settings) {
  settings.own_addresses.push_back(email_key(parts.config.address));
  Statement row = parts.database.prepare("SELECT \"from\", user_name FROM sys_email_account WHERE type = 'smtp' ORDER BY id");
  while (row.step()) {
    for (const std::string& text : {row.text(0), row.text(1)}) {
      const auto named = sim::mail::parse_address_list(text);
      if (!named.empty()) settings.own_addresses.push_back(email_key(named.front().address.text()));
    }
  }
  std::erase(settings.own_addresses, "");
}

/// Accounts with a system address filter of their own.
std::map<std::string, std::string, std::less<>> account_filters(Parts& parts) {
  std::map<std::string, std::string, std::less<>> found;
  Statement row = parts.database.prepare(
      "SELECT a.sys_id, f.name FROM sys_email_account a JOIN sys_email_system_filter f ON f.sys_id = a.address_filter ORDER BY a.id");
  while (row.step()) found.emplace(row.text(0), row.text(1));
  return found;
}

/// One reading has the mail servers' marks in the default of the property (C12).
std::string ignored_headers(const Parts& parts) {
  const std::string list = parts.properties.text("glide.pop3.ignore_headers");
  if (!parts.profile.ignore_headers_has_spam || list != find_property("glide.pop3.ignore_headers")->default_value) return list;
  return list + ",X-ServiceNow-Spam-Flag:YES,X-ServiceNow-Virus:INFECTED";
}

Settings compile(Parts& parts) {
  const Properties& properties = parts.properties;
  Settings made;
  made.made_at = properties.changes();
  made.address_filters = AddressFilters(parts.config, account_filters(parts));
  made.filters = compile_filters(parts);
  made.ignore_headers = parse_header_patterns(ignored_headers(parts));
  made.ignore_senders = lowered(properties.list("glide.pop3.ignore_senders"));
  made.ignore_subjects = properties.list("glide.pop3.ignore_subjects");
  if (!parts.profile.ignore_subject_exact_case) made.ignore_subjects = lowered(std::move(made.ignore_subjects));
  made.trusted_domains = lowered(properties.list("glide.user.trusted_domain"));
  if (parts.profile.trusts_all_domains && !properties.is_set("glide.user.trusted_domain")) made.trusted_domains = {"*"};
  constexpr std::string_view replies = "glide.email.reply_subject_prefix", forwards = "glide.email.forward_subject_prefix";
  constexpr std::string_view from_words = "mailrig.forward_from_words";
  made.reply_prefixes = prefixes(properties, replies, replies);
  made.forward_prefixes = prefixes(properties, parts.profile.forward_prefixes_from_reply_property ? replies : forwards, forwards);
  made.forward_from_words = prefixes(properties, from_words, from_words);
  made.follow_thread_index = properties.flag("glide.inbound.email.classify.by.thread_index");
  made.reply_separators = separators(properties.text("glide.pop3.reply_separators"));
  for (auto& [prefix, table] : parts.store.number_prefixes()) {
    if (table == "sys_watermark") made.watermark_prefix = prefix;
    else made.numbers.emplace_back(prefix, table);
  }
  made.allow_duplicates = properties.flag("glide.email.allow_duplicate_message_ids");
  made.process_locked_out = properties.flag("glide.pop3.process_locked_out");
  made.ignore_when_disabled = properties.flag("glide.email.inbound_action_set_email_ignored_when_user_disabled");
  made.create_caller = properties.flag("glide.pop3readerjob.create_caller");
  made.create_userid_from_email = properties.flag("glide.email.create_userid_from_email");
  made.restrictive_watermarks = properties.flag("glide.email.watermark.parse_restrictive");
  made.name_split = properties.text("glide.email.name_split");
  made.most_body_chars = static_cast<std::size_t>(properties.number("glide.email.inbound.max_body_chars"));
  made.attachments = attachment_policy_of(parts);
  compile_addresses(parts, made);
  made.actions = compile_actions(parts);
  return made;
}

}  // namespace

std::shared_ptr<const Settings> settings_of(Parts& parts) {
  if (!parts.inbound_settings || parts.inbound_settings->made_at != parts.properties.changes()) {
    parts.inbound_settings = std::make_shared<const Settings>(compile(parts));
  }
  return parts.inbound_settings;
}

}  // namespace engine::inbound
