// The language of chasquid's dialogue files (.cmy): `<name> <operation> [text]` a line, # comments, a backslash continues a line.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "sim/session.h"

namespace corpora {

/// One connection of a script, played in memory.
struct Connection {
  std::unique_ptr<sim::Session> session;
  std::string said;
  bool is_closed = false;
  void take(const sim::Actions& actions);
  void send(std::string_view bytes);
  /// The next line without its end; "" if the server is silent.
  std::string read_line();
};

/// Opens the server that listens at a port.
class ServerMaker {
 public:
  virtual ~ServerMaker() = default;
  virtual std::unique_ptr<sim::Session> connect(int port, bool tls) = 0;
};

/// Plays a script; "" if it held, else the line and what was said instead.
std::string play(std::string_view script, ServerMaker& servers);
/// Python's re.match with a POSIX expression.
bool matches(const std::string& pattern, const std::string& text);
/// A Python string literal's bytes ('a\r\n\x00').
std::string unquote(std::string_view literal);

}  // namespace corpora
