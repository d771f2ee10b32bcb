#include "sim/client/http.h"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <optional>
#include <sstream>

namespace sim::client {
namespace {

namespace http = boost::beast::http;

template <class Message>
std::string serialized(Message message) {
  message.prepare_payload();
  std::ostringstream out;
  out << message;
  return out.str();
}

template <class Parser>
HttpReader::Outcome fed(Parser& parser, std::string& pending, std::string_view bytes) {
  pending.append(bytes);
  boost::beast::error_code trouble;
  while (!pending.empty() && !parser.is_done()) {
    const std::size_t taken = parser.put(boost::beast::net::const_buffer(pending.data(), pending.size()), trouble);
    pending.erase(0, taken);
    if (trouble == http::error::need_more) break;
    if (trouble) return HttpReader::Outcome::garbage;
  }
  if (pending.size() > most_http_octets) return HttpReader::Outcome::garbage;
  return parser.is_done() ? HttpReader::Outcome::whole : HttpReader::Outcome::more;
}

template <class Fields>
std::string field_of(const Fields& fields, http::field name) {
  const auto found = fields[name];
  return {found.data(), found.size()};
}

}  // namespace

struct HttpReader::State {
  std::optional<http::request_parser<http::string_body>> request;
  std::optional<http::response_parser<http::string_body>> response;
  std::string pending;
};

HttpReader::HttpReader(Kind kind) : state_(std::make_unique<State>()) {
  if (kind == Kind::request) {
    state_->request.emplace();
    state_->request->eager(true);
    state_->request->body_limit(most_http_octets);
  } else {
    state_->response.emplace();
    state_->response->eager(true);
    state_->response->body_limit(most_http_octets);
  }
}

HttpReader::~HttpReader() = default;

HttpReader::Outcome HttpReader::feed(std::string_view bytes) {
  return state_->request ? fed(*state_->request, state_->pending, bytes) : fed(*state_->response, state_->pending, bytes);
}

HttpReader::Outcome HttpReader::end() {
  boost::beast::error_code trouble;
  const auto finish = [&](auto& parser) {
    if (!parser.is_done() && parser.got_some()) parser.put_eof(trouble);
    return parser.is_done() && !trouble ? Outcome::whole : Outcome::garbage;
  };
  return state_->request ? finish(*state_->request) : finish(*state_->response);
}

HttpRequest HttpReader::request() const {
  const auto& read = state_->request->get();
  HttpRequest out;
  out.method = std::string(read.method_string());
  out.target = std::string(read.target());
  out.host = field_of(read, http::field::host);
  out.authorization = field_of(read, http::field::authorization);
  out.content_type = field_of(read, http::field::content_type);
  out.body = read.body();
  return out;
}

HttpResponse HttpReader::response() const {
  const auto& read = state_->response->get();
  return {static_cast<int>(read.result_int()), field_of(read, http::field::content_type), field_of(read, http::field::www_authenticate), read.body()};
}

std::string http_text(const HttpRequest& request) {
  http::request<http::string_body> message(http::string_to_verb(request.method), request.target, 11);
  message.set(http::field::host, request.host);
  if (!request.authorization.empty()) message.set(http::field::authorization, request.authorization);
  if (!request.content_type.empty()) message.set(http::field::content_type, request.content_type);
  message.set(http::field::accept, "application/json");
  message.set(http::field::connection, "close");
  message.body() = request.body;
  return serialized(std::move(message));
}

std::string http_text(const HttpResponse& response) {
  http::response<http::string_body> message(static_cast<http::status>(response.status), 11);
  if (!response.content_type.empty()) message.set(http::field::content_type, response.content_type);
  if (!response.authenticate.empty()) message.set(http::field::www_authenticate, response.authenticate);
  message.set(http::field::cache_control, "no-store");  // RFC 6749, 5.1
  message.set(http::field::connection, "close");
  message.body() = response.body;
  return serialized(std::move(message));
}

}  // namespace sim::client
