// What stands between DATA and the line with a single dot (RFC 5321, 4.1.1.4), found by whole lines and never byte by byte.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace fakeservers {

class DataReader {
 public:
  enum class Outcome { more, complete, bare_line_end };

  /// Beyond `most_octets` the message is swallowed, not kept.
  explicit DataReader(std::size_t most_octets = 0) : most_octets_(most_octets) {}
  /// Reads from the front of `bytes`; `consumed` of them are done with, the rest is to be given again with what follows.
  /// Only CRLF.CRLF ends a message. Every other CR or LF on its own is refused, for the next server may take it for a line end
  /// (SMTP smuggling, CVE-2023-51764; RFC 5321, 2.3.8).
  Outcome read(std::string_view bytes, std::size_t& consumed);
  bool is_too_big() const { return is_too_big_; }
  /// The message, dots unstuffed.
  std::string take() { return std::move(kept_); }

 private:
  void keep(std::string_view piece);
  Outcome read_long_line(std::string_view line, std::size_t& consumed);

  std::size_t most_octets_;
  std::string kept_;
  bool is_mid_line_ = false;
  bool is_too_big_ = false;
};

}  // namespace fakeservers
