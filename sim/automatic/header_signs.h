// What a header alone gives away: the cheap question that is asked of every mail.
#pragma once
#include <string>

#include "sim/mail/message.h"

namespace sim::automatic {

struct HeaderSigns {
  std::string subject;               ///< decoded, letters lowered (also accented, Cyrillic and Greek ones)
  std::string from;                  ///< lower case, as it stands
  std::string failed_recipients;     ///< X-Failed-Recipients
  std::string in_reply_to;           ///< the first message id of In-Reply-To or References, without brackets
  std::string reply_mark;            ///< the field that says "automatic reply", as "Name: value"; "" if none
  bool is_delivery_report = false;   ///< multipart/report; report-type=delivery-status
  bool is_feedback = false;          ///< multipart/report; report-type=feedback-report, or a provider's own complaint form
  bool may_be_feedback = false;      ///< sender or subject speak of complaints, or a report's type is left out
  bool is_receipt = false;           ///< multipart/report; report-type=disposition-notification (RFC 8098)
  bool is_from_daemon = false;       ///< MAILER-DAEMON, postmaster, "Mail Delivery System", the null address
  bool has_null_path = false;        ///< Return-Path: <>
  bool has_bounce_subject = false;
  bool has_bounce_field = false;     ///< a field that only bounces carry
  bool is_notice = false;            ///< a notification of Amazon SNS
  bool is_generated = false;         ///< Auto-Submitted other than "no" (RFC 3834, 5)
  bool is_list_mail = false;         ///< List-Id (RFC 2919) or Precedence: list

  bool may_be_bounce() const {
    return is_delivery_report || is_from_daemon || has_null_path || has_bounce_subject || has_bounce_field || !failed_recipients.empty();
  }
};
HeaderSigns read_signs(const mail::Message& message);

/// True if the folded subject begins as a returned mail's does, in one of many languages.
bool is_bounce_subject(std::string_view folded_subject);
/// The phrase by which the folded subject is an automatic reply's; "" if it is none.
std::string_view auto_reply_phrase(std::string_view folded_subject);
/// The phrase by which a folded text says that its writer is away; "" if it does not.
std::string_view absence_phrase(std::string_view folded_text);
/// UTF-8 with the letters lowered that these tables hold: ASCII, Latin, Greek and Cyrillic.
std::string folded(std::string_view text);

}  // namespace sim::automatic
