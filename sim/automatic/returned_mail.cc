#include "sim/automatic/returned_mail.h"

#include "sim/automatic/codes.h"
#include "sim/automatic/failure.h"
#include "sim/automatic/mta.h"
#include "sim/automatic/named_recipients.h"
#include "sim/automatic/phrase.h"
#include "sim/mail/detail/charset.h"

namespace sim::automatic {
namespace {

constexpr std::size_t most_context = 16 * 1024;

// Words that say that the server goes on trying.
constexpr std::string_view delay_words[] = {
    "this is a warning message only", "you do not need to resend your message", "delivery attempts will continue",
    "has not yet been delivered",
    "your message is delayed", "will be retried for", "message will be retried", "no action is required on your part",
    "this is only a temporary failure report", "delayed for more than", "delays in delivering your message"};

bool is_success(const StatusFields& fields) {
  if (fields.action == "delivered" || fields.action == "relayed" || fields.action == "expanded" ||
      fields.action == "deliverable") return true;
  return fields.action.empty() && fields.status.substr(0, 2) == "2.";
}

/// Servers that tell why, and then whom it struck.
bool writes_reason_first(Mta mta) {
  return mta == Mta::james || mta == Mta::notes || mta == Mta::mail_marshal || mta == Mta::verizon;
}

class ReturnedMail {
 public:
  /// `header` is "" for a text that is known to be a bounce's.
  ReturnedMail(Report report, HeaderSigns signs, std::string_view header)
      : report_(std::move(report)), signs_(std::move(signs)), is_text_(header.empty()) {
    named_ = named_recipients(report_.lines);
    lower_lines_.reserve(report_.lines.size());
    for (const std::string& line : report_.lines) {
      lower_lines_.push_back(mail::detail::lower(line));
      if (context_.size() < most_context && !trimmed(line).empty()) context_ += (context_.empty() ? "" : "\n") + std::string(trimmed(line));
    }
    mta_ = find_mta(lower_lines_, mail::detail::lower(header.substr(0, 16 * 1024)));
  }

  AutomaticMail run() {
    for (const StatusFields& fields : report_.fields) add_fields(fields);
    if (mail_.recipients.empty() && !has_success_) add_named();
    if (mail_.recipients.empty() && !has_success_) add_from_header();
    decide_kind();
    if (mail_.kind != Kind::none) mail_.original_message_id = original_id();
    return std::move(mail_);
  }
  bool has_nothing() const { return report_.fields.empty() && named_.list.empty(); }
  const std::string& original() const { return report_.original; }

 private:
  Failure failure_of(std::string address, std::string words) const {
    Failure failure;
    failure.address = std::move(address);
    failure.words = std::move(words);
    failure.mta = mta_;
    failure.reporting = report_.reporting;
    return failure;
  }

  void add_fields(const StatusFields& fields) {
    if (is_success(fields)) {
      has_success_ = true;
      FailedRecipient reached;
      reached.address = fields.recipient;
      reached.status = fields.status;
      reached.diagnostic = fields.diagnostic;
      reached.reason = reason_name(Reason::delivered);
      reached.hardness = Hardness::soft;
      delivered_.push_back(std::move(reached));
      return;
    }
    const bool says_something = !fields.action.empty() || !fields.status.empty() || !fields.diagnostic.empty();
    if (!says_something) return;
    const auto same = std::find_if(named_.list.begin(), named_.list.end(),
        [&](const auto& each) { return each.address == fields.recipient; });
    const bool is_only = report_.fields.size() == 1;
    Failure failure = failure_of(fields.recipient, same != named_.list.end() ? same->words : "");
    if (mta_ == Mta::opensmtpd && same != named_.list.end()) failure.words = same->beside;
    failure.fields = fields;
    // Of several recipients, the text may be about any.
    if (is_only) failure.context = context_;
    if (is_only && failure.words.empty() && named_.list.size() == 1) failure.words = named_.list.front().words;
    if (failure.address.empty()) failure.address = any_address();
    mail_.recipients.push_back(judge(failure));
    has_delay_only_ = has_delay_only_ && fields.action == "delayed";
  }

  void add_named() {
    for (const NamedRecipient& each : named_.list) {
      Failure failure = failure_of(each.address, each.words);
      const bool is_only = named_.list.size() == 1;
      if (mta_ == Mta::opensmtpd && !each.beside.empty()) failure.words = each.beside;
      if (writes_reason_first(mta_)) failure.words = named_.preface;
      if (failure.words.empty() || named_.is_weak) failure.words = is_only ? context_ : each.words + "\n" + last_words();
      failure.context = is_only ? context_ : named_.preface;
      mail_.recipients.push_back(judge(failure));
    }
  }

  /// Of several addresses above one error text, only the last got the words.
  std::string last_words() const { return named_.list.empty() ? "" : named_.list.back().words; }

  void add_from_header() {
    std::string_view rest = signs_.failed_recipients;
    for (FoundAddress found = find_address(rest); found.is_found(); found = find_address(rest)) {
      mail_.recipients.push_back(judge(failure_of(std::string(found.address), context_)));
      rest.remove_prefix(found.end);
    }
    const bool speaks = mta_ != Mta::unknown || (signs_.has_bounce_subject && is_from_server()) || (is_text_ && find_code(context_) >= 400);
    if (mail_.recipients.empty() && speaks && !context_.empty()) {
      // "--- Delivery report unavailable ---" is all that Postfix says where its queue file lost the reason.
      mail_.recipients.push_back(judge(failure_of(any_address(), mta_ == Mta::postfix ? "" : context_)));
    }
  }

  /// Whom the returned mail was written to.
  std::string any_address() const {
    if (!named_.list.empty()) return named_.list.front().address;
    if (!signs_.failed_recipients.empty()) return std::string(find_address(signs_.failed_recipients).address);
    return std::string(find_address(field_of(report_.original, "To")).address);
  }

  /// A mail that only mentions servers and addresses is none: somebody must say that something failed.
  bool tells_failure() const {
    if (mail_.recipients.empty()) return false;
    const bool is_signed = is_from_server() || signs_.is_delivery_report || signs_.has_bounce_field ||
        !signs_.failed_recipients.empty() || is_text_;
    // Whoever asks about a bounce may choose its subject and paste its text, but seldom returns the mail with it.
    if (!is_signed && !report_.has_status_part && report_.original.empty()) return false;
    if (!report_.fields.empty()) return true;
    if (!signs_.failed_recipients.empty()) return true;
    const FailedRecipient& first = mail_.recipients.front();
    const bool has_reason = first.code / 100 >= 4 || (first.reason != "onhold" && first.reason != "undefined");
    if (signs_.has_bounce_subject && is_from_server()) return has_reason || !first.address.empty() || mta_ != Mta::unknown;
    // A vacation program writes from the null path, too, and may speak of addresses that are no more.
    const bool is_server = signs_.is_from_daemon || signs_.is_delivery_report || signs_.has_bounce_field || is_text_ ||
                           (signs_.has_null_path && first.code / 100 >= 4);
    return has_reason && (mta_ != Mta::unknown || (is_server && !named_.list.empty()) || is_text_);
  }
  bool is_from_server() const { return signs_.is_from_daemon || signs_.has_null_path; }

  void decide_kind() {
    if (!tells_failure()) {
      mail_.recipients.clear();
      if (!has_success_) return;
      mail_.kind = Kind::delivered;
      mail_.recipients = std::move(delivered_);
      mail_.evidence = "A delivery status report says that it was " + report_.fields.front().action + ".";
      return;
    }
    mail_.kind = is_delay() ? Kind::delay : Kind::bounce;
    const FailedRecipient& first = mail_.recipients.front();
    const std::string who = first.address.empty() ? "a recipient" : first.address;
    const std::string what = !report_.fields.empty() ? "A delivery status report (RFC 3464)" :
                             mta_ != Mta::unknown ? "A mail server's own words" :
                             !signs_.failed_recipients.empty() ? "X-Failed-Recipients" : "A notice of a mail server";
    mail_.evidence = fmt::format("{} {} {} for {}: {}.", what, mail_.kind == Kind::delay ? "tells a delay" : "tells a failure",
                                 first.status, who, first.reason);
  }

  bool is_delay() const {
    if (!report_.fields.empty()) return has_delay_only_;
    const bool has_permanent = std::any_of(mail_.recipients.begin(), mail_.recipients.end(),
        [](const auto& each) { return each.code / 100 == 5; });
    if (has_permanent) return false;
    return std::any_of(lower_lines_.begin(), lower_lines_.end(), [](const std::string& line) {
      return std::any_of(std::begin(delay_words), std::end(delay_words), [&](std::string_view words) { return holds(line, words); });
    });
  }

  std::string original_id() const {
    std::string id = field_of(report_.original, "Message-ID");
    for (std::size_t i = 0; i < lower_lines_.size() && id.empty(); ++i)
      if (begins(trimmed(lower_lines_[i]), "message-id:")) id = trimmed(std::string_view(report_.lines[i])).substr(11);
    const std::size_t open = id.find('<');
    const std::size_t close = id.find('>', open == std::string::npos ? 0 : open);
    if (open != std::string::npos && close != std::string::npos) return id.substr(open + 1, close - open - 1);
    return id.empty() ? signs_.in_reply_to : std::string(trimmed(id));
  }

  Report report_;
  HeaderSigns signs_;
  NamedRecipients named_;
  std::vector<std::string> lower_lines_;
  std::string context_;
  Mta mta_ = Mta::unknown;
  AutomaticMail mail_;
  std::vector<FailedRecipient> delivered_;
  bool has_success_ = false;
  bool has_delay_only_ = true;
  bool is_text_;
};

}  // namespace

AutomaticMail read_returned(const mail::Message& message, const HeaderSigns& signs) {
  ReturnedMail reading(read_report(message), signs, message.header_block());
  if (!reading.has_nothing() || reading.original().empty()) return reading.run();
  // Some gateways put the report that they got, header and all, into one of their own that says nothing.
  const mail::Message inner(reading.original());
  if (!read_signs(inner).may_be_bounce()) return reading.run();
  ReturnedMail nested(read_report(inner), signs, inner.header_block());
  return nested.has_nothing() ? reading.run() : nested.run();
}

AutomaticMail read_returned_text(std::string_view text) { return ReturnedMail(read_report(text), {}, {}).run(); }

}  // namespace sim::automatic
