// TLS as a filter between a raw socket and an end: ciphertext in and out on one side, plain bytes on the other. Does no I/O itself, so
// what is on its way can be counted at the socket.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "sim/session.h"

struct ssl_st;
struct ssl_ctx_st;

namespace sim::wire {

class TlsFilter {
 public:
  enum class State { handshaking, open, closed, failed };

  static std::unique_ptr<TlsFilter> server(ssl_ctx_st* context);
  /// `now` is the moment by which the certificate's dates are judged.
  static std::unique_ptr<TlsFilter> client(ssl_ctx_st* context, const std::string& server_name, bool verify, Instant now);
  ~TlsFilter();
  TlsFilter(const TlsFilter&) = delete;
  TlsFilter& operator=(const TlsFilter&) = delete;

  /// Takes ciphertext from the socket and goes on with the handshake.
  void feed(std::string_view raw);
  /// Encrypts; only when open.
  void write(std::string_view plain);
  /// Says that nothing follows.
  void close();
  /// Decrypts what was fed. Turns the state to closed or failed at the end of the stream.
  std::string take_plain();
  /// Ciphertext for the socket.
  std::string take_raw();

  State state() const { return state_; }
  /// What the handshake came to, once it has ended.
  const TlsFacts& facts() const { return facts_; }

 private:
  struct Check;
  explicit TlsFilter(ssl_ctx_st* context);
  void shake();
  void fail();

  ssl_st* ssl_;
  State state_ = State::handshaking;
  TlsFacts facts_;
  std::unique_ptr<Check> check_;
};

}  // namespace sim::wire
