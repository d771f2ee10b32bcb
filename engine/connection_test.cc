#include "engine/connection_test.h"

#include <fmt/format.h>

#include "engine/oauth.h"
#include "sim/client/imap_client.h"

namespace engine {
namespace {

using sim::client::SmtpOutcome;

/// Neither has nor takes a mail: the session ends when it could begin to work.
struct EmptyHands final : sim::client::MailSource, sim::client::MailSink {
  std::optional<sim::client::OutgoingMail> next() override { return std::nullopt; }
  void finished(const SmtpOutcome&) override {}
  bool wants(const sim::client::ListedMail&) override { return false; }
  void retrieved(const sim::client::ListedMail&, std::string) override {}
  void skipped(const sim::client::ListedMail&, const std::string&) override {}
  std::vector<int> store() override { return {}; }
};

/// One attempt of one account; whoever runs it asks for its trouble when the connection is over.
struct Attempt {
  virtual ~Attempt() = default;
  virtual sim::Session& session() = 0;
  /// Stage and cause; nothing if all went well.
  virtual std::optional<std::pair<std::string, std::string>> trouble() const = 0;
  virtual const std::vector<std::string>& dialogue() const = 0;
  EmptyHands hands;
};

std::string stage_word(std::string_view stage) {
  if (stage == "HELO") return "hello";
  if (stage == "login") return "auth";
  std::string word(stage);
  for (char& c : word)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return word;
}

struct SmtpAttempt final : Attempt {
  explicit SmtpAttempt(sim::client::SmtpClientOptions options) : client(std::move(options), hands) { client.keep_dialogue(); }
  sim::Session& session() override { return client; }
  const std::vector<std::string>& dialogue() const override { return client.dialogue(); }
  std::optional<std::pair<std::string, std::string>> trouble() const override {
    if (!client.trouble()) return std::nullopt;
    constexpr std::string_view garbage = "not an SMTP reply: ";
    std::string cause = client.trouble()->reply.line();
    if (const std::size_t at = cause.find(garbage); at != std::string::npos) cause.erase(0, at + garbage.size());
    // Where nobody answered, the code is our own.
    else if (client.trouble()->reply.code == 421 && client.trouble()->stage <= SmtpOutcome::Stage::greeting) cause = client.trouble()->reply.text;
    return std::pair(stage_word(stage_name(client.trouble()->stage)), cause);
  }
  sim::client::SmtpClient client;
};

/// POP3 and IMAP tell their trouble alike: "stage: cause".
template <class Client, class Options>
struct ReadingAttempt final : Attempt {
  explicit ReadingAttempt(Options options) : client(std::move(options), hands) { client.keep_dialogue(); }
  sim::Session& session() override { return client; }
  const std::vector<std::string>& dialogue() const override { return client.dialogue(); }
  std::optional<std::pair<std::string, std::string>> trouble() const override {
    if (!client.trouble()) return std::nullopt;
    const std::size_t colon = client.trouble()->find(": ");
    if (colon == std::string::npos) return std::pair(std::string("quit"), *client.trouble());
    std::string cause = client.trouble()->substr(colon + 2);
    constexpr std::string_view garbage = "not a POP3 reply: ", no_tls = "TLS: ";
    if (cause.starts_with(garbage)) cause.erase(0, garbage.size());
    if (client.trouble()->starts_with("connect: ") && cause.starts_with(no_tls)) return std::pair(std::string("tls"), cause.substr(no_tls.size()));
    return std::pair(stage_word(client.trouble()->substr(0, colon)), cause);
  }
  Client client;
};
using Pop3Attempt = ReadingAttempt<sim::client::Pop3Client, sim::client::Pop3ClientOptions>;
using ImapAttempt = ReadingAttempt<sim::client::ImapClient, sim::client::ImapClientOptions>;

template <class Options>
Options login_options(const Parts& parts, const Account& account, const Access& access) {
  Options options;
  options.user_name = access.credentials.user_name;
  options.password = access.credentials.password;
  options.access_token = access.credentials.access_token;
  options.nonce_seed = access.nonce_seed;
  options.starttls = starttls_use(parts, account, access);
  return options;
}

std::shared_ptr<Attempt> attempt_of(const Parts& parts, const Account& account, const Access& access) {
  if (account.type == "pop3") return std::make_shared<Pop3Attempt>(login_options<sim::client::Pop3ClientOptions>(parts, account, access));
  if (account.type == "imap") {
    sim::client::ImapClientOptions options;
    options.credentials = access.credentials;
    options.nonce_seed = access.nonce_seed;
    options.starttls = starttls_use(parts, account, access);
    return std::make_shared<ImapAttempt>(std::move(options));
  }
  auto options = login_options<sim::client::SmtpClientOptions>(parts, account, access);
  options.helo = parts.world.network.host_of(parts.ip);
  if (options.helo.empty()) options.helo = parts.config.name + ".example";
  return std::make_shared<SmtpAttempt>(std::move(options));
}

/// The words of the form: two of them are documented for SMTP (spec 9); those of the others follow them.
std::string failure_text(const Account& account, const std::string& stage, const std::string& cause) {
  const bool sends = account.type == "smtp";
  std::string message = fmt::format("Cannot connect to {} server: {}, as: {}, message: {}", account.protocol(), account.server, account.user_name,
                                    stage == "connect" || stage == "resolve" ? "failed to connect" : cause);
  if (stage == "greeting")
    message = fmt::format("Got bad greeting from {} host: {}, port: {}, response: {}", account.protocol(), account.server, account.port, cause);
  return fmt::format("Connection Failed. Email {} connection invalid.: {}", sends ? "sender" : "reader", message);
}

void report_test(Parts& parts, const Account& account, const std::string& stage, const std::string& cause,
                 const std::function<void(const ConnectionResult&)>& done) {
  ConnectionResult result{stage.empty(), stage, cause, ""};
  // Spec 9 says that there is a text of success, and not which.
  result.text = result.succeeds ? fmt::format("Connection successful: {}", account.endpoint()) : failure_text(account, stage, cause);
  parts.world.trace.note(sim::EventKind::account_tested, "",
                         {{"account", account.name}, {"outcome", result.succeeds ? "succeeded" : fmt::format("failed at {}: {}", stage, cause)},
                          {"stage", stage}, {"cause", cause}},
                         cause_of_account(parts, account));
  try {
    log_system(parts, result.succeeds ? "info" : "error", account.name, result.text);
  } catch (const DatabaseError&) {
    // A full database keeps no log; the result is told all the same.
  }
  done(result);
}

void run_attempt(Parts& parts, const Account& account, const Access& access, std::function<void(const ConnectionResult&)> done) {
  const auto attempt = attempt_of(parts, account, access);
  const std::shared_ptr<sim::Session> session(attempt, &attempt->session());
  parts.world.wire.connect(connect_options(parts, account, *access.ip), session,
                           [&parts, life = std::weak_ptr<const char>(parts.life), account, access, attempt, done = std::move(done)] {
    if (life.expired()) return;
    const auto trouble = attempt->trouble();
    Access again = access;
    if (trouble && trouble->first == "tls" && goes_on_in_clear_text(parts, account, again, trouble->second)) return run_attempt(parts, account, again, done);
    try {
      if (wants_debug(parts, account)) log_dialogue(parts, account, attempt->dialogue());
      if (trouble && trouble->first == "auth" && !access.credentials.access_token.empty()) forget_token(parts, account);
    } catch (const DatabaseError&) {
      // As above.
    }
    report_test(parts, account, trouble ? trouble->first : "", trouble ? trouble->second : "", done);
  });
}

}  // namespace

void test_connection(Parts& parts, const Account& account, std::function<void(const ConnectionResult&)> done) {
  prepare_access(parts, account, [&parts, account, done = std::move(done)](const Access& access) {
    if (access.is_ready()) return run_attempt(parts, account, access, done);
    report_test(parts, account, access.stage, access.why, done);
  });
}

}  // namespace engine
