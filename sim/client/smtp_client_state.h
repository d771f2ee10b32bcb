// Inside of SmtpClient, shared by smtp_client.cc (the stream, failures), smtp_client_setup.cc (up to AUTH) and smtp_client_mail.cc (the
// transactions). Nobody else includes this.
#pragma once
#include <deque>

#include "sim/auth/sasl.h"
#include "sim/client/reply_reader.h"
#include "sim/client/smtp_client.h"

namespace sim::client {

struct SmtpClient::State {
  using Reply = mail::SmtpReply;
  using Stage = SmtpOutcome::Stage;
  /// What the server still has to answer, in order.
  enum class Step {
    greeting, ehlo, helo, starttls, auth, auth_cancel, mail, rcpt, data, body, rset, quit
  };

  explicit State(SmtpClient& client_) : client(client_) {}

  // The stream.
  void receive(std::string_view bytes);
  void handle(Step step, const Reply& reply);
  void say(const std::string& line, Step awaited, std::string_view masked = {});
  void put(std::string bytes);
  void hear();
  Stage stage() const;
  Actions take_actions();

  // Up to AUTH.
  void greeted(const Reply& reply);
  void helloed(Step step, const Reply& reply);
  void read_features(const std::string& text);
  void after_hello();
  void tls_answered(const Reply& reply);
  void start_auth();
  void auth_answered(Step step, const Reply& reply);
  void auth_challenged(const std::string& text);

  // Transactions.
  void next_mail();
  void begin(OutgoingMail mail);
  std::optional<Reply> local_refusal(const OutgoingMail& mail) const;
  bool refuse_locally();
  void start_mail() { say_envelope(*current); }
  void start_ahead();
  void say_envelope(const OutgoingMail& mail);
  std::string mail_line(const OutgoingMail& mail) const;
  void say_rcpt(const OutgoingMail& mail, std::size_t index);
  void mail_answered(const Reply& reply);
  void rcpt_answered(const Reply& reply);
  void data_answered(const Reply& reply);
  void body_answered(const Reply& reply);
  void settle(Stage at, const Reply& reply);
  void finish_mail();
  /// DATA goes out with the recipients, before it is known whom the server takes.
  bool pipelines_data(const OutgoingMail& mail) const { return features.pipelining && !mail.all_or_none; }

  // Failures.
  /// The connection cannot be used, but the server still listens: QUIT.
  void give_up(Stage at, const Reply& reply);
  /// The connection is gone or not to be trusted.
  void abort(Stage at, const Reply& reply);
  void report_failure(Stage at, const Reply& reply);

  SmtpClient& client;
  ReplyReader reader;
  std::deque<Step> pending;
  Actions actions;
  SmtpFeatures features;
  std::unique_ptr<auth::SaslClient> sasl;
  std::optional<std::string> first_response;  ///< held until the server has asked for it
  bool is_open = false;
  bool is_in_handshake = false;
  bool is_over = false;
  bool must_rearm = false;

  bool was_mail_started = false;       ///< the first mail, on this connection
  bool must_reset = false;             ///< the last transaction failed and may still stand open
  std::optional<OutgoingMail> current; ///< in flight
  std::optional<OutgoingMail> following;  ///< begun with the end of the mail in flight, unless this server cannot take it
  std::shared_ptr<std::string> offered = std::make_shared<std::string>();  ///< Message-ID of the mail whose envelope was said last
  SmtpOutcome outcome;                 ///< of the mail in flight
  bool is_mail_accepted = false;       ///< MAIL was
  std::size_t rcpts_answered = 0;
  std::size_t rcpts_accepted = 0;
};

}  // namespace sim::client
