#include "sim/client/reply_reader.h"

#include <algorithm>
#include <utility>

namespace sim::client {
namespace {

constexpr std::size_t most_line_octets = 2048;
constexpr std::size_t most_reply_octets = 64 * 1024;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_reply_line(std::string_view line) {
  return line.size() >= 3 && line[0] >= '2' && line[0] <= '5' && is_digit(line[1]) && is_digit(line[2]) &&
         (line.size() == 3 || line[3] == ' ' || line[3] == '-');
}

/// Takes the lines together: the status of RFC 2034 stands on each of them and goes out of the text.
mail::SmtpReply assemble(const std::vector<std::string>& lines) {
  mail::SmtpReply reply;
  reply.code = (lines.front()[0] - '0') * 100 + (lines.front()[1] - '0') * 10 + (lines.front()[2] - '0');
  for (const std::string& line : lines) {
    std::string_view text = line.size() > 4 ? std::string_view(line).substr(4) : std::string_view();
    const std::string_view word = text.substr(0, text.find(' '));
    const auto status = mail::EnhancedStatus::parse(word);
    if (status && status->klass == reply.code / 100 && status->text() == word) {
      reply.status = *status;
      text.remove_prefix(std::min(word.size() + 1, text.size()));
    }
    if (&line != &lines.front()) reply.text += '\n';
    reply.text += text;
  }
  return reply;
}

}  // namespace

void ReplyReader::clear() { *this = ReplyReader(); }

ReplyReader::Outcome ReplyReader::garbage() {
  const std::string begin = input_.substr(read_, 80);
  clear();
  lines_.push_back(begin.substr(0, begin.find('\r')));
  return Outcome::garbage;
}

ReplyReader::Outcome ReplyReader::next(mail::SmtpReply& reply) {
  if (std::exchange(is_complete_, false)) {
    lines_.clear();
    octets_ = 0;
  }
  while (true) {
    const std::size_t lf = input_.find('\n', read_);
    if (lf == std::string::npos) break;
    std::string_view line = std::string_view(input_).substr(read_, lf - read_);
    if (line.ends_with('\r')) line.remove_suffix(1);
    octets_ += line.size() + 2;
    if (!is_reply_line(line) || line.size() > most_line_octets || octets_ > most_reply_octets) return garbage();
    if (!lines_.empty() && line.substr(0, 3) != std::string_view(lines_.front()).substr(0, 3)) return garbage();
    const bool is_last = line.size() == 3 || line[3] == ' ';
    lines_.emplace_back(line);
    read_ = lf + 1;
    if (!is_last) continue;
    reply = assemble(lines_);
    is_complete_ = true;
    return Outcome::reply;
  }
  input_.erase(0, std::exchange(read_, 0));
  return input_.size() > most_line_octets ? garbage() : Outcome::more;
}

}  // namespace sim::client
