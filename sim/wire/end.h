// One end of a connection: calls a session and performs its actions in their order. Both wires run sessions through this class,
// so holding (Wait), the deadline and the end of a session are the same on both.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sim/clock.h"
#include "sim/session.h"

namespace sim::wire {

class End;

/// What carries an end's bytes: a connection in memory or a socket.
class Carrier {
 public:
  Carrier() = default;
  Carrier(const Carrier&) = delete;
  Carrier& operator=(const Carrier&) = delete;
  virtual ~Carrier() = default;
  /// Holds the carrier (and so its ends) alive while one of them is in a call.
  virtual std::shared_ptr<Carrier> keep() = 0;
  /// All that one call sent up to a Wait, StartTls or Close, in one piece.
  virtual void carry(End& end, std::string bytes) = 0;
  /// The session asked for TLS; answer with End::secured().
  virtual void begin_tls(End& end) = 0;
  /// The session closed: say so to the other side after what was sent before.
  virtual void finish(End& end) = 0;
  /// The end is over, by its own Close or by lost(). Follows finish().
  virtual void ended(End& end) = 0;
  /// A Wait is over and what had arrived meanwhile was handed over.
  virtual void resumed(End&) {}
};

/// Never calls its session from inside a call of the session. The clock outlives it.
class End {
 public:
  End(Clock& clock, Carrier& carrier, std::shared_ptr<Session> session)
      : clock_(clock), carrier_(carrier), session_(std::move(session)) {}
  End(const End&) = delete;
  End& operator=(const End&) = delete;
  ~End() { disarm(); }

  void open();
  void receive(std::string_view bytes);
  /// Ends begin_tls(). After a failure the end closes.
  void secured(const TlsFacts& facts);
  /// The connection is gone: tells the session, once what had arrived before is handed over.
  void lost(Loss loss);
  /// The process behind this end is dead: the session is destroyed and told nothing.
  void abandon();

  std::shared_ptr<const std::string> offered() const { return session_ ? session_->offered() : nullptr; }
  bool is_over() const { return session_ == nullptr; }
  bool is_held() const { return hold_.has_value(); }
  bool is_securing() const { return is_securing_ && !is_over(); }
  bool has_deadline() const { return deadline_.has_value(); }
  /// Bytes that arrived while a Wait holds.
  std::size_t waiting() const { return waiting_.size(); }

 private:
  template <class Call>
  void call(Call call);
  void perform(Actions actions);
  void drain();
  void act(Action& action, std::string& batch);
  void flush(std::string& batch);
  void hold(Duration time);
  void release();
  void arm(Duration time);
  void watch();
  void close();
  void disarm();

  Clock& clock_;
  Carrier& carrier_;
  std::shared_ptr<Session> session_;
  Actions pending_;  ///< from next_ on: not performed yet
  std::size_t next_ = 0;
  bool is_securing_ = false;
  std::optional<Clock::Timer> hold_;
  std::string waiting_;
  std::optional<Loss> waiting_loss_;
  std::optional<Instant> deadline_;
  std::optional<Clock::Timer> watch_;  ///< due no later than deadline_
};

/// What listen() says of an address where something listens.
Error taken(const Endpoint& at);

}  // namespace sim::wire
