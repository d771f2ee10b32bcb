#include "sim/automatic/codes.h"

namespace sim::automatic {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A character that makes what stands beside it part of a longer number: 5.1.1 in 192.5.1.1, 550 in 5501 or 1/550.
bool joins_numbers(char c) { return is_digit(c) || c == '.' || c == '/'; }

/// Reads class.subject.detail at `at`; "" if there is no code.
std::string_view status_at(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  const bool is_code = rest.size() > 4 && rest[1] == '.' && rest[2] >= '0' && rest[2] <= '7' && rest[3] == '.' && is_digit(rest[4]);
  if (!is_code) return {};
  std::size_t end = 5;
  while (end < rest.size() && end < 8 && is_digit(rest[end])) ++end;
  if (end == 8) return {};  // four digits: RFC 3463, 2 allows three
  const bool goes_on = end + 1 < rest.size() && rest[end] == '.' && is_digit(rest[end + 1]);
  return goes_on ? std::string_view() : rest.substr(0, end);
}

// In the order of how much they say. 5yz before 4yz: a permanent answer ends what a temporary one began.
constexpr std::array codes_by_weight{550, 552, 553, 551, 521, 525, 523, 524, 530, 533, 534, 535, 538, 555, 556, 554, 557, 571, 541, 500,
                                     501, 502, 503, 504, 421, 450, 451, 452, 422, 430, 432, 453, 454, 455, 458, 459, 250, 251, 252};

}  // namespace

bool is_vague(std::string_view status) { return status.empty() || status.substr(1) == ".0.0"; }

std::string find_status(std::string_view text, char klass) {
  std::string weak, success;
  for (std::size_t at = text.find_first_of("245"); at != std::string_view::npos; at = text.find_first_of("245", at + 1)) {
    if (klass != 0 && text[at] != klass) continue;
    const char before = at == 0 ? ' ' : text[at - 1];
    if (joins_numbers(before) || before == 'v' || before == 'V') continue;
    const std::string_view status = status_at(text, at);
    if (status.empty()) continue;
    // A transcript tells what went well, too.
    if (status[0] == '2' && klass == 0) {
      if (success.empty()) success = status;
    } else if (!is_vague(status) && status != "4.4.7") {
      return std::string(status);
    } else {
      weak = status;
    }
  }
  return weak.empty() ? success : weak;
}

int find_code(std::string_view text, char klass) {
  std::size_t best = codes_by_weight.size();
  for (std::size_t at = text.find_first_of("245"); at != std::string_view::npos; at = text.find_first_of("245", at + 1)) {
    if (at + 3 > text.size() || !is_digit(text[at + 1]) || !is_digit(text[at + 2])) continue;
    if (klass != 0 && text[at] != klass) continue;
    const bool is_alone = (at == 0 || !joins_numbers(text[at - 1])) && (at + 3 == text.size() || !joins_numbers(text[at + 3]));
    if (!is_alone) continue;
    const int code = (text[at] - '0') * 100 + (text[at + 1] - '0') * 10 + (text[at + 2] - '0');
    for (std::size_t i = 0; i < best; ++i)
      if (codes_by_weight[i] == code) best = i;
  }
  return best == codes_by_weight.size() ? 0 : codes_by_weight[best];
}

std::string_view find_command(std::string_view text) {
  struct Word {
    std::string_view words, command;
  };
  // A session's order; the later command was the one that failed.
  static constexpr std::array<Word, 10> words{{{"HELO", "HELO"}, {"EHLO", "EHLO"}, {"STARTTLS", "STARTTLS"}, {"AUTH PLAIN", "AUTH"},
                                               {"AUTH LOGIN", "AUTH"}, {"AUTH CRAM-", "AUTH"}, {"MAIL F", "MAIL"}, {"RCPT", "RCPT"},
                                               {"DATA", "DATA"}, {"QUIT", "QUIT"}}};
  std::string_view found;
  std::size_t from = 0;
  for (const Word& word : words) {
    const std::size_t at = text.find(word.words, from);
    if (at == std::string_view::npos) continue;
    from = at;
    found = word.command;
  }
  return found;
}

std::string choose_status(const std::string& field, const std::string& told, int code) {
  if (field.empty() || told.empty() || field == told) return field.empty() ? told : field;
  const char reply = code == 0 ? '\0' : static_cast<char>('0' + code / 100);
  if (reply != '\0' && field[0] != told[0]) {
    if (reply == field[0]) return field;
    if (reply == told[0]) return told;
  }
  const auto has_zero = [](const std::string& status) { return status.find(".0") != std::string::npos; };
  if (is_vague(field)) return is_vague(told) ? field : told;
  if (has_zero(field) && !has_zero(told)) return told;
  if (is_vague(told)) return field;
  if (field == "4.4.7" || field.compare(0, 4, "5.3.") == 0) return told;  // the queue's and the local system's own view
  if (field == "5.1.1") return has_zero(told) ? field : told;
  if (field == "5.1.3" && told.compare(0, 4, "5.7.") == 0) return told;
  return field;
}

}  // namespace sim::automatic
