#include "engine/outbound/rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/outbound/settings.h"
#include "engine/outbound/watermark_text.h"
#include "engine/smime.h"

namespace engine::outbound {
namespace {

using sim::mail::Address;
using Answer = std::optional<Ruling>;

/// Mails of one target count as competing if made within this time: the sender's interval.
constexpr sim::Duration competing_time = std::chrono::minutes{1};

Ruling ruling(Outcome outcome, std::string evidence, std::string_view property = {}) {
  return {outcome, std::move(evidence), property, {}, {}, {}};
}

Answer sending_off(const Question& q) {
  constexpr std::string_view property = "glide.email.smtp.active";
  if (settings_of(q.parts)->is_sending_on) return {};
  return ruling(Outcome::stay, "email sending is switched off: the mail stays in Outbox", property);
}

Answer no_account(const Question& q) {
  if (q.account) return {};
  return ruling(Outcome::stay, "no SMTP account is active: the mail stays in Outbox");
}

Answer claim_lookback(const Question& q) {
  constexpr std::string_view property = "glide.email.smtp.claim.lookback.hrs";
  const std::chrono::hours lookback{q.parts.properties.number(property)};
  if (q.email.created + lookback >= q.parts.world.clock.now()) return {};
  return ruling(Outcome::stay, fmt::format("the mail is older than {} hours: it is never picked up", lookback.count()), property);
}

/// A semicolon may only end a group (`team: a@b, c@d;`).
Answer illegal_semicolon(const Question& q) {
  const std::string& list = q.email.recipients;
  if (list.find(';') == std::string::npos || list.find(':') != std::string::npos) return {};
  return ruling(Outcome::fail, fmt::format("Illegal semicolon, not in group in string ``{}''", list));
}

/// KB0752379: such an entry breaks sending, for all of the mail.
Answer bcc_with_name(const Question& q) {
  if (q.email.blind_copied.find('<') == std::string::npos) return {};
  return ruling(Outcome::fail, fmt::format("Bcc holds '{}': an entry with a name breaks sending, only the bare address is taken", q.email.blind_copied));
}

/// Who was taken off by this rule is the reason why nobody is left.
Answer emptied_by(const Question& q, std::string_view rule, Outcome outcome) {
  const LeftOut* out = q.handover.count() > 0 ? nullptr : q.handover.left_out_by(rule);
  if (out == nullptr) return {};
  Ruling made = ruling(outcome, out->evidence);
  made.place = out->place;
  return made;
}

Answer outbound_address_filter(const Question& q) { return emptied_by(q, "outbound-address-filter", Outcome::skip); }

Answer recipient_rule(const Question& q) {
  const auto settings = settings_of(q.parts);
  if (!settings->recipient_rule) return {};
  const bool looks_sent = settings->recipient_rule->looks_sent;
  Answer made = emptied_by(q, "recipient-rule", looks_sent ? Outcome::look_sent : Outcome::skip);
  if (made && looks_sent) made->evidence += ": nobody is left, nothing is handed over, and the mail looks sent";
  return made;
}

/// KB0791162 (O16). With glide.smtp.send_partial the others get the mail, and these one of their own; alone they are the error.
Answer address_beyond_ascii(const Question& q) {
  const auto& odd = q.handover.not_ascii;
  if (odd.empty() || (q.handover.count() > 0 && settings_of(q.parts)->retry.send_partial)) return {};
  constexpr std::string_view property = "glide.email_address.rfc6530.enabled";
  return ruling(Outcome::address_error, fmt::format("501 5.1.3 Bad recipient address syntax: {} ({} is false)", odd.front(), property), property);
}

Answer infected_attachment(const Question& q) {
  constexpr std::string_view property = "glide.email.outbound.check_attachment_availability";
  if (q.files.infected.empty() || !settings_of(q.parts)->attachments.refuses_infected) return {};
  return ruling(Outcome::skip, fmt::format("the attachment {} is infected: the mail is not sent", q.files.infected), property);
}

Answer bounce_blocked(const Question& q) {
  if (q.handover.count() > 0 || q.handover.blocked.empty()) return {};
  return ruling(Outcome::skip, blocking_words(q.handover));
}

Answer no_recipients(const Question& q) {
  if (q.handover.count() > 0) return {};
  return ruling(Outcome::skip, "SMTPSender: no recipients, email send ignored");
}

Answer body_too_long(const Question& q) {
  constexpr std::string_view property = "glide.email.outbound.max_body_chars";
  const auto most = static_cast<std::size_t>(q.parts.properties.number(property));
  // Bytes are never fewer than characters: most mails need no counting.
  if (std::max(q.email.body.size(), q.email.body_text.size()) <= most) return {};
  const std::size_t count = std::max(characters(q.email.body), characters(q.email.body_text));
  if (count <= most) return {};
  Ruling over = ruling(Outcome::skip,
                       fmt::format("Email set to send-ignored because its size exceeds the value set in {}. {} character(s) were "
                                   "truncated from the body field.",
                                   property, count - most),
                       property);
  over.keep_chars = most;
  return over;
}

/// Other outbound mails of the same target and recipients, made at about the same time. Weight 0 never competes (spec 6.2).
Statement competitors(const Question& q, std::string_view columns, std::string_view condition) {
  Statement found = q.parts.database.prepare(
      fmt::format("SELECT {} FROM sys_email WHERE weight > 0 AND instance = ?1 AND id <> ?2 AND recipients = ?3 AND"
                  " sys_created_on BETWEEN ?4 AND ?5 AND type NOT IN ('received', 'received-ignored') AND {} ORDER BY id",
                  columns, condition));
  const std::int64_t made = q.email.created.time_since_epoch().count();
  found.bind_all(q.email.instance, q.email.id, q.email.recipients, made - competing_time.count(), made + competing_time.count(),
                 q.email.weight);
  return found;
}

bool competes(const Question& q) { return q.email.weight > 0 && !q.email.instance.empty(); }

Answer lower_weight(const Question& q) {
  if (!competes(q)) return {};
  Statement heavier = competitors(q, "sys_id, weight", "weight > ?6");
  if (!heavier.step()) return {};
  return ruling(Outcome::skip, fmt::format("weight {} gives way to {} of weight {} with the same target and recipients",
                                           q.email.weight, heavier.text(0), heavier.integer(1)));
}

Answer identical_duplicate(const Question& q) {
  if (!competes(q)) return {};
  Statement equals = competitors(q, "sys_id, subject, body, body_text", "weight = ?6 AND id < ?2 AND type <> 'send-ignored'");
  const std::string body = without_mark(q.email.body), text = without_mark(q.email.body_text);
  while (equals.step()) {
    if (equals.view(1) != q.email.subject || without_mark(equals.view(2)) != body || without_mark(equals.view(3)) != text) continue;
    return ruling(Outcome::skip, fmt::format("the same mail goes to the same recipients as {}", equals.text(0)));
  }
  return {};
}

constexpr std::string_view test_user_property = "glide.email.test.user";

std::vector<Address> test_users(const Question& q) {
  std::vector<Address> valid;
  for (const std::string& item : q.parts.properties.list(test_user_property)) {
    if (auto address = Address::parse(item)) valid.push_back(*address);
  }
  return valid;
}

Answer test_user_invalid(const Question& q) {
  const std::string value = q.parts.properties.text(test_user_property);
  if (q.parts.properties.list(test_user_property).empty() || !test_users(q).empty()) return {};
  return ruling(Outcome::fail, fmt::format("{} holds no valid address: '{}'", test_user_property, value), test_user_property);
}

Answer test_user(const Question& q) {
  std::vector<Address> instead = test_users(q);
  if (instead.empty()) return {};
  Ruling rewrite = ruling(Outcome::rewrite,
                          fmt::format("{} sends the mail for {} to {}", test_user_property,
                                      joined_addresses(q.handover.everyone()), joined_addresses(instead)),
                          test_user_property);
  rewrite.instead = std::move(instead);
  return rewrite;
}

Answer smime_no_key(const Question& q) {
  constexpr std::string_view property = "email.outbound.smime.signing.enabled";
  const auto smime = smime_of(q.parts);
  if (!smime->signs || smime->own() != nullptr) return {};
  return ruling(Outcome::fail, "S/MIME signing is on, and the instance has no certificate of its own", property);
}

Answer smime_no_certificate(const Question& q) {
  constexpr std::string_view property = "email.outbound.smime.encryption.enabled";
  const auto smime = smime_of(q.parts);
  if (!smime->encrypts) return {};
  std::vector<Address> without = q.handover.everyone();
  const std::size_t all = without.size();
  std::erase_if(without, [&](const Address& each) { return smime->certificate_for(each.text()) != nullptr; });
  if (without.empty()) return {};
  if (without.size() == all) {
    return ruling(Outcome::skip, fmt::format("S/MIME: there is no certificate for {}, email send ignored", joined_addresses(without)), property);
  }
  Ruling narrow = ruling(Outcome::narrow, "S/MIME: there is no certificate to encrypt for " + joined_addresses(without), property);
  narrow.instead = std::move(without);
  return narrow;
}

}  // namespace

const std::vector<OutboundRule>& outbound_rules() {
  // clang-format off
  static const std::vector<OutboundRule> table{
    {"sending-off",         "Email sending is switched off: the mail waits.", sending_off},
    {"no-account",          "No SMTP account is active: the mail waits.", no_account},
    {"claim-lookback",      "Older than the lookback: never picked up, it stays in Outbox.", claim_lookback},
    {"illegal-semicolon",   "A semicolon between addresses: Failed.", illegal_semicolon},
    {"bcc-with-name",       "A Bcc entry with a name: Failed.", bcc_with_name},
    {"outbound-address-filter", "The outbound system address filter took all recipients off: Skipped.", outbound_address_filter},
    {"recipient-rule",      "The customer's business rule took all recipients off: the mail looks sent, or is Skipped.", recipient_rule},
    {"address-beyond-ascii", "An address beyond ASCII while those are not taken: an address validation error.", address_beyond_ascii},
    {"bounce-blocked",      "All that is left of the recipients is blocked for its bounces: Skipped.", bounce_blocked},
    {"no-recipients",       "No recipient with a valid address: Skipped.", no_recipients},
    {"infected-attachment", "An infected attachment: Skipped, and an event is raised.", infected_attachment},
    {"body-too-long",       "A body beyond the limit is cut and not sent: Skipped.", body_too_long},
    {"lower-weight",        "A notification of more weight goes to the same people about the same record: Skipped.", lower_weight},
    {"identical-duplicate", "The same mail of the same weight to the same people: one is sent, the others are Skipped.", identical_duplicate},
    {"test-user-invalid",   "The test address is none: Failed, and nothing reaches the real recipients.", test_user_invalid},
    {"test-user",           "All mail goes to the test addresses; the record keeps the intended ones.", test_user},
    {"smime-no-key",        "S/MIME signing is on and the instance has no key: Failed.", smime_no_key},
    {"smime-no-certificate", "S/MIME encryption is on: recipients without certificate are left out; Skipped if nobody is left.", smime_no_certificate},
  };
  // clang-format on
  return table;
}

std::optional<Decision> ask_rules(const Question& question, std::size_t first, std::size_t& next) {
  const auto& rules = outbound_rules();
  for (next = first; next < rules.size(); ++next) {
    const OutboundRule& rule = rules[next];
    if (auto decided = rule.decide(question)) {
      ++next;
      return Decision{rule.id, std::move(*decided)};
    }
  }
  return std::nullopt;
}

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string_view first_characters(std::string_view utf8, std::size_t count) {
  std::size_t end = 0;
  for (; end < utf8.size(); ++end) {
    if ((static_cast<unsigned char>(utf8[end]) & 0xC0U) == 0x80U) continue;
    if (count == 0) break;
    --count;
  }
  return utf8.substr(0, end);
}

}  // namespace engine::outbound
