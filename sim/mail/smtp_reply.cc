#include "sim/mail/smtp_reply.h"

namespace sim::mail {
namespace {

std::string one_line(const SmtpReply& reply, char separator, std::string_view text) {
  std::string out = std::to_string(reply.code) + separator;
  if (reply.status.is_given()) out += reply.status.text() + (text.empty() ? "" : " ");
  for (const char c : text)
    if (c != '\r') out += c;
  return out;
}

}  // namespace

std::string SmtpReply::line() const { return one_line(*this, ' ', std::string_view(text).substr(0, text.find('\n'))); }

std::string SmtpReply::wire() const {
  std::string out;
  std::string_view rest = text;
  while (true) {
    const std::size_t end = rest.find('\n');
    const bool is_last = end == std::string_view::npos;
    out += one_line(*this, is_last ? ' ' : '-', rest.substr(0, end)) + "\r\n";
    if (is_last) return out;
    rest.remove_prefix(end + 1);
  }
}

}  // namespace sim::mail
