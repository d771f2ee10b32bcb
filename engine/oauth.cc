#include "engine/oauth.h"

#include <fmt/format.h>

#include "sim/client/oauth_client.h"

namespace engine {
namespace {

std::int64_t instant_ms(sim::Instant at) { return at.time_since_epoch().count(); }

/// What one request needs, and whom to tell.
struct TokenErrand {
  std::string profile, account;
  sim::client::TokenUrl url;
  sim::client::TokenRequest request;
  std::function<void(const TokenOutcome&)> done;
};

/// The kept token of that type; "" if there is none, or if it will not do for long.
std::string kept_token(Parts& parts, const std::string& profile, std::string_view type) {
  Statement& row = parts.database.kept("SELECT token, expires FROM oauth_credential WHERE profile = ? AND type = ?");
  if (!row.bind_all(profile, type).step()) return "";
  const std::int64_t expires = row.integer(1);
  std::string token = row.text(0);
  row.reset();
  return expires != 0 && expires <= instant_ms(parts.world.clock.now() + token_reserve) ? "" : token;
}

void keep_token(Parts& parts, const std::string& profile, std::string_view type, const std::string& token, std::int64_t expires) {
  parts.database.kept("INSERT OR REPLACE INTO oauth_credential (profile, type, token, expires, sys_created_on) VALUES (?, ?, ?, ?, ?)")
      .run(profile, type, token, expires, instant_ms(parts.world.clock.now()));
}

TokenOutcome keep_answer(Parts& parts, const TokenErrand& errand, const sim::client::TokenAnswer& answer) {
  if (!answer.is_granted()) return {"", fmt::format("{}: {}", errand.url.host, answer.cause())};
  const sim::Instant until = answer.lifetime ? parts.world.clock.now() + *answer.lifetime : sim::Instant{};
  try {
    Transaction transaction(parts.database);
    keep_token(parts, errand.profile, "access_token", answer.access_token, instant_ms(until));
    if (!answer.refresh_token.empty()) keep_token(parts, errand.profile, "refresh_token", answer.refresh_token, 0);
    transaction.commit();
  } catch (const DatabaseError& error) {
    return {"", error.what()};
  }
  parts.world.trace.note(sim::EventKind::token_stored, "",
                         {{"account", errand.account}, {"until", answer.lifetime ? sim::iso8601(until) : "nobody knows when"}});
  return {answer.access_token, ""};
}

void run_errand(Parts& parts, std::shared_ptr<TokenErrand> errand, const sim::IpAddress& ip) {
  const auto client = std::make_shared<sim::client::OauthClient>(errand->url, errand->request);
  sim::wire::ConnectOptions how;
  how.from = parts.ip;
  how.to = {ip, errand->url.port};
  how.implicit_tls = true;
  how.server_name = errand->url.host;
  how.verify = true;  // a secret goes to nobody unknown, whatever the profile says of mail servers
  parts.world.wire.connect(how, client, [&parts, life = std::weak_ptr<const char>(parts.life), errand, client] {
    if (life.expired()) return;
    errand->done(keep_answer(parts, *errand, client->answer()));
  });
}

}  // namespace

void provide_token(Parts& parts, const Account& account, std::function<void(const TokenOutcome&)> done) {
  Statement row = parts.database.prepare("SELECT token_url, client_id, client_secret, grant_type, scope FROM oauth_entity_profile WHERE sys_id = ?");
  if (account.oauth_profile.empty() || !row.bind_all(account.oauth_profile).step()) return done({"", "the account has no OAuth profile"});
  if (std::string token = kept_token(parts, account.oauth_profile, "access_token"); !token.empty()) return done({std::move(token), ""});
  auto errand = std::make_shared<TokenErrand>();
  errand->profile = account.oauth_profile;
  errand->account = account.name;
  errand->request = {row.text(1), row.text(2), row.text(3), "", row.text(4)};
  if (errand->request.grant == "refresh_token") {
    errand->request.refresh_token = kept_token(parts, account.oauth_profile, "refresh_token");
    if (errand->request.refresh_token.empty()) return done({"", "the refresh token is missing: an administrator must get a new one"});
  }
  const auto url = sim::client::read_token_url(row.text(0));
  if (!url) return done({"", fmt::format("token URL '{}' is not an https address", row.text(0))});
  errand->url = *url;
  const FoundServer found = find_server(parts.world, url->host);
  if (!found.ip) return done({"", found.why});
  errand->done = std::move(done);
  parts.world.clock.after(found.cost, [&parts, life = std::weak_ptr<const char>(parts.life), errand, ip = *found.ip] {
    if (!life.expired()) run_errand(parts, errand, ip);
  });
}

void forget_token(Parts& parts, const Account& account) {
  parts.database.prepare("DELETE FROM oauth_credential WHERE profile = ? AND type = 'access_token'").run(account.oauth_profile);
}

void write_oauth_profile(Parts& parts, const std::string& account_name, const OauthProfileConfig& config) {
  Statement known = parts.database.prepare("SELECT sys_id FROM oauth_entity_profile WHERE name = ?");
  const std::string sys_id = known.bind_all(account_name).step() ? known.text(0) : parts.store.new_sys_id();
  known.reset();
  parts.database
      .prepare("INSERT INTO oauth_entity_profile (sys_id, name, token_url, client_id, client_secret, grant_type, scope) "
               "VALUES (?, ?, coalesce(?, ''), coalesce(?, ''), coalesce(?, ''), coalesce(?, 'client_credentials'), coalesce(?, '')) "
               "ON CONFLICT (name) DO UPDATE SET token_url = coalesce(?3, token_url), client_id = coalesce(?4, client_id), "
               "client_secret = coalesce(?5, client_secret), grant_type = coalesce(?6, grant_type), scope = coalesce(?7, scope)")
      .run(sys_id, account_name, config.token_url, config.client_id, config.client_secret, config.grant, config.scope);
  parts.database.prepare("UPDATE sys_email_account SET oauth_profile = ? WHERE name = ?").run(sys_id, account_name);
  parts.database.prepare("DELETE FROM oauth_credential WHERE profile = ? AND type = 'access_token'").run(sys_id);
  if (config.refresh_token) keep_token(parts, sys_id, "refresh_token", *config.refresh_token, 0);
}

}  // namespace engine
