// A connection of the virtual wire: two ends, and the pieces that are on their way between them.
#pragma once
#include <array>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "sim/random.h"
#include "sim/wire/connection_log.h"
#include "sim/wire/end.h"
#include "sim/wire/wire.h"

namespace sim::wire {

class VirtualConnection;

struct VirtualListener {
  ListenOptions options;
  Acceptor acceptor;
};

/// What the connections of one virtual wire share.
struct VirtualHub {
  Clock& clock;
  Network& network;
  Random random;
  ConnectionLog log;
  std::map<Endpoint, std::shared_ptr<const VirtualListener>> listeners{};
  std::map<Endpoint, DatagramHandler> datagrams{};
  std::map<std::uint64_t, std::shared_ptr<VirtualConnection>> connections{};
  std::uint64_t next_id = 0;

  /// A host that is named or listens somewhere: it answers, if only with a reset.
  bool knows(const IpAddress& ip) const;
};

class VirtualConnection final : public Carrier, public std::enable_shared_from_this<VirtualConnection> {
 public:
  VirtualConnection(VirtualHub& hub, std::uint64_t id, ConnectOptions options, std::shared_ptr<Session> client,
                    std::function<void()> over);

  void start();
  /// One of the two hosts went down: its end is gone without a word, the other one sees a reset.
  void drop(const IpAddress& host);

  std::shared_ptr<Carrier> keep() override { return shared_from_this(); }
  void carry(End& end, std::string bytes) override;
  void begin_tls(End& end) override;
  void finish(End& end) override;
  void ended(End& end) override;

 private:
  enum Side : std::size_t { client = 0, server = 1 };
  enum class Kind { data, hello, fin, reset };
  struct Piece {
    Kind kind;
    std::string bytes;
    bool is_secure;
  };
  static Side other(Side side) { return side == client ? server : client; }
  Side side_of(const End& end) const { return &end == client_.get() ? client : server; }
  End* end(Side side) { return side == client ? client_.get() : server_.get(); }
  bool is_over(Side side) const;
  void later(Duration delay, void (VirtualConnection::*step)());

  void fail(Loss::Kind kind, std::string text);
  void refuse();
  void time_out();
  void establish();
  void stand();
  void stay_mute();
  void end_mute();
  void finish_implicit_tls();

  void send(Side from, Kind kind, std::string bytes);
  void deliver(Side from);
  void deliver_data(Side to, const Piece& piece);
  void finish_tls();
  void fail_tls(std::string_view why);
  void sever();
  void reap();
  void give_up();
  void note_loss(Side side, const Loss& loss);
  void lose(Side side, Loss loss);
  void call_over();
  void release_if_over();
  Path path() const { return hub_.network.path(options_.from, options_.to.ip); }

  VirtualHub& hub_;
  std::uint64_t id_;
  ConnectOptions options_;
  std::function<void()> over_;
  std::shared_ptr<const VirtualListener> listener_;
  std::unique_ptr<End> client_;
  std::unique_ptr<End> server_;  ///< none before the connection stands, and while the server is mute
  std::array<std::deque<Piece>, 2> pieces_;
  std::array<Instant, 2> last_arrival_{};
  bool is_mute_ = false;     ///< the server waits for TLS, the client does not speak it
  bool is_secure_ = false;
  bool is_severed_ = false;  ///< bytes were lost for good: nothing passes any more
  bool is_lost_noted_ = false;
};

}  // namespace sim::wire
