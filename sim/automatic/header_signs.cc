#include "sim/automatic/header_signs.h"

#include "sim/automatic/phrase.h"
#include "sim/mail/detail/charset.h"
#include "sim/mail/detail/words.h"
#include "sim/mail/entity.h"

namespace sim::automatic {
namespace {

using mail::detail::equal_ignoring_case;
using mail::detail::lower;

// Senders of returned mail: local parts, and names shown to people. Lower case.
constexpr std::string_view daemons[] = {
    "mailer-daemon", "mailer_daemon", "mailerdaemon", "mail-daemon", "postmaster@", "post_master@", "postmaster <", "postmaster\"",
    "mail delivery system", "mail delivery subsystem", "mail deliver system", "mail delivery service", "content-filter at ",
    "mailer daemon",
    "internet mail delivery", "courier mail server at ", "interscan mss", "interscan notification", "bounce@", "bounces@", "@vtext.",
    "sysadmin@", "system administrator", "systemadministrator", "mail administrator", "microsoft outlook",
    "twfpbcbezwxpdmvyesbtdwjzexn0zw0"};

// Fields that say by themselves that nobody wrote the mail in answer (RFC 3834, 3.1.8, and what vacation programs use instead).
struct ReplyField {
  std::string_view name;
  std::string_view value;  ///< begins so; "" for any but "no"
};
constexpr ReplyField reply_fields[] = {
    {"Auto-Submitted", "auto-replied"}, {"X-Autoreply", ""}, {"X-Auto-Reply", ""}, {"X-Autorespond", ""}, {"X-Autoresponder", ""},
    {"X-AutoReply-From", ""}, {"X-Mail-Autoreply", ""}, {"X-Vacation", ""}, {"X-Apple-Action", "vacation"}, {"Precedence", "auto_reply"},
    {"Precedence", "auto-reply"}, {"X-Precedence", "auto_reply"}, {"X-POST-MessageClass", "9; autoresponder"}, {"X-OOO", ""},
    {"X-FC-MachineGenerated", "true"}, {"X-Zimbra-Out-Of-Office", ""}};

// Words of those who send feedback reports.
constexpr std::string_view complaints[] = {"abuse report", "feedback report", "spam report", "complaint", "feedbackloop", "feedback-loop",
                                           "feedback@", "fbl@", "abuse@", "arf@", "scomp@", "fw: ", "fwd: "};

bool is_in(std::string_view text, std::span<const std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view each) { return text.find(each) != std::string_view::npos; });
}

std::string first_id(std::string_view value) {
  const std::size_t open = value.find('<');
  const std::size_t close = value.find('>', open == std::string_view::npos ? 0 : open);
  return open == std::string_view::npos || close == std::string_view::npos ? "" : std::string(value.substr(open + 1, close - open - 1));
}

class Reading {
 public:
  HeaderSigns run(const mail::Message& message) {
    for (const mail::HeaderField& field : message.headers()) take(field.name, trimmed(field.value));
    const std::string_view type = trimmed(content_type_);
    read_type(type);
    if (signs_.is_generated && signs_.reply_mark.empty() && !signs_.in_reply_to.empty() && !signs_.is_list_mail)
      signs_.reply_mark = "Auto-Submitted in an answer";
    signs_.has_bounce_subject = is_bounce_subject(signs_.subject);
    signs_.is_from_daemon = has_from_ && (is_in(signs_.from, daemons) || signs_.from == "<>" || signs_.from.empty());
    return std::move(signs_);
  }

 private:
  void take(std::string_view name, std::string_view value) {
    switch (name.size()) {
      case 4: if (equal_ignoring_case(name, "From")) take_from(value); break;
      case 7: if (equal_ignoring_case(name, "Subject") && signs_.subject.empty()) signs_.subject = folded_subject(value);
              if (equal_ignoring_case(name, "List-Id")) signs_.is_list_mail = true;
              break;
      case 8: if (equal_ignoring_case(name, "Received")) signs_.has_bounce_field |= holds(value.substr(0, 60),
          "(qmail * invoked for bounce)");
              break;
      case 11: if (equal_ignoring_case(name, "Return-Path")) signs_.has_null_path = value == "<>" ||
          lower(value).find("<mailer-daemon") == 0;
               if (equal_ignoring_case(name, "In-Reply-To")) signs_.in_reply_to = first_id(value);
               break;
      case 12: if (equal_ignoring_case(name, "Content-Type")) content_type_ = value; break;
      default: take_rare(name, value);
    }
    take_reply_field(name, value);
  }
  void take_rare(std::string_view name, std::string_view value) {
    if (equal_ignoring_case(name, "References") && signs_.in_reply_to.empty()) signs_.in_reply_to = first_id(value);
    if (equal_ignoring_case(name, "X-Failed-Recipients")) signs_.failed_recipients = swept(value);
    if (equal_ignoring_case(name, "X-MLServer")) signs_.has_bounce_field |= value.substr(0, 3) == "fml";
    if (equal_ignoring_case(name, "X-AHMailID") || equal_ignoring_case(name, "X-MX-Bounce") || equal_ignoring_case(name,
        "X-MS-Embedded-Report"))
      signs_.has_bounce_field = true;
    if (equal_ignoring_case(name, "X-SPASIGN")) signs_.has_bounce_field |= value == "NG";
    if (equal_ignoring_case(name, "X-Amz-Sns-Message-Id")) signs_.is_notice = true;
    if (equal_ignoring_case(name, "Auto-Submitted")) signs_.is_generated = lower(value.substr(0, 5)) == "auto-";
    if (equal_ignoring_case(name, "Precedence")) signs_.is_list_mail |= lower(value) == "list";
  }
  void take_reply_field(std::string_view name, std::string_view value) {
    const bool may_be = !name.empty() && std::string_view("aApPxX").find(name.front()) != std::string_view::npos;
    if (!may_be || !signs_.reply_mark.empty()) return;
    for (const ReplyField& each : reply_fields) {
      if (!equal_ignoring_case(name, each.name)) continue;
      const std::string given = lower(value.substr(0, 20));
      if (each.value.empty() ? given != "no" && given != "false" : given.compare(0, each.value.size(), each.value) == 0)
        signs_.reply_mark = std::string(name) + ": " + mail::detail::readable(swept(value.substr(0, 60)));
    }
  }
  void take_from(std::string_view value) {
    if (has_from_) return;
    has_from_ = true;
    const bool is_encoded = value.find("=?") != std::string_view::npos;
    signs_.from = lower(is_encoded ? mail::detail::decode_words(value.substr(0, 500)) : std::string(value.substr(0, 500)));
  }
  static std::string folded_subject(std::string_view value) {
    value = value.substr(0, 1000);
    const bool is_plain = mail::detail::is_ascii(value) && value.find("=?") == std::string_view::npos;
    return folded(is_plain ? mail::detail::unfold(value) : mail::detail::decode_words(value));
  }
  void read_type(std::string_view type) {
    const bool is_report = lower(type.substr(0, 16)) == "multipart/report";
    const bool is_complaint = holds(signs_.subject, "complaint about message from ");
    if (is_complaint && (holds(signs_.from, "staff@hotmail.com") || holds(signs_.from, "complaints@"))) signs_.is_feedback = true;
    signs_.may_be_feedback = lower(type.substr(0, 10)) == "multipart/" && (is_in(signs_.subject, complaints) || is_in(signs_.from,
        complaints));
    if (!is_report) return;
    const std::string report = lower(mail::parameter(type, "report-type"));
    signs_.is_feedback |= report == "feedback-report";
    signs_.is_receipt = report == "disposition-notification";
    // The type of a report is often left out where the report is one of delivery.
    signs_.may_be_feedback |= report.empty();
    signs_.is_delivery_report = report.empty() || report.find("delivery-status") != std::string::npos;
  }

  HeaderSigns signs_;
  std::string_view content_type_;
  bool has_from_ = false;
};

}  // namespace

HeaderSigns read_signs(const mail::Message& message) { return Reading().run(message); }

std::string folded(std::string_view text) {
  std::string out(text);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto byte = static_cast<unsigned char>(out[i]);
    if (byte < 0x80) {
      out[i] = static_cast<char>(std::tolower(byte));
      continue;
    }
    if (i + 1 >= out.size()) break;
    const auto next = static_cast<unsigned char>(out[i + 1]);
    const auto set = [&](unsigned first, unsigned second) {
      out[i] = static_cast<char>(first);
      out[i + 1] = static_cast<char>(second);
    };
    if (byte == 0xC3 && next >= 0x80 && next <= 0x9E && next != 0x97) set(0xC3, next + 0x20U);        // À to Þ
    else if (byte == 0xC4 && next < 0xB8 && next % 2 == 0 && next != 0xB0) set(0xC4, next + 1U);       // Latin Extended-A, even
    else if (byte == 0xC5 && next >= 0x8A && next <= 0xB6 && next % 2 == 0) set(0xC5, next + 1U);
    else if (byte == 0xC5 && next >= 0xB9 && next <= 0xBD && next % 2 == 1) set(0xC5, next + 1U);      // Ź Ż Ž
    else if (byte == 0xC5 && (next == 0x81 || next == 0x83 || next == 0x87)) set(0xC5, next + 1U);     // Ł Ń Ň
    else if (byte == 0xCE && next >= 0x91 && next <= 0x9F) set(0xCE, next + 0x20U);                    // Α to Ο
    else if (byte == 0xCE && next >= 0xA0 && next <= 0xA9) set(0xCF, next - 0x20U);                    // Π to Ω
    else if (byte == 0xD0 && next >= 0x90 && next <= 0x9F) set(0xD0, next + 0x20U);                    // А to П
    else if (byte == 0xD0 && next >= 0xA0 && next <= 0xAF) set(0xD1, next - 0x20U);                    // Р to Я
    else if (byte == 0xD0 && next < 0x90) set(0xD1, next + 0x10U);                                     // Ѐ to Џ
    if (byte >= 0xC0) ++i;
  }
  return out;
}

}  // namespace sim::automatic
