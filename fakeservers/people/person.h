// A person with a mail program: writes through their own server (submission, AUTH), reads their maildrop, replies, forwards, and may be out of office.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fakeservers/mta/mail_server.h"
#include "sim/auth/smime.h"
#include "sim/mail/message.h"
#include "sim/world.h"

namespace fakeservers::people {

struct OutOfOffice {
  std::string subject;             ///< "{subject}" stands for the answered mail's subject
  std::string text;
  /// Also answers what a program wrote (Auto-Submitted: auto-generated, Precedence: bulk), as Exchange does within an organisation.
  /// Bounces, lists and other auto-replies are never answered.
  bool answers_automatic_mail = true;
  bool declare = true;             ///< Auto-Submitted: auto-replied (RFC 3834, 5); false: like old clients that say nothing
  std::string charset = "utf-8";
  bool answers_every_mail = false; ///< like broken responders; otherwise one sender gets it once in seven days (RFC 3834, 2)
};

/// What a person's mail program does with S/MIME (RFC 8551).
struct PersonSmime {
  std::optional<sim::auth::Identity> own;             ///< to sign with, and to read with
  std::vector<sim::auth::Certificate> address_book;   ///< of whom mail can be encrypted for
};

struct PersonConfig {
  std::string id;                  ///< how the story names them
  std::string name;                ///< display name
  sim::mail::Address address;
  std::string user, password;      ///< at their server; no user: port 25 without AUTH, as a program outside would
  std::optional<OutOfOffice> out_of_office;
  PersonSmime smime;
  sim::IpAddress ip;               ///< where their mail program runs
  sim::Place place;
};

/// What a person writes. Fields left empty take what a mail program would put.
struct Letter {
  std::string from, to, cc, subject, text, html;
  std::string charset = "utf-8";
  std::vector<sim::mail::Attachment> attachments;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string message_id;
  bool signs = false, encrypts = false;               ///< S/MIME
  sim::auth::ContentCipher cipher = sim::auth::ContentCipher::aes_256_cbc;
  std::vector<sim::mail::Address> envelope_to;        ///< instead of To and Cc
  std::optional<sim::mail::ReversePath> envelope_from;
};

/// How a reply treats the mail it answers.
struct QuoteOptions {
  bool keep_text = true;           ///< quote the answered text below (with its watermark); false: the reply cuts it off
  bool keep_threading = true;      ///< In-Reply-To and References
  std::optional<std::string> subject;
};

class Person {
 public:
  Person(sim::World& world, PersonConfig config, mta::MailServer& server);
  const PersonConfig& config() const { return config_; }
  /// Sends over SMTP to the person's server; the Message-ID (without brackets) it went with. "" if it cannot be signed or encrypted as it
  /// should: then nothing is sent, and trouble() says why.
  std::string send(Letter letter);
  const std::string& trouble() const { return trouble_; }
  /// Puts raw bytes on the wire as they are (CRLF line ends). Leaves telling the trace what they are to the caller.
  std::string send_raw(const sim::mail::Envelope& envelope, std::string raw);
  /// The last mail in their maildrop that `wanted` accepts (all if empty); nullptr if there is none.
  const StoredMail* last_mail(const std::function<bool(const sim::mail::Message&)>& wanted = {}) const;
  /// Answers / forwards that mail: subject prefix, quoting, threading headers as common mail programs write them.
  std::string reply(const StoredMail& to, Letter letter, const QuoteOptions& quote = {});
  std::string forward(const StoredMail& mail, Letter letter);
  void set_out_of_office(std::optional<OutOfOffice> away) { config_.out_of_office = std::move(away); }
  /// Called by the server after local delivery: answers if out of office and RFC 3834, 2 allows (no answer to bounces, lists, auto-replies;
  /// one per sender in seven days).
  void delivered(const StoredMail& mail);
  /// Replies that SMTP gave to this person's own submissions, newest last: what their mail program would show as an error.
  const std::vector<sim::mail::SmtpReply>& refusals() const { return *refusals_; }

 private:
  std::string post(Letter letter, sim::mail::Draft draft, std::string_view answered);
  sim::Result<std::string> secured(const Letter& letter, const sim::mail::Envelope& envelope, std::string raw);
  sim::mail::Draft draft_of(const Letter& letter);
  sim::mail::Envelope envelope_of(const Letter& letter) const;
  void hand_over(const sim::mail::Envelope& envelope, std::string raw);

  sim::World& world_;
  PersonConfig config_;
  mta::MailServer& server_;
  sim::Random random_;
  std::string trouble_;
  std::shared_ptr<std::vector<sim::mail::SmtpReply>> refusals_;  ///< shared with submissions that are on the wire
  std::map<std::string, sim::Instant> answered_;
};

}  // namespace fakeservers::people
