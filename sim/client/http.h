// HTTP/1.1 messages (RFC 9112) as values: Boost.Beast's parser and serializer without its sockets.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace sim::client {

struct HttpRequest {
  std::string method, target, host;
  std::string authorization, content_type;   ///< header fields, "" for none
  std::string body;
};

struct HttpResponse {
  int status = 200;
  std::string content_type, authenticate;    ///< header fields, "" for none
  std::string body;
};

/// Bytes for the wire; the connection ends after the response (Connection: close).
std::string http_text(const HttpRequest& request);
std::string http_text(const HttpResponse& response);

/// No message of a token service is longer; a longer one is garbage.
inline constexpr std::size_t most_http_octets = 65'536;

/// Reads one message from pieces of a stream, within bounds.
class HttpReader {
 public:
  enum class Kind { request, response };
  enum class Outcome { more, whole, garbage };
  explicit HttpReader(Kind kind);
  ~HttpReader();
  Outcome feed(std::string_view bytes);
  /// The stream has ended: a response without a length is whole then.
  Outcome end();
  /// What was whole.
  HttpRequest request() const;
  HttpResponse response() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sim::client
