#include "sim/client/oauth_client.h"

namespace sim::client {
namespace {
constexpr Duration token_patience = std::chrono::seconds{30};
}

Actions OauthClient::open() {
  is_open_ = true;
  answer_.error = "http";
  HttpRequest request;
  request.method = "POST";
  request.target = url_.path;
  request.host = url_.host;
  request.authorization = basic_authorization(request_.client_id, request_.client_secret);
  request.content_type = "application/x-www-form-urlencoded";
  request.body = form_text(request_);
  return {Send{http_text(request)}, Deadline{token_patience}};
}

Actions OauthClient::receive(std::string_view bytes) {
  if (is_over_) return {};
  return settle(reader_.feed(bytes));
}

Actions OauthClient::settle(HttpReader::Outcome outcome) {
  if (outcome == HttpReader::Outcome::more) return {};
  is_over_ = true;
  if (outcome == HttpReader::Outcome::garbage) {
    answer_.description = "not an HTTP response";
  } else {
    const HttpResponse response = reader_.response();
    answer_ = read_token_answer(response.body);
    if (response.status != 200 && answer_.error == "malformed_answer") answer_.description = "HTTP status " + std::to_string(response.status);
  }
  return {Close{}};
}

Actions OauthClient::wake() {
  if (is_over_) return {};
  is_over_ = true;
  answer_.description = "no answer in time";
  return {Close{}};
}

void OauthClient::lost(const Loss& loss) {
  if (is_over_) return;
  if (is_open_ && loss.kind == Loss::Kind::closed_by_peer) {
    static_cast<void>(settle(reader_.end()));
    return;
  }
  is_over_ = true;
  const std::string text = loss.text.empty() ? std::string(loss_name(loss.kind)) : loss.text;
  const bool is_tls = text.starts_with("TLS: ");
  if (is_tls) answer_.error = "tls";
  answer_.description = is_tls ? text.substr(5) : text;
}

}  // namespace sim::client
