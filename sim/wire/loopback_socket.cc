// A loopback connection's socket: reading, writing, closing, and the count of what is on its way.
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include "sim/wire/loopback_connection.h"
#include "sim/wire/transit.h"

namespace sim::wire {
namespace {

constexpr std::size_t read_size = 32 * 1024;
/// More unsent bytes than this, and we do not read what would make us say more.
constexpr std::size_t unsent_max = 256 * 1024;
/// More bytes than this waiting behind a Wait, and they stay in the kernel.
constexpr std::size_t waiting_max = 64 * 1024;

}  // namespace

void LoopbackConnection::write(std::string bytes) {
  if (!socket_.is_open() || is_shut_) return;
  if (const auto peer = peer_.lock()) peer->expect(bytes.size());
  if (queue_.empty() && writing_.empty()) {
    boost::system::error_code error;
    const std::size_t sent = socket_.write_some(asio::buffer(bytes), error);
    if (error && error != asio::error::would_block && error != asio::error::try_again) return;  // reading will tell
    if (sent == bytes.size()) return;
    bytes.erase(0, sent);
  }
  queue_ += bytes;
  write_queue();
}

void LoopbackConnection::write_queue() {
  if (!writing_.empty() || queue_.empty()) return;
  writing_.swap(queue_);
  asio::async_write(socket_, asio::buffer(writing_),
                    [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
                      self->wrote(error);
                    });
}

void LoopbackConnection::wrote(const boost::system::error_code& error) {
  writing_.clear();
  if (error) queue_.clear();
  write_queue();
  if (writing_.empty() && std::exchange(is_shut_wanted_, false)) shut_down();
  read_more();
}

/// Says that nothing follows; what the other side still sends is read and dropped, so that the kernel does not turn the end into a reset.
void LoopbackConnection::shut_down() {
  if (!socket_.is_open() || is_shut_) return;
  if (!writing_.empty()) {
    is_shut_wanted_ = true;
    return;
  }
  is_shut_ = true;
  boost::system::error_code ignored;
  socket_.shutdown(Tcp::socket::shutdown_send, ignored);
  if (const auto peer = peer_.lock()) {
    peer->expect(1);
  } else {
    later(handshake_patience, &LoopbackConnection::remove);  // a foreign program may never close
  }
  read_more();
  close_if_done();
}

bool LoopbackConnection::may_read() const {
  if (!socket_.is_open() || heard_end_ || is_connecting_) return false;
  if (queue_.size() + writing_.size() > unsent_max) return false;
  return !end_ || end_->waiting() < waiting_max;
}

void LoopbackConnection::read_more() {
  if (is_reading_ || !may_read()) return count();
  if (!buffer_) buffer_ = std::make_unique<char[]>(read_size);
  is_reading_ = true;
  socket_.async_read_some(asio::buffer(buffer_.get(), read_size),
                          [self = shared_from_this()](const boost::system::error_code& error, std::size_t size) {
                            self->heard(error, size);
                          });
  count();
}

void LoopbackConnection::heard(const boost::system::error_code& error, std::size_t size) {
  is_reading_ = false;
  if (!socket_.is_open()) return count();
  if (error) {
    unread_ = 0;
    heard_end_ = true;
    awaits_pair_ = false;
    count();
    ended_by_peer(error);
    return close_if_done();
  }
  unread_ -= std::min(unread_, size);
  take({buffer_.get(), size});
  read_more();
}

void LoopbackConnection::expect(std::size_t bytes) {
  if (heard_end_ || !socket_.is_open()) return;
  unread_ += bytes;
  count();
}

/// What waits for a side that does not read (a Wait holds it) is not on its way: time must pass for it to be read.
void LoopbackConnection::count() {
  const bool counts = socket_.is_open() && (is_connecting_ || awaits_pair_ || (unread_ > 0 && is_reading_));
  if (counts == is_counted_) return;
  is_counted_ = counts;
  hub_.in_flight += counts ? std::size_t{1} : std::size_t(-1);
}

void LoopbackConnection::close_socket(bool reset) {
  if (!socket_.is_open()) return;
  boost::system::error_code ignored;
  if (reset) socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  socket_.close(ignored);
  count();
  if (const auto peer = peer_.lock(); peer && !is_shut_) peer->expect(1);
  remove();
}

/// A side is gone when its session is over and the other side has ended too. On a severed path both wait for each other.
void LoopbackConnection::close_if_done() {
  if (!is_done()) return;
  const auto peer = peer_.lock();
  if (is_severed_ && peer) {
    if (!peer->is_done()) return;
    peer->close_socket(false);
    return close_socket(false);
  }
  if (!socket_.is_open() || is_connecting_) return remove();
  if (heard_end_ && pieces_.empty() && queue_.empty() && writing_.empty()) return close_socket(false);
}

}  // namespace sim::wire
