#include "sim/automatic/report.h"

#include "sim/automatic/codes.h"
#include "sim/automatic/phrase.h"
#include "sim/automatic/report_flat.h"
#include "sim/mail/detail/charset.h"
#include "sim/mail/detail/words.h"

namespace sim::automatic {
namespace {

constexpr std::size_t most_of_a_text = 256 * 1024;
constexpr std::size_t most_lines = 4000;
constexpr std::size_t most_octets_of_a_line = 2000;
constexpr std::size_t most_reported = 200;

// How a line that opens the returned mail begins, white space before it aside; lower case.
constexpr std::string_view original_starts[] = {
    "content-type: message/rfc822", "content-type: text/rfc822-headers", "content-type: message/partial",
    "content-type: message/global", "------ this is a copy of the message", "------ this is a copy of * message",
    "--- below this line is a copy of the message", "--- the header of the original message is following", "--- original message follows",
    "----- original message -----", "----- message header follows -----", "----- unsent message follows", "----- original message follows",
    "----- no message was collected", "------- returned message --------", "-------original message", "-------original mail info",
    "original message follows", "original message headers:", "message headers follow", "below is a copy of the original message:",
    "included is a copy of the message header", "original mail as follows:", "the attachment contains the original mail headers",
    "--- returned message", "intestazioni originali del messaggio:", "en-têtes de message d'origine", "ursprüngliche nachrichtenkopfzeilen",
    "|------------------------- message header follows", "|------------------------- message text follows", "your message reads (in part):",
    "+++++++++++++++++++++++++++++++++++++++++++++++++++++++", "a copy of the original message below this line:",
    "here is a copy of the first part of the message", "received: from mail.zoho.com by mx.zohomail.com", "-----original message-----"};

bool opens_original(std::string_view lower_line) {
  const std::string_view line = trimmed(lower_line);
  // A header that stands in the text without any announcement.
  if (lower_line.substr(0, 14) == "received: from" || lower_line.substr(0, 13) == "return-path: ") return true;
  return std::any_of(std::begin(original_starts), std::end(original_starts), [&](std::string_view start) { return begins(line, start); });
}

/// "rfc822; a@b" as its type and its value.
std::pair<std::string_view, std::string_view> typed(std::string_view value) {
  const std::size_t semicolon = value.find(';');
  const std::string_view type = value.substr(0, semicolon);
  if (semicolon == std::string_view::npos || type.find_first_of(" <@") != std::string_view::npos) return {"", value};
  return {trimmed(type), trimmed(value.substr(semicolon + 1))};
}

/// Collects fields into recipients. Blank lines part groups (RFC 3464, 2.1), but some servers put none between recipients and some put
/// one between the fields of the same: a second recipient field opens the next, and any field behind a blank line once there is one.
class FieldReader {
 public:
  explicit FieldReader(Report& report) : report_(report) {}

  void blank() { has_blank_ = true; }
  /// Takes `value` as the field `name` (lower case); false if no such field is known.
  bool take(std::string_view name, std::string_view value) {
    if (name == "reporting-mta") report_.reporting = mail::detail::lower(typed(value).second);
    if (name == "reporting-mta" || name == "arrival-date" || name == "received-from-mta" || name == "last-attempt-date" ||
        name == "original-envelope-id" || name == "will-retry-until" || name == "remote-recipient" || name == "dsn-gateway")
      return true;
    if (name == "final-recipient" || name == "original-recipient" || name == "x-actual-recipient") {
      take_recipient(name, value);
    } else if (name == "action") {
      if (has_blank_ && !current().recipient.empty() && !current().action.empty()) open();
      const std::string action = mail::detail::lower(value);
      current().action = action.substr(0, action.find_first_of(" \t(;"));
    } else if (name == "status") {
      take_status(value);
    } else if (name == "diagnostic-code") {
      const auto [type, words] = typed(value);
      StatusFields& fields = current();
      if (!type.empty()) fields.type = upper(type);
      fields.diagnostic += (fields.diagnostic.empty() ? "" : " ") + std::string(words);
    } else if (name == "remote-mta") {
      current().remote = mail::detail::lower(typed(value).second);
    } else if (name == "x-powermta-bouncecategory") {
      current().category = mail::detail::lower(trimmed(value));
    } else {
      return false;
    }
    has_blank_ = has_blank_ && current().recipient.empty();
    return true;
  }
  void finish() {
    for (StatusFields& each : report_.fields)
      if (each.recipient.empty()) each.recipient = each.original;
    std::erase_if(report_.fields, [](const StatusFields& each) {
      return each.recipient.empty() && each.action.empty() && each.status.empty() && each.diagnostic.empty();
    });
  }

 private:
  static std::string upper(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return out;
  }
  void open() {
    if (report_.fields.size() < most_reported) report_.fields.emplace_back();
    has_blank_ = false;
  }
  StatusFields& current() {
    if (report_.fields.empty()) open();
    return report_.fields.back();
  }
  void take_recipient(std::string_view name, std::string_view value) {
    const std::string address(find_address(typed(value).second).address);
    if (name == "final-recipient") {
      if (!current().recipient.empty() && current().recipient != address) open();
      if (current().recipient.empty()) current().recipient = address;
      return;
    }
    if (has_blank_ && !current().recipient.empty()) open();
    if (!address.empty()) current().original = address;
  }
  void take_status(std::string_view value) {
    StatusFields& fields = current();
    const std::string status = find_status(value.substr(0, 12));
    if (!status.empty() && fields.status.empty()) fields.status = status;
    const std::size_t comment = status.empty() ? 0 : value.find('(');
    if (comment != std::string_view::npos) fields.comment = trimmed(value.substr(comment));
  }

  Report& report_;
  bool has_blank_ = false;
};

class Splitting {
 public:
  Report run(std::string_view text) {
    FieldReader fields(report_);
    std::string name, value;
    const auto end_field = [&] {
      if (!name.empty()) fields.take(name, swept(value));
      name.clear();
    };
    for (std::size_t at = 0, n = 0; at < text.size() && n < most_lines; ++n) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      const std::string_view line = cut_to(text.substr(at, end - at), most_octets_of_a_line);
      const std::string lower = mail::detail::lower(line);
      at = end + 1;
      if (!name.empty() && !line.empty() && (line.front() == ' ' || line.front() == '\t')) {
        value += " " + std::string(trimmed(line));
        continue;
      }
      end_field();
      if (trimmed(line).empty()) fields.blank();
      if (opens_original(lower) && has_report_before(lower)) {
        report_.original = begin_of_original(line, at, text);
        break;
      }
      note_part(lower);
      if (field_name(lower, name)) {
        value = line.substr(name.size() + 1);
      } else {
        report_.lines.emplace_back(trimmed(line).empty() ? std::string_view() : strip_return(line));
      }
    }
    end_field();
    fields.finish();
    return std::move(report_);
  }

 private:
  static std::string_view strip_return(std::string_view line) { return line.back() == '\r' ? line.substr(0, line.size() - 1) : line; }

  /// A report that begins with a header line would be nothing but its original.
  bool has_report_before(const std::string& lower) const {
    if (lower.compare(0, 12, "content-type") == 0) return true;
    return !report_.fields.empty() || std::any_of(report_.lines.begin(), report_.lines.end(),
        [](const auto& line) { return !line.empty(); });
  }

  /// What follows the line that opens the original, which may be the original's own first line.
  static std::string begin_of_original(std::string_view line, std::size_t at, std::string_view text) {
    const bool is_header = line.find(": ") != std::string_view::npos && mail::detail::lower(line.substr(0, 12)) != "content-type";
    std::string original = is_header ? std::string(line) + "\n" : "";
    std::string_view rest = at < text.size() ? text.substr(at) : std::string_view();
    while (!rest.empty() && (rest.front() == '\n' || rest.front() == '\r')) rest.remove_prefix(1);
    original += cut_to(rest, 64 * 1024);
    return original;
  }

  void note_part(const std::string& lower) {
    report_.has_status_part = report_.has_status_part || lower.compare(0, 37, "content-type: message/delivery-status") == 0 ||
                              lower.compare(0, 44, "content-type: message/global-delivery-status") == 0 ||
                              lower.compare(0, 38, "content-type: message/xdelivery-status") == 0;
    report_.has_receipt_part = report_.has_receipt_part || lower.find("message/disposition-notification") != std::string::npos;
  }

  static bool field_name(const std::string& lower, std::string& name) {
    static constexpr std::array<std::string_view, 16> names{
        "reporting-mta", "arrival-date", "received-from-mta", "last-attempt-date", "original-envelope-id", "will-retry-until",
        "remote-recipient", "dsn-gateway", "final-recipient", "original-recipient", "x-actual-recipient", "action", "status",
        "diagnostic-code", "remote-mta", "x-powermta-bouncecategory"};
    const std::size_t colon = lower.find(':');
    if (colon == std::string::npos || colon > 30) return false;
    const std::string_view candidate = std::string_view(lower).substr(0, colon);
    if (std::find(names.begin(), names.end(), candidate) == names.end()) return false;
    name = candidate;
    return true;
  }

  Report report_;
};

}  // namespace

Report read_report(std::string_view text) { return Splitting().run(mail::detail::readable(text.substr(0, most_of_a_text))); }
Report read_report(const mail::Message& message) { return Splitting().run(flattened(message)); }

std::string field_of(std::string_view header, std::string_view name) {
  std::size_t at = 0;
  while (at < header.size()) {
    const std::size_t end = std::min(header.find('\n', at), header.size());
    const std::string_view line = trimmed(header.substr(at, end - at));
    at = end + 1;
    if (line.empty()) return "";
    if (line.size() <= name.size() || line[name.size()] != ':' || !mail::detail::equal_ignoring_case(line.substr(0, name.size()), name))
      continue;
    std::string value(line.substr(name.size() + 1));
    while (at < header.size() && (header[at] == ' ' || header[at] == '\t')) {
      const std::size_t next = std::min(header.find('\n', at), header.size());
      value += " " + std::string(trimmed(header.substr(at, next - at)));
      at = next + 1;
    }
    return swept(value);
  }
  return "";
}

}  // namespace sim::automatic
