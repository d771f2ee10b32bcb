// Reads SMTP replies (RFC 5321, 4.2) from pieces of a stream, within bounds.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "sim/mail/smtp_reply.h"

namespace sim::client {

class ReplyReader {
 public:
  enum class Outcome { more, reply, garbage };
  void feed(std::string_view bytes) { input_.append(bytes); }
  /// The next whole reply, its status taken out of its text. Garbage: not a reply, or longer than anybody needs.
  Outcome next(mail::SmtpReply& reply);
  /// The lines of the reply that next() gave, or the beginning of the garbage.
  const std::vector<std::string>& lines() const { return lines_; }
  void clear();

 private:
  Outcome garbage();
  std::string input_;
  std::size_t read_ = 0;  ///< octets at the front of input_ that are done with
  std::vector<std::string> lines_;
  std::size_t octets_ = 0;
  bool is_complete_ = false;
};

}  // namespace sim::client
