// The client's end of a token request (RFC 6749, 3.2): one POST and its answer. TLS is the wire's.
#pragma once
#include <string>

#include "sim/client/http.h"
#include "sim/client/token.h"
#include "sim/session.h"

namespace sim::client {

class OauthClient final : public Session {
 public:
  OauthClient(TokenUrl url, TokenRequest request) : url_(std::move(url)), request_(std::move(request)) {}
  Actions open() override;
  Actions receive(std::string_view bytes) override;
  Actions wake() override;
  void lost(const Loss& loss) override;

  /// What came of it, once the connection is over. Trouble on the way is an answer with the error "connect", "tls" or "http".
  const TokenAnswer& answer() const { return answer_; }

 private:
  Actions settle(HttpReader::Outcome outcome);
  TokenUrl url_;
  TokenRequest request_;
  HttpReader reader_{HttpReader::Kind::response};
  TokenAnswer answer_{"", "", {}, "connect", "no answer"};
  bool is_open_ = false;
  bool is_over_ = false;
};

}  // namespace sim::client
