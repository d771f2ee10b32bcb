#include "fakeservers/imap/sort_key.h"

#include <algorithm>
#include <charconv>

#include "fakeservers/imap/structure.h"
#include "sim/mail/message.h"

namespace fakeservers::imap {
namespace {

using By = SortCriterion::By;

constexpr std::size_t most_criteria = 20;
constexpr std::size_t most_subject_octets = 2000;

struct CriterionName {
  std::string_view name;
  By by;
};
constexpr CriterionName criterion_names[] = {{"ARRIVAL", By::arrival}, {"CC", By::cc},           {"DATE", By::date},
                                             {"FROM", By::from},       {"SIZE", By::size},       {"SUBJECT", By::subject},
                                             {"TO", By::to},           {"DISPLAYFROM", By::display_from}, {"DISPLAYTO", By::display_to}};

std::string collapsed(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, most_subject_octets)) {
    const bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!is_blank) out += c;
    else if (!out.empty() && out.back() != ' ') out += ' ';
  }
  return out;
}

void trim_end(std::string& text) {
  while (text.ends_with(' ')) text.pop_back();
}

/// The length of "[...] " at the front; 0 if there is none.
std::size_t blob_length(std::string_view text) {
  const std::size_t close = text.find_first_of("[]", 1);
  if (!text.starts_with('[') || close == std::string_view::npos || text[close] != ']') return 0;
  return std::min(text.find_first_not_of(' ', close + 1), text.size());
}

/// The length of "[list] Re[2]: " at the front; 0 if there is none.
std::size_t leader_length(std::string_view text) {
  std::size_t at = 0;
  while (const std::size_t blob = blob_length(text.substr(at))) at += blob;
  const std::string start = upper(text.substr(at, 3));
  if (start.starts_with("FWD")) at += 3;
  else if (start.starts_with("RE") || start.starts_with("FW")) at += 2;
  else return 0;
  at = std::min(text.find_first_not_of(' ', at), text.size());
  at += blob_length(text.substr(at));
  if (at >= text.size() || text[at] != ':') return 0;
  return std::min(text.find_first_not_of(' ', at + 1), text.size());
}

/// Steps 2 to 5 of RFC 5256, 2.1; whether it was an answer or forwarded.
bool strip_around(std::string& text) {
  bool is_reply = false;
  while (true) {
    trim_end(text);
    if (text.size() >= 5 && equal_words(text.substr(text.size() - 5), "(fwd)")) {
      text.resize(text.size() - 5);
      is_reply = true;
    } else {
      break;
    }
  }
  while (true) {
    const std::size_t leader = leader_length(text);
    is_reply = is_reply || leader > 0;
    std::size_t front = text.starts_with(' ') ? 1 : leader;
    // A list's name stays if there is nothing else.
    if (front == 0 && blob_length(text) < text.size()) front = blob_length(text);
    if (front == 0) return is_reply;
    text.erase(0, front);
  }
}

std::string first_mailbox(const sim::mail::Message& message, std::string_view field) {
  const auto value = message.raw_header(field);
  if (!value) return "";
  const auto addresses = envelope_addresses(*value, 2);
  return addresses.empty() ? "" : upper(addresses.front().mailbox);
}

std::string first_display(const sim::mail::Message& message, std::string_view field) {
  const auto addresses = envelope_addresses(message.header(field).value_or(""), 2);
  if (addresses.empty()) return "";
  const EnvelopeAddress& first = addresses.front();
  if (!first.name.empty()) return upper(first.name);
  return upper(first.has_host && !first.host.empty() ? first.mailbox + "@" + first.host : first.mailbox);
}

SortValues::Value value_of(const StoredMail& mail, const sim::mail::Message& message, By by) {
  const auto arrived = mail.arrived.time_since_epoch().count();
  switch (by) {
    case By::arrival: return {arrived, ""};
    case By::size: return {static_cast<std::int64_t>(mail.raw.size()), ""};
    case By::date: {
      const auto sent = sent_at(message.raw_header("Date").value_or(""));
      return {sent ? sent->time_since_epoch().count() : arrived, ""};
    }
    case By::subject: return {0, upper(base_subject(message.subject()))};
    case By::from: return {0, first_mailbox(message, "From")};
    case By::to: return {0, first_mailbox(message, "To")};
    case By::cc: return {0, first_mailbox(message, "Cc")};
    case By::display_from: return {0, first_display(message, "From")};
    case By::display_to: return {0, first_display(message, "To")};
  }
  return {};
}

}  // namespace

std::vector<SortCriterion> read_sort_criteria(Arguments& arguments) {
  std::vector<SortCriterion> out;
  arguments.expect('(');
  do {
    SortCriterion criterion;
    std::string word = arguments.word();
    criterion.is_reverse = word == "REVERSE";
    if (criterion.is_reverse) {
      arguments.space();
      word = arguments.word();
    }
    const auto known = std::find_if(std::begin(criterion_names), std::end(criterion_names), [&](const auto& each) { return each.name == word; });
    if (known == std::end(criterion_names)) arguments.fail();
    else criterion.by = known->by;
    out.push_back(criterion);
  } while (arguments.skip(' ') && out.size() < most_criteria);
  arguments.expect(')');
  return out;
}

SortValues sort_values(const StoredMail& mail, const std::vector<SortCriterion>& criteria) {
  const sim::mail::Message message(mail.raw);
  SortValues out;
  for (const SortCriterion& each : criteria) out.values.push_back(value_of(mail, message, each.by));
  return out;
}

bool comes_before(const SortValues& a, const SortValues& b, const std::vector<SortCriterion>& criteria) {
  for (std::size_t i = 0; i < criteria.size(); ++i) {
    const auto order = a.values[i] <=> b.values[i];
    if (order != 0) return criteria[i].is_reverse ? order > 0 : order < 0;
  }
  return a.place < b.place;
}

std::string base_subject(std::string_view subject, bool* is_reply) {
  std::string text = collapsed(subject);
  bool was_reply = false;
  while (true) {
    was_reply = strip_around(text) || was_reply;
    if (is_reply != nullptr) *is_reply = was_reply;
    if (text.size() < 6 || !equal_words(text.substr(0, 5), "[fwd:") || text.back() != ']') return text;
    text = text.substr(5, text.size() - 6);
    was_reply = true;
  }
}

std::optional<sim::Instant> sent_at(std::string_view date) {
  const auto day = day_of_header(date);
  const std::size_t colon = date.find(':');
  if (!day || day->day < 1 || day->day > 31 || colon == std::string_view::npos || colon < 2) return std::nullopt;
  const auto two_digits = [&](std::size_t at) {
    int value = -1;
    if (at + 2 <= date.size()) std::from_chars(date.data() + at, date.data() + at + 2, value);
    return value;
  };
  const std::size_t hour_at = date[colon - 2] == ' ' ? colon - 1 : colon - 2;
  const int hour = two_digits(hour_at);
  const int minute = two_digits(colon + 1);
  const bool has_seconds = colon + 3 < date.size() && date[colon + 3] == ':';
  const int second = has_seconds ? two_digits(colon + 4) : 0;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return std::nullopt;
  const std::chrono::year_month_day calendar{std::chrono::year{day->year}, std::chrono::month{static_cast<unsigned>(day->month)},
                                             std::chrono::day{static_cast<unsigned>(day->day)}};
  sim::Instant when = std::chrono::time_point_cast<sim::Duration>(std::chrono::sys_days{calendar});
  when += std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second};
  const std::size_t sign = date.find_first_of("+-", colon);
  if (sign == std::string_view::npos || two_digits(sign + 1) < 0 || two_digits(sign + 3) < 0) return when;
  const auto zone = std::chrono::hours{two_digits(sign + 1)} + std::chrono::minutes{two_digits(sign + 3)};
  return date[sign] == '-' ? when + zone : when - zone;
}

}  // namespace fakeservers::imap
