// One side of a connection on real sockets: a socket, perhaps a TLS filter, and the end with its session. If both sides are ours they know
// each other, so that what one wrote and the other has not read is counted exactly, and the path's delay and losses apply.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "sim/wire/end.h"
#include "sim/wire/loopback_hub.h"
#include "sim/wire/tls.h"

namespace sim::wire {

class LoopbackConnection final : public Carrier, public std::enable_shared_from_this<LoopbackConnection> {
 public:
  LoopbackConnection(LoopbackHub& hub, Socket socket);
  ~LoopbackConnection() override;

  /// A client's side: connects once the simulated network lets it.
  static void connect(LoopbackHub& hub, ConnectOptions options, std::shared_ptr<Session> session,
                      std::function<void()> over);
  /// A server's side; `client` is the other side if it is ours.
  static void accept(LoopbackHub& hub, Socket socket, std::shared_ptr<LoopbackListener> listener,
                     const std::shared_ptr<LoopbackConnection>& client);

  void drop(const IpAddress& host);
  /// Breaks a connection whose bytes never come out of the kernel.
  void break_stuck();
  bool is_in_flight() const { return is_counted_; }
  /// True while a program that is not ours is at the other end.
  bool is_with_outside() const;
  /// True for the one side that open_connections() counts.
  bool counts() const;

  std::shared_ptr<Carrier> keep() override { return shared_from_this(); }
  void carry(End& end, std::string bytes) override;
  void begin_tls(End& end) override;
  void finish(End& end) override;
  void ended(End& end) override;
  void resumed(End&) override { read_more(); }

 private:
  enum class Kind { data, fin, reset };
  struct Piece {
    Kind kind;
    std::string bytes;
  };
  using Step = void (LoopbackConnection::*)();
  void later(Duration delay, Step step);
  Path path() const { return hub_.network.path(options_.from, options_.to.ip); }
  bool is_done() const { return !end_ || end_->is_over(); }

  // Making a connection (loopback_connect.cc).
  void start();
  void refuse();
  void time_out();
  void connect_socket();
  bool bind_source(const asio::ip::address& target);
  std::optional<Tcp::endpoint> target() const;
  void connected(const boost::system::error_code& error);
  void pair_with(const std::shared_ptr<LoopbackConnection>& client);
  void stand_if_paired();
  void begin();
  void begin_session();
  void give_up_handshake();

  // The path between two ends of ours (loopback_path.cc).
  void send_raw(std::string bytes) { send({Kind::data, std::move(bytes)}); }
  void send(Piece piece);
  void leave();
  void put(Piece piece);
  void sever();
  void reap();
  void give_up();

  // The socket (loopback_socket.cc).
  void write(std::string bytes);
  void write_queue();
  void wrote(const boost::system::error_code& error);
  void shut_down();
  void read_more();
  bool may_read() const;
  void heard(const boost::system::error_code& error, std::size_t size);
  void close_socket(bool reset);
  void close_if_done();
  void expect(std::size_t bytes);
  void count();

  // What was heard, and TLS (loopback_connection.cc).
  void take(std::string_view raw);
  void pump_tls(bool was_shaking);
  void shaken();
  void flush_tls();
  void refuse_tls();
  void ended_by_peer(const boost::system::error_code& error);
  void lose(Loss loss);
  void note_loss(const Loss& loss);
  void call_over();
  void remove();

  LoopbackHub& hub_;
  std::uint64_t id_;
  Socket socket_;
  ConnectOptions options_;                          ///< also for a server's side: from the caller, to the listener
  bool is_client_ = false;
  std::shared_ptr<LoopbackListener> listener_;      ///< a server's side only
  std::weak_ptr<LoopbackConnection> peer_;
  bool is_paired_ = false;
  std::unique_ptr<End> end_;                        ///< a server's side has none before TLS stands, if TLS is implicit
  std::function<void()> over_;
  std::unique_ptr<TlsFilter> tls_;
  Tcp::endpoint caller_;                            ///< a client's own real address, once it is known

  std::deque<Piece> pieces_;                        ///< on the simulated path
  Instant last_arrival_{};
  bool is_severed_ = false;
  bool is_lost_noted_ = false;

  bool is_connecting_ = false;
  bool awaits_pair_ = false;
  bool is_shut_ = false;                            ///< our side of the socket is closed
  bool is_shut_wanted_ = false;
  bool is_finished_ = false;                        ///< our end was sent on its way
  bool is_listed_ = true;
  bool heard_end_ = false;
  bool is_reading_ = false;
  bool is_counted_ = false;
  std::size_t unread_ = 0;                          ///< written by the other end of ours, not yet read here; its end counts one
  std::string queue_;
  std::string writing_;
  std::unique_ptr<char[]> buffer_;
};

}  // namespace sim::wire
