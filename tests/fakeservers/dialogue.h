// A conversation with a session, as a test reads best: who says what, in order. One small grammar for all protocols.
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <source_location>
#include <string>
#include <string_view>

#include "sim/session.h"

namespace fakeservers {

/// Plays the peer of a session. Failures point at the line of the test.
class Dialogue {
 public:
  using Where = std::source_location;
  explicit Dialogue(std::unique_ptr<sim::Session> session) : session_(std::move(session)) { take(session_->open()); }

  /// The peer says a line.
  Dialogue& client(std::string_view line) { return raw(std::string(line) + "\r\n"); }
  /// The peer sends bytes; a session that has closed hears nothing more.
  Dialogue& raw(std::string_view bytes) {
    if (!is_closed_) take(session_->receive(bytes));
    return *this;
  }
  /// The session's next line begins so; lines of a multi-line reply are read one by one.
  Dialogue& server(std::string_view begin, Where where = Where::current()) {
    const std::string line = next_line();
    if (!std::string_view(line).starts_with(begin)) fail(where, "expected \"" + std::string(begin) + "\", said \"" + line + "\"");
    return *this;
  }
  /// Reads lines up to one that begins so.
  Dialogue& until(std::string_view begin, Where where = Where::current()) {
    while (!said_.empty())
      if (std::string_view(next_line()).starts_with(begin)) return *this;
    fail(where, "never said \"" + std::string(begin) + "\"");
    return *this;
  }
  Dialogue& silent(Where where = Where::current()) {
    if (!said_.empty()) fail(where, "said \"" + said_ + "\"");
    return *this;
  }
  Dialogue& closed(Where where = Where::current()) {
    if (!is_closed_) fail(where, "is still open");
    return *this;
  }
  Dialogue& open(Where where = Where::current()) {
    if (is_closed_) fail(where, "has closed");
    return *this;
  }
  /// TLS was asked for and now stands.
  Dialogue& tls(Where where = Where::current()) {
    if (!wants_tls_) fail(where, "did not start TLS");
    wants_tls_ = false;
    sim::TlsFacts facts;
    facts.established = true;
    take(session_->secured(facts));
    return *this;
  }
  Dialogue& wake() {
    take(session_->wake());
    return *this;
  }

  const std::string& said() const { return said_; }
  sim::Duration waited() const { return waited_; }
  sim::Duration deadline() const { return deadline_; }
  sim::Session& session() { return *session_; }

 private:
  void take(const sim::Actions& actions) {
    for (const sim::Action& action : actions) {
      if (const auto* send = std::get_if<sim::Send>(&action)) said_ += send->bytes;
      if (const auto* wait = std::get_if<sim::Wait>(&action)) waited_ += wait->time;
      if (const auto* deadline = std::get_if<sim::Deadline>(&action)) deadline_ = deadline->time;
      if (std::holds_alternative<sim::StartTls>(action)) wants_tls_ = true;
      if (std::holds_alternative<sim::Close>(action)) is_closed_ = true;
    }
  }
  std::string next_line() {
    const std::size_t end = said_.find("\r\n");
    const std::string line = said_.substr(0, end);
    said_.erase(0, end == std::string::npos ? end : end + 2);
    return line;
  }
  static void fail(const Where& where, const std::string& why) {
    ADD_FAILURE_AT(where.file_name(), static_cast<int>(where.line())) << why;
  }

  std::unique_ptr<sim::Session> session_;
  std::string said_;
  sim::Duration waited_{0};
  sim::Duration deadline_{0};
  bool wants_tls_ = false;
  bool is_closed_ = false;
};

}  // namespace fakeservers
