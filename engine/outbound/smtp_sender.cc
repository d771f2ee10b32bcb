#include "engine/outbound/smtp_sender.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/oauth.h"
#include "engine/outbound/decisions.h"
#include "engine/outbound/mail_writer.h"
#include "engine/outbound/settings.h"
#include "engine/outbound/waiting.h"

namespace engine::outbound {
namespace {

using sim::client::OutgoingMail;
using sim::client::SmtpClient;
using sim::client::SmtpOutcome;

constexpr std::string_view job = "smtp sender";

}  // namespace

/// Mails go one after another: next() gives one, ahead() the one behind it, finished() hears of each. The row stays waiting until the reply is
/// known and changes in one transaction then: a crash in between sends it again, and loses nothing (RFC 5321, 4.5.3.2.6 knows the same gap).
struct SmtpSender::State {
  /// What a connection holds on to. It may outlive the sender (a killed instance); then it says nothing more.
  struct Link final : sim::client::MailSource {
    State* state = nullptr;
    std::optional<OutgoingMail> next() override {
      std::optional<OutgoingMail> mail;
      guard([&] { mail = state->next(); });
      return mail;
    }
    std::optional<OutgoingMail> ahead() override {
      std::optional<OutgoingMail> mail;
      guard([&] { mail = state->ahead(); });
      return mail;
    }
    void finished(const SmtpOutcome& outcome) override {
      guard([&] { state->finished(outcome); });
    }
    void learned(const sim::client::SmtpFeatures& features) override {
      if (state != nullptr) state->offered(features);
    }
    /// Runs what a connection reports, unless the instance is gone. The database may be full: then the job fails, not the world.
    template <class Work>
    void guard(Work work) {
      if (state == nullptr) return;
      try {
        work();
      } catch (const DatabaseError& error) {
        if (state->trouble.empty()) state->trouble = error.what();
      }
    }
  };
  /// The client and what it asks live as long as the wire wants.
  struct Connection {
    Connection(std::shared_ptr<Link> link_, sim::client::SmtpClientOptions options) : link(std::move(link_)), client(options, *link) {}
    std::shared_ptr<Link> link;
    SmtpClient client;
  };
  struct Ready {
    EmailRecord email;
    Handover handover;
    OutgoingFiles files;
    std::optional<sim::Result<OutgoingMail>> written;
  };

  explicit State(Parts& parts_) : parts(parts_), waiting(parts_), link(std::make_shared<Link>()) { link->state = this; }
  ~State() { link->state = nullptr; }

  void run();
  void end();
  void prepare();
  bool is_ready_to_leave(Ready& candidate);
  void carry_out_ruling(Ready& candidate, const Decision& decision);
  void start_connection();
  void connect(const Access& access);
  void give_up(const Access& access);
  std::optional<OutgoingMail> next() { return take_ready(in_flight); }
  std::optional<OutgoingMail> ahead();
  void offered(const sim::client::SmtpFeatures& features);
  void look_ahead();
  void write_ready();
  std::optional<OutgoingMail> take_ready(std::unique_ptr<Ready>& into);
  void cannot_be_secured(const std::string& why);
  void finished(const SmtpOutcome& outcome);
  void over();

  Parts& parts;
  Waiting waiting;
  std::shared_ptr<Link> link;
  std::optional<Account> account;
  std::string sender;                  ///< of MAIL
  std::unique_ptr<Ready> ready;        ///< passed the rules, not yet given to the connection
  std::unique_ptr<Ready> in_flight;
  std::unique_ptr<Ready> following;    ///< given to the connection too, to be begun with the end of the one in flight
  Access access_now;                   ///< of this connection
  bool must_reconnect = false;         ///< STARTTLS failed, and clear text will do
  std::string trouble;                 ///< why the connection was of no use
  std::int64_t given = 0;              ///< mails given to this connection
  std::int64_t finished_here = 0;
  bool is_running = false;
  bool takes_8bit = false;             ///< this connection's server offers 8BITMIME
};

void SmtpSender::State::run() {
  if (is_running) return;
  account = active_account(parts.database);
  sender = plain_from(account, parts.config);
  waiting.rewind(parts.properties.changes() * 2 + (account ? 1 : 0));
  prepare();
  if (!ready) return;
  is_running = true;
  start_connection();
}

/// Takes waiting mails through the rules until one is to leave.
void SmtpSender::State::prepare() {
  if (ready) return;
  Transaction transaction(parts.database, Transaction::Use::reads_first);
  while (!ready) {
    auto email = waiting.next();
    if (!email) break;
    auto candidate = std::make_unique<Ready>(Ready{std::move(*email), {}, {}, {}});
    candidate->handover = resolve_recipients(parts, candidate->email);
    candidate->files = outgoing_files(parts, candidate->email.sys_id);
    if (is_ready_to_leave(*candidate)) ready = std::move(candidate);
  }
  transaction.commit();
}

bool SmtpSender::State::is_ready_to_leave(Ready& candidate) {
  const Question question{parts, candidate.email, candidate.handover, account, candidate.files};
  std::size_t rule = 0;
  while (const auto decision = ask_rules(question, rule, rule)) {
    carry_out_ruling(candidate, *decision);
    if (decision->ruling.outcome == Outcome::narrow) {
      candidate.handover.leave_out(decision->ruling.instead);
      continue;
    }
    if (decision->ruling.outcome != Outcome::rewrite) return false;
    candidate.handover.to = decision->ruling.instead;
    candidate.handover.copied.clear();
    candidate.handover.blind_copied.clear();
    candidate.handover.is_rewritten = true;
  }
  return true;
}

void SmtpSender::State::carry_out_ruling(Ready& candidate, const Decision& decision) {
  const Outcome outcome = decision.ruling.outcome;
  if (outcome == Outcome::stay) waiting.stays();
  else if (outcome != Outcome::rewrite && outcome != Outcome::narrow) log_left_out(parts, candidate.email, candidate.handover);
  if (outcome == Outcome::address_error) {
    const Attempt attempt{++candidate.email.attempts, candidate.email.created, parts.world.clock.now()};
    const HandoverResult result = address_error(decision.ruling.evidence, attempt, settings_of(parts)->retry);
    return carry_out(parts, candidate.email, result, std::string(job), false);
  }
  carry_out(parts, candidate.email, decision);
  if (decision.rule == "infected-attachment") raise_infected(parts, candidate.email, candidate.files.infected);
}

void SmtpSender::State::start_connection() {
  prepare_access(parts, *account, [weak = std::weak_ptr<Link>(link)](const Access& access) {
    const auto alive = weak.lock();
    if (!alive || !alive->state) return;
    if (access.is_ready()) alive->state->connect(access);
    else alive->guard([&] { alive->state->give_up(access); });
  });
}

void SmtpSender::State::connect(const Access& access) {
  sim::client::SmtpClientOptions options;
  options.helo = parts.world.network.host_of(parts.ip);
  if (options.helo.empty()) options.helo = fmt::format("{}.{}", parts.config.name, provider_domain(parts.config));
  options.starttls = starttls_use(parts, *account, access);
  options.user_name = access.credentials.user_name;
  options.password = access.credentials.password;
  options.access_token = access.credentials.access_token;
  options.nonce_seed = access.nonce_seed;
  given = 0;
  finished_here = 0;
  takes_8bit = false;
  trouble.clear();
  access_now = access;
  const auto connection = std::make_shared<Connection>(link, std::move(options));
  const bool is_debugged = wants_debug(parts, *account);
  if (is_debugged) connection->client.keep_dialogue();
  const std::weak_ptr<Link> weak = link;
  const std::shared_ptr<sim::Session> session(connection, &connection->client);
  parts.world.wire.connect(connect_options(parts, *account, *access.ip), session, [weak, connection, is_debugged] {
    const auto alive = weak.lock();
    if (!alive) return;
    alive->guard([&] {
      if (is_debugged && alive->state) log_dialogue(alive->state->parts, *alive->state->account, connection->client.dialogue());
    });
    alive->guard([&] { alive->state->over(); });
  });
}

/// No connection could be tried at all: the first mail bears it, the others wait for the next run.
void SmtpSender::State::give_up(const Access& access) {
  SmtpOutcome outcome;
  outcome.stage = access.stage == "resolve" ? SmtpOutcome::Stage::connect : SmtpOutcome::Stage::auth;
  outcome.reply = {421, {4, access.stage == "resolve" ? 4 : 7, access.stage == "resolve" ? 3 : 0}, access.why};
  in_flight = std::move(ready);
  finished(outcome);
  over();
}

std::optional<OutgoingMail> SmtpSender::State::take_ready(std::unique_ptr<Ready>& into) {
  if (!trouble.empty()) return std::nullopt;
  if (given >= std::max<std::int64_t>(1, parts.properties.number("glide.email.smtp.max_send"))) return std::nullopt;
  const auto settings = settings_of(parts);
  for (;;) {
    prepare();
    if (!ready) return std::nullopt;
    write_ready();
    auto written = *std::exchange(ready->written, std::nullopt);
    if (!written) {
      cannot_be_secured(written.error().what);
      continue;
    }
    ++given;
    into = std::move(ready);
    OutgoingMail mail = *std::move(written);
    // A list longer than the instance writes is a script's own; JavaMail gives it up as a whole when the server has enough (KB0748535).
    mail.all_or_none = !settings->retry.send_partial || mail.envelope.to.size() > settings->most_recipients;
    return mail;
  }
}

std::optional<OutgoingMail> SmtpSender::State::ahead() {
  auto mail = take_ready(following);
  // Once the connection has said it, while the server thinks about it.
  if (mail) parts.world.clock.after({}, [weak = std::weak_ptr<Link>(link)] {
    if (const auto alive = weak.lock()) alive->guard([&] { alive->state->look_ahead(); });
  });
  return mail;
}

void SmtpSender::State::offered(const sim::client::SmtpFeatures& features) {
  if (features.eight_bit != takes_8bit && ready) ready->written.reset();
  takes_8bit = features.eight_bit;
}

void SmtpSender::State::look_ahead() {
  if (!is_running || !trouble.empty()) return;
  prepare();
  if (ready) write_ready();
}

void SmtpSender::State::write_ready() {
  if (ready->written) return;
  const bool is_8bit_welcome = settings_of(parts)->writes_8bit && takes_8bit;
  ready->written = write_mail(parts, {ready->email, ready->handover, ready->files, sender, is_8bit_welcome});
}

/// S/MIME failed on the mail that was to leave: it will not work the next time either.
void SmtpSender::State::cannot_be_secured(const std::string& why) {
  Ready failed = std::move(*std::exchange(ready, nullptr));
  Ruling ruling;
  ruling.outcome = Outcome::fail;
  ruling.evidence = "S/MIME: " + why;
  Transaction transaction(parts.database);
  carry_out(parts, failed.email, Decision{"smime-failed", std::move(ruling)});
  transaction.commit();
}

void SmtpSender::State::finished(const SmtpOutcome& outcome) {
  if (!in_flight) return;
  if (outcome.stage == SmtpOutcome::Stage::tls && goes_on_in_clear_text(parts, *account, access_now, outcome.reply.line())) {
    ready = std::move(in_flight);
    must_reconnect = true;
    return;
  }
  if (outcome.stage == SmtpOutcome::Stage::auth && !access_now.credentials.access_token.empty()) forget_token(parts, *account);
  const std::unique_ptr<Ready> sent = std::exchange(in_flight, std::move(following));
  Ready& done = *sent;
  ++finished_here;
  if (is_connection_trouble(outcome)) {
    trouble = fmt::format("{}: {}: {}", account->endpoint(), sim::client::stage_name(outcome.stage), outcome.reply.line());
  }
  Transaction transaction(parts.database);
  ++done.email.attempts;
  HandoverResult result = judge(outcome, {done.email.attempts, done.email.created, parts.world.clock.now()}, settings_of(parts)->retry);
  if (result.kind == sim::EventKind::email_sent) {
    result.refused.insert(result.refused.end(), done.handover.not_ascii.begin(), done.handover.not_ascii.end());
    note_left_behind(parts, done.email, done.files);
  }
  log_left_out(parts, done.email, done.handover);
  carry_out(parts, done.email, result, account->endpoint(), done.handover.is_rewritten);
  transaction.commit();
}

/// What the connection was given and did not answer for waits in its row; the next run takes it.
void SmtpSender::State::end() {
  is_running = false;
  ready.reset();
  in_flight.reset();
  following.reset();
}

void SmtpSender::State::over() {
  if (std::exchange(must_reconnect, false)) return connect(Access(access_now));
  if (!trouble.empty()) {
    parts.world.trace.note(sim::EventKind::job_failed, "", {{"job", std::string(job)}, {"account", account->name}, {"why", trouble}},
                           cause_of_account(parts, *account));
    return end();
  }
  // The connection ended in the middle of a mail without a word to the source.
  if (in_flight || finished_here == 0) return end();
  prepare();
  if (!ready) return end();
  start_connection();
}

SmtpSender::SmtpSender(Parts& parts) : state_(std::make_shared<State>(parts)) {}

SmtpSender::~SmtpSender() = default;

void SmtpSender::run() { state_->run(); }

bool SmtpSender::is_running() const { return state_->is_running; }

bool SmtpSender::has_work() const {
  Parts& parts = state_->parts;
  if (!settings_of(parts)->is_sending_on) return false;
  const auto newest = state_->waiting.newest();
  const std::chrono::hours lookback{parts.properties.number("glide.email.smtp.claim.lookback.hrs")};
  if (!newest || *newest + lookback < parts.world.clock.now()) return false;
  return active_account(parts.database).has_value();
}

}  // namespace engine::outbound
