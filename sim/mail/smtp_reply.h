// An SMTP reply (RFC 5321, 4.2) as a value: what a server sends, a client reads, a queue remembers and a DSN quotes.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "sim/mail/enhanced_status.h"

namespace sim::mail {

struct SmtpReply {
  SmtpReply() = default;
  SmtpReply(int code_, std::string text_) : code(code_), text(std::move(text_)) {}
  SmtpReply(int code_, EnhancedStatus status_, std::string text_) : code(code_), status(status_), text(std::move(text_)) {}

  int code = 0;
  EnhancedStatus status;
  std::string text;                       ///< may hold several lines, separated by "\n" (EHLO)

  bool is_positive() const { return code >= 200 && code < 400; }
  bool is_transient() const { return code >= 400 && code < 500; }
  bool is_permanent() const { return code >= 500 && code < 600; }
  std::string line() const;               ///< "550 5.1.1 no such user" (first line only)
  std::string wire() const;               ///< all lines with CRLF, the status on each
};

}  // namespace sim::mail
