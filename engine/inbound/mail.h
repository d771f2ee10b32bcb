// One mail on its way through the inbound rules: what they may look at, and what they find out for those behind them.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "engine/inbound/settings.h"
#include "engine/parts.h"
#include "sim/auth/smime.h"
#include "sim/mail/message.h"

namespace engine::inbound {

struct Mail {
  Parts& parts;
  const Settings& settings;
  const sim::mail::Message& message;                 ///< headers and parts; bodies are read from `email`
  EmailRecord email;
  std::optional<sim::mail::NamedAddress> from;       ///< the header From; nothing if it names nobody
  std::optional<User> acting;                        ///< whom the actions run as (stage sender)
  std::string target_table;                          ///< of the watermark, number or mail that matched (stage classifying)
  std::optional<Record> target;
  bool has_watermark = false;                        ///< classified by a watermark
  std::vector<std::string> hints;                    ///< why criteria that were looked at did not hold
  std::vector<PlannedAttachment> attachments = {};   ///< each part's fate, decided before any rule is asked
  sim::auth::OpenedMail smime = {};                  ///< what the S/MIME plugin made of it; `message` is the opened one already

  std::string sender() const { return from ? from->address.text() : std::string(); }
};

/// The mail is a reply to that record.
void reply_to(Mail& mail, Record record);
/// The conversation that Outlook's Thread-Index names, in hexadecimal; "" if there is none or another program wrote it.
std::string conversation_of(const sim::mail::Message& message);
/// The sender of a From that is one address in quotation marks (glide.email.remove_illegal_address_quotes); nothing if it is not.
std::optional<sim::mail::NamedAddress> unquoted_sender(const sim::mail::Message& message);
/// What the mail servers say of an infected mail (X-ServiceNow-Virus:INFECTED, ..., spec 8); nothing of others.
std::optional<std::string> virus_mark(const sim::mail::Message& message);
/// The row that a message is stored as, without account and uid.
EmailRecord row_of(const sim::mail::Message& message);
/// The prefix that a subject starts with; nullptr if none.
const std::string* prefix_of(std::string_view subject, const std::vector<std::string>& prefixes, bool exact_case);
bool starts_ignoring_case(std::string_view text, std::string_view lowered_start);

}  // namespace engine::inbound
