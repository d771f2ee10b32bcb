#include "fakeservers/oauth_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "sim/client/http.h"
#include "sim/client/token.h"

namespace fakeservers {

using sim::client::HttpReader;
using sim::client::HttpRequest;
using sim::client::HttpResponse;
using sim::client::TokenAnswer;

struct OauthService::State {
  struct Token {
    std::string client;
    sim::Instant expires = sim::Instant::max();
    bool is_revoked = false;
  };
  using Tokens = std::map<std::string, Token, std::less<>>;

  State(sim::World& world_, TokenServerConfig config_)
      : world(world_), config(std::move(config_)), random(world_.random.stream("tokens:" + config.name)) {
    for (const TokenClientConfig& client : config.clients) {
      for (const std::string& token : client.refresh_tokens) refresh[token] = new_refresh(client.id);
    }
  }
  Token new_refresh(const std::string& client) const {
    return {client, config.refresh_lifetime ? world.clock.now() + *config.refresh_lifetime : sim::Instant::max(), false};
  }
  const TokenClientConfig* client(std::string_view id) const {
    const auto found = std::find_if(config.clients.begin(), config.clients.end(), [&](const auto& each) { return each.id == id; });
    return found == config.clients.end() ? nullptr : &*found;
  }
  HttpResponse answer(const HttpRequest& request);
  TokenAnswer grant(const TokenClientConfig& client, const std::map<std::string, std::string>& form);
  TokenAnswer grant_by_refresh(const TokenClientConfig& client, const std::string& refresh_token);
  TokenAnswer new_token(const TokenClientConfig& client);
  /// Why a token is of no use, whatever it is.
  std::optional<std::string> flaw(const Tokens& tokens, std::string_view token) const;

  sim::World& world;
  TokenServerConfig config;
  sim::Random random;
  Tokens access, refresh;
  bool is_running = false;
};

namespace {

TokenAnswer token_error(std::string error, std::string description) { return {"", "", {}, std::move(error), std::move(description)}; }

}  // namespace

std::optional<std::string> OauthService::State::flaw(const Tokens& tokens, std::string_view token) const {
  const auto found = tokens.find(token);
  if (found == tokens.end()) return "is unknown";
  if (found->second.is_revoked) return "was revoked";
  if (world.clock.now() >= found->second.expires) return "has expired";
  return std::nullopt;
}

HttpResponse OauthService::State::answer(const HttpRequest& request) {
  const auto respond = [&](int status, const TokenAnswer& said, const std::string& client_id) {
    if (said.is_granted())
      world.trace.note(sim::EventKind::token_issued, "",
                       {{"host", config.name}, {"client", client_id}, {"lifetime", sim::duration_text(config.lifetime)}}, {"token-service", config.place});
    else
      world.trace.note(sim::EventKind::token_denied, "", {{"host", config.name}, {"client", client_id}, {"error", said.cause()}},
                       {said.error, config.place});
    return HttpResponse{status, "application/json", status == 401 ? "Basic realm=\"" + config.name + "\"" : "", json_text(said)};
  };
  if (request.method != "POST") return {405, "text/plain", "", "a token request is a POST\n"};
  const auto credentials = sim::client::read_basic_authorization(request.authorization);
  const auto form = sim::client::read_form(request.body);
  if (!form) return respond(400, token_error("invalid_request", "the form is malformed"), credentials ? credentials->first : "");
  // RFC 6749, 2.3.1: by the header, or in the form.
  const auto in_form = [&](const char* name) { return form->contains(name) ? form->at(name) : std::string(); };
  const std::string id = credentials ? credentials->first : in_form("client_id");
  const std::string secret = credentials ? credentials->second : in_form("client_secret");
  const TokenClientConfig* known = client(id);
  if (known == nullptr) return respond(401, token_error("invalid_client", "there is no client " + id), id);
  if (known->secret != secret) return respond(401, token_error("invalid_client", "the client's secret is wrong"), id);
  const TokenAnswer said = grant(*known, *form);
  return respond(said.is_granted() ? 200 : 400, said, id);
}

TokenAnswer OauthService::State::grant(const TokenClientConfig& client_config, const std::map<std::string, std::string>& form) {
  const auto type = form.find("grant_type");
  if (type == form.end()) return token_error("invalid_request", "grant_type is missing");
  if (type->second == "client_credentials") return new_token(client_config);
  if (type->second != "refresh_token") return token_error("unsupported_grant_type", type->second + " is not known here");
  const auto token = form.find("refresh_token");
  if (token == form.end() || token->second.empty()) return token_error("invalid_request", "refresh_token is missing");
  return grant_by_refresh(client_config, token->second);
}

TokenAnswer OauthService::State::grant_by_refresh(const TokenClientConfig& client_config, const std::string& refresh_token) {
  if (const auto why = flaw(refresh, refresh_token)) return token_error("invalid_grant", "the refresh token " + *why);
  Token& used = refresh.find(refresh_token)->second;
  if (used.client != client_config.id) return token_error("invalid_grant", "the refresh token is another client's");
  TokenAnswer said = new_token(client_config);
  if (config.rotates) {
    used.is_revoked = true;
    said.refresh_token = random.token(40);
    refresh[said.refresh_token] = new_refresh(client_config.id);
  }
  return said;
}

TokenAnswer OauthService::State::new_token(const TokenClientConfig& client_config) {
  TokenAnswer said;
  said.access_token = random.token(64);
  said.lifetime = config.lifetime;
  access[said.access_token] = {client_config.id, world.clock.now() + config.lifetime, false};
  return said;
}

namespace {

class TokenSession final : public sim::Session {
 public:
  using Answer = std::function<HttpResponse(const HttpRequest&)>;
  explicit TokenSession(Answer answer) : answer_(std::move(answer)) {}
  sim::Actions open() override { return {sim::Deadline{std::chrono::seconds{30}}}; }
  sim::Actions receive(std::string_view bytes) override {
    if (is_over_) return {};
    const HttpReader::Outcome outcome = reader_.feed(bytes);
    if (outcome == HttpReader::Outcome::more) return {};
    is_over_ = true;
    const HttpResponse response = outcome == HttpReader::Outcome::whole ? answer_(reader_.request()) : HttpResponse{400, "text/plain", "", "not HTTP\n"};
    return {sim::Send{http_text(response)}, sim::Close{}};
  }
  sim::Actions wake() override {
    is_over_ = true;
    return {sim::Close{}};
  }

 private:
  Answer answer_;
  HttpReader reader_{HttpReader::Kind::request};
  bool is_over_ = false;
};

}  // namespace

OauthService::OauthService(sim::World& world, TokenServerConfig config) : state_(std::make_shared<State>(world, std::move(config))) {
  world.network.add_host(state_->config.name, state_->config.ip);
}

OauthService::~OauthService() { state_->world.wire.drop_host(state_->config.ip); }

sim::Result<void> OauthService::start() {
  if (state_->is_running) return {};
  sim::wire::ListenOptions options;
  options.at = {state_->config.ip, 443};
  options.implicit_tls = true;
  sim::wire::Certificate own;
  own.names = {state_->config.name};
  options.certificate = state_->config.certificate.value_or(own);
  auto result = state_->world.wire.listen(std::move(options), [this](const sim::Peer&) { return session(); });
  state_->is_running = result.has_value();
  if (result) state_->world.trace.note(sim::EventKind::server_started, "", {{"host", state_->config.name}}, {"", state_->config.place});
  return result;
}

void OauthService::stop() {
  if (!std::exchange(state_->is_running, false)) return;
  state_->world.trace.note(sim::EventKind::server_stopped, "", {{"host", state_->config.name}}, {"", state_->config.place});
  state_->world.wire.drop_host(state_->config.ip);
}

const TokenServerConfig& OauthService::config() const { return state_->config; }

std::optional<std::string> OauthService::objection(std::string_view user, std::string_view token) const {
  if (const auto why = state_->flaw(state_->access, token)) return "the token " + *why;
  const TokenClientConfig* owner = state_->client(state_->access.find(token)->second.client);
  if (owner == nullptr || owner->users.empty() || std::find(owner->users.begin(), owner->users.end(), user) != owner->users.end()) return std::nullopt;
  return "the token of client " + owner->id + " does not open the mail of " + std::string(user);
}

sim::Result<void> OauthService::revoke(std::string_view client) {
  if (state_->client(client) == nullptr) return sim::Error{fmt::format("{} has no client '{}'", state_->config.name, client), "", {}};
  for (State::Tokens* tokens : {&state_->access, &state_->refresh}) {
    for (auto& [text, token] : *tokens) token.is_revoked = token.is_revoked || token.client == client;
  }
  state_->world.trace.note(sim::EventKind::token_revoked, "",
                           {{"host", state_->config.name}, {"what", "all tokens"}, {"client", std::string(client)}}, {"", state_->config.place});
  return {};
}

std::unique_ptr<sim::Session> OauthService::session() {
  return std::make_unique<TokenSession>([state = state_](const HttpRequest& request) { return state->answer(request); });
}

}  // namespace fakeservers
