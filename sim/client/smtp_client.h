// The client's end of SMTP (RFC 5321): one connection, as many mails as its source gives. A person's mail program, a relaying server
// and the instance's SMTP Sender are all this client.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/mail/address.h"
#include "sim/mail/smtp_reply.h"
#include "sim/session.h"

namespace sim::client {

/// None: stay in clear text. Opportunistic: STARTTLS if offered. Required: STARTTLS or give up. (Implicit TLS is the wire's.)
enum class StartTlsUse { none, opportunistic, required };

struct SmtpClientOptions {
  std::string helo;
  StartTlsUse starttls = StartTlsUse::opportunistic;
  std::string user_name, password;            ///< AUTH if a user name is given, with the best mechanism that both ends have
  std::string access_token;                   ///< instead of the password: an OAuth 2.0 bearer token
  std::string mechanism;                      ///< this one only, "" for a free choice
  std::uint64_t nonce_seed = 1;               ///< of the world's Random, for mechanisms that need chance
  Duration patience = std::chrono::minutes{5}; ///< for each reply (RFC 5321, 4.5.3.2)
};

struct OutgoingMail {
  mail::Envelope envelope;
  std::string raw;                            ///< CRLF line ends; dot-stuffed by the client
  bool all_or_none = false;                   ///< nobody gets it if one recipient is refused, as JavaMail without `sendpartial`
};

/// What a server offers in its answer to EHLO.
struct SmtpFeatures {
  bool pipelining = false, eight_bit = false, utf8 = false, starttls = false;
  std::vector<std::string> mechanisms;   ///< of AUTH
  std::optional<std::size_t> most_octets;
};

/// How one mail went.
struct SmtpOutcome {
  enum class Stage { connect, greeting, helo, tls, auth, mail, rcpt, data, end_of_data };
  struct Recipient {
    mail::Address address;
    mail::SmtpReply reply;                    ///< to RCPT, or the final one if RCPT was accepted
    Stage stage = Stage::rcpt;
  };
  Stage stage = Stage::end_of_data;           ///< where it ended
  mail::SmtpReply reply;                      ///< the reply that ended it; for a lost connection 421 with the wire's words
  std::vector<Recipient> recipients;
  bool is_accepted() const { return stage == Stage::end_of_data && reply.is_positive(); }  ///< for at least one recipient
};
std::string_view stage_name(SmtpOutcome::Stage stage);

/// Gives the client its mails, one after another, and hears how each went. Outlives the connection.
class MailSource {
 public:
  virtual ~MailSource() = default;
  virtual std::optional<OutgoingMail> next() = 0;
  virtual void finished(const SmtpOutcome& outcome) = 0;
  /// Asked while a message is on its way, where the server takes commands in groups: the mail to be begun in the same group (RFC 2920, 3.1: MAIL may
  /// follow the final dot), nothing to wait for the answer first. It becomes the mail in flight with finished() of the one before; if the connection
  /// breaks before that, it was not begun and nothing more is heard of it.
  virtual std::optional<OutgoingMail> ahead() { return std::nullopt; }
  /// Told before each mail's next() what this server offers; whoever writes mails for the server they go to wants to know.
  virtual void learned(const SmtpFeatures&) {}
};

/// Ends with QUIT when the source has no more. If the connection cannot be used at all (refused, greeting 5xx, TLS or AUTH failed), the
/// first mail of the source is reported with that outcome and `trouble()` says why.
class SmtpClient final : public Session {
 public:
  SmtpClient(SmtpClientOptions options, MailSource& source);
  ~SmtpClient() override;
  Actions open() override;
  Actions receive(std::string_view bytes) override;
  Actions wake() override;
  Actions secured(const TlsFacts& facts) override;
  void lost(const Loss& loss) override;
  std::shared_ptr<const std::string> offered() const override;

  /// Why the connection was of no use; nothing if it was.
  const std::optional<SmtpOutcome>& trouble() const { return trouble_; }
  const TlsFacts& tls() const { return tls_; }
  /// Every line said and heard, secrets masked, "C: " and "S: " in front; kept only if asked for.
  void keep_dialogue() { keep_dialogue_ = true; }
  const std::vector<std::string>& dialogue() const { return dialogue_; }

 private:
  struct State;
  SmtpClientOptions options_;
  MailSource& source_;
  std::unique_ptr<State> state_;
  std::optional<SmtpOutcome> trouble_;
  TlsFacts tls_;
  bool keep_dialogue_ = false;
  std::vector<std::string> dialogue_;
};

}  // namespace sim::client
