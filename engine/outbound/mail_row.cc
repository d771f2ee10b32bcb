#include "engine/outbound/mail_row.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "engine/outbound/account.h"
#include "engine/outbound/settings.h"
#include "engine/outbound/watermark_text.h"

namespace engine::outbound {
namespace {

/// The header lines that say what kind of mail this is, kept as the instance keeps headers: name:value without a blank (spec 1.1, 6.6).
std::string header_lines(const Parts& parts, const MailText& mail) {
  std::string out = fmt::format("X-ServiceNow-Source:{}\nX-ServiceNow-SysEmail-Version:2\n", mail.source);
  if (!mail.in_reply_to.empty()) out += fmt::format("In-Reply-To:<{0}>\nReferences:<{0}>\n", mail.in_reply_to);
  if (parts.properties.flag("glide.smtp.precedence_bulk")) out += "Precedence:bulk\n";
  const std::string auto_submitted = parts.properties.text("glide.email.outbound.header.auto_submitted");
  if (!auto_submitted.empty()) out += fmt::format("Auto-Submitted:{}\n", auto_submitted);
  return out + "X-ServiceNow-Generated:true\n";
}

/// One address only, with a label like From (KB0780972); without one, replies go to From.
std::string reply_to_field(const std::string& wanted, const std::optional<Account>& account, const InstanceConfig& config) {
  if (wanted.empty()) return {};
  const auto several = sim::mail::parse_address_list(wanted, nullptr, 2);
  return from_field(several.size() > 1 ? several.front().address.text() : wanted, account, config);
}

struct Share {
  std::vector<std::string> to, copied, blind_copied;
};

/// How many recipients one row may have, and all rows of one mail together.
struct ShareLimits {
  std::size_t most = 100, overall = 100'000;
  bool counts_to_only = false;   ///< C34
};

ShareLimits share_limits(const Parts& parts, const MailText& mail) {
  const auto number = [&](std::string_view name) { return static_cast<std::size_t>(std::max<std::int64_t>(1, parts.properties.number(name))); };
  ShareLimits limits{number("glide.email.smtp.max_recipients"), number("glide.email.smtp.max_recipients_overall"),
                     parts.profile.most_recipients_count_to_only};
  if (mail.is_by_script) limits.most = limits.overall = SIZE_MAX;
  return limits;
}

/// To, Cc and Bcc count together, unless the profile says otherwise (C34). At least one share, if only an empty one.
std::vector<Share> shares(const MailText& mail, const ShareLimits& limits) {
  std::vector<Share> out(1);
  std::size_t count = 0, all = 0;
  const auto deal = [&](const std::vector<std::string>& from, std::vector<std::string> Share::*list) {
    for (const std::string& recipient : from) {
      if (all++ >= limits.overall) return;
      if (limits.counts_to_only && list != &Share::to) {
        (out.back().*list).push_back(recipient);
        continue;
      }
      if (count == limits.most) {
        out.emplace_back();
        count = 0;
      }
      (out.back().*list).push_back(recipient);
      ++count;
    }
  };
  deal(mail.to, &Share::to);
  deal(mail.copied, &Share::copied);
  deal(mail.blind_copied, &Share::blind_copied);
  return out;
}

std::string all_of(const Share& share) {
  std::vector<std::string> all = share.to;
  all.insert(all.end(), share.copied.begin(), share.copied.end());
  all.insert(all.end(), share.blind_copied.begin(), share.blind_copied.end());
  return joined(all);
}

/// The mark is made always; omitting concerns the message only (spec 5). Returns it, "" if the counter's number was taken (O28).
std::string mark(Parts& parts, const MailText& mail, EmailRecord& row) {
  const std::string watermark = parts.store.new_watermark(mail.table, mail.record, row.sys_id);
  if (watermark.empty() || mail.omit_watermark) return watermark;
  // A mail of HTML alone has no plain text that could show it.
  if (!row.body_text.empty() || row.body.empty()) row.body_text = mark_text(row.body_text, watermark);
  if (!row.body.empty()) row.body = mark_html(row.body, watermark, parts.properties.flag("glide.email.watermark.visible"));
  return watermark;
}

void note_queued(Parts& parts, const EmailRecord& row, const std::string& watermark) {
  if (!parts.world.trace.wants(sim::EventKind::email_queued)) return;
  parts.world.trace.note(sim::EventKind::email_queued, row.message_id,
                         {{"sys_email", row.sys_id}, {"watermark", watermark.empty() ? "none" : watermark},
                          {"to", row.recipients}, {"subject", row.subject}});
}

}  // namespace

MailIdentity new_identity(Parts& parts) {
  MailIdentity made;
  made.sys_id = parts.store.new_sys_id();
  // A stream of its own for each mail: the same whatever was drawn before, and unique because the sys_id is.
  sim::Random random = parts.world.random.stream("message-id:" + made.sys_id);
  made.message_id = fmt::format("{}.{}.{}@app{:06}.{}.{}", random.below(90'000'000) + 1'000'000, random.below(90'000) + 1'000,
                                parts.world.clock.now().time_since_epoch().count(), settings_of(parts)->application_node, "ycg3",
                                provider_domain(parts.config));
  return made;
}

std::vector<std::string> write_rows(Parts& parts, const MailText& mail, const MailIdentity& first) {
  const ShareLimits limits = share_limits(parts, mail);
  const auto settings = settings_of(parts);
  const auto& account = settings->account;
  const std::string headers = header_lines(parts, mail);
  std::vector<std::string> sys_ids;
  for (const Share& share : shares(mail, limits)) {
    const MailIdentity identity = sys_ids.empty() ? first : new_identity(parts);
    EmailRecord row;
    row.sys_id = identity.sys_id;
    row.message_id = identity.message_id;
    row.type = standing::outbox.type;
    row.state = standing::outbox.state;
    row.subject = mail.subject;
    row.body = mail.html;
    row.body_text = mail.text;
    row.from = from_field(mail.from, account, parts.config);
    row.reply_to = reply_to_field(mail.reply_to, account, parts.config);
    row.recipients = all_of(share);
    row.direct = joined(share.to);
    row.copied = joined(share.copied);
    row.blind_copied = joined(share.blind_copied);
    row.headers = headers;
    row.content_type = mail.html.empty() ? "text/plain" : mail.text.empty() ? "text/html" : "multipart/alternative";
    row.target_table = mail.table;
    row.instance = mail.record;
    row.notification_type = mail.notification_type;
    row.weight = mail.weight;
    if (account) row.account = account->sys_id;
    const std::string watermark = mark(parts, mail, row);
    note_queued(parts, row, watermark);
    parts.store.insert(row);
    if (watermark.empty()) {
      parts.store.log(row.sys_id, "error", "Unique Key violation detected by database: sys_watermark.number; the mail leaves without a watermark");
    }
    link_files(parts, row.sys_id, mail.files);
    sys_ids.push_back(row.sys_id);
  }
  const std::size_t wanted = mail.to.size() + mail.copied.size() + mail.blind_copied.size();
  if (wanted > limits.overall) {
    parts.store.log(sys_ids.front(), "warning", fmt::format("{} recipients are more than glide.email.smtp.max_recipients_overall: {} were left out",
                                                            wanted, wanted - limits.overall));
  }
  return sys_ids;
}

void write_copy(Parts& parts, const EmailRecord& original, const std::vector<std::string>& recipients) {
  const MailIdentity identity = new_identity(parts);
  EmailRecord row = original;
  row.id = 0;
  row.sys_id = identity.sys_id;
  row.message_id = identity.message_id;
  row.type = standing::outbox.type;
  row.state = standing::outbox.state;
  row.error_string.clear();
  row.recipients = row.direct = joined(recipients);
  row.copied.clear();
  row.blind_copied.clear();
  row.attempts = 0;
  parts.world.trace.descend(row.message_id, original.message_id);
  note_queued(parts, row, "");
  parts.store.insert(row);
  link_files_of(parts, original.sys_id, row.sys_id);
  parts.store.log(row.sys_id, "info", fmt::format("Recipients refused in {}: tried again on their own", original.sys_id));
}

std::string joined(const std::vector<std::string>& items) { return fmt::format("{}", fmt::join(items, ",")); }

std::vector<std::string> items_of(std::string_view list) {
  std::vector<std::string> out;
  while (!list.empty()) {
    const auto comma = list.find(',');
    std::string_view item = list.substr(0, comma);
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
    const auto first = item.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) continue;
    item = item.substr(first, item.find_last_not_of(" \t\r\n") - first + 1);
    out.emplace_back(item);
  }
  return out;
}

}  // namespace engine::outbound
