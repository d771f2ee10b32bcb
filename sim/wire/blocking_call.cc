#include "sim/wire/blocking_call.h"

#include <fmt/format.h>

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

namespace sim::wire {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// Reads while it writes: who has heard enough answers before the request has ended.
class Call {
 public:
  explicit Call(const BlockingCall& call) : call_(call) {}

  Result<std::string> run(const asio::ip::tcp::endpoint& there) {
    socket_.async_connect(there, [this](const error_code& trouble) { connected(trouble); });
    io_.run_for(call_.patience);
    if (is_over_) return std::move(result_);
    return Error{fmt::format("no answer within {}", duration_text(call_.patience)), "", {}};
  }

 private:
  void connected(const error_code& trouble) {
    if (trouble) return end(Error{"it does not take a connection: " + trouble.message(), "", {}});
    read();
    asio::async_write(socket_, asio::buffer(call_.request), [this](const error_code& failed, std::size_t) {
      error_code ignored;
      if (!failed && call_.ends_request) socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    });
  }
  void read() {
    socket_.async_read_some(asio::buffer(piece_), [this](const error_code& trouble, std::size_t octets) {
      answer_.append(piece_.data(), octets);
      if (answer_.size() > call_.most_octets) return end(Error{fmt::format("it answers more than {} octets", call_.most_octets), "", {}});
      if (!trouble) return read();
      if (answer_.empty()) return end(Error{"it closed the connection without an answer", "", {}});
      end(std::move(answer_));
    });
  }
  void end(Result<std::string> result) {
    result_ = std::move(result);
    is_over_ = true;
    io_.stop();
  }

  const BlockingCall& call_;
  asio::io_context io_{1};
  asio::ip::tcp::socket socket_{io_};
  std::array<char, 8192> piece_{};
  std::string answer_;
  Result<std::string> result_{std::string()};
  bool is_over_ = false;
};

}  // namespace

Result<std::string> blocking_call(const BlockingCall& call) {
  error_code trouble;
  const auto address = asio::ip::make_address(call.ip, trouble);
  if (trouble) return Error{fmt::format("'{}' is no address", call.ip), "", {}};
  return Call(call).run({address, call.port});
}

}  // namespace sim::wire
