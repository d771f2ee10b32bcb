#include "fakeservers/people/person.h"

#include <algorithm>

#include "fakeservers/people/auto_responder.h"
#include "fakeservers/people/quoting.h"
#include "sim/client/smtp_client.h"

namespace fakeservers::people {
namespace {

using sim::client::SmtpOutcome;

/// RFC 3834, 2: the same sender is not answered again within days; seven is vacation(1)'s choice.
constexpr sim::Duration answer_gap = std::chrono::hours{24 * 7};

/// A mail program handing over one mail. Keeps what it needs, so that the person may be gone before the connection is.
class Submission final : public sim::client::MailSource {
 public:
  using Refusals = std::shared_ptr<std::vector<sim::mail::SmtpReply>>;
  Submission(sim::client::SmtpClientOptions options, sim::client::OutgoingMail mail, Refusals refusals)
      : client(std::move(options), *this), mail_(std::move(mail)), refusals_(std::move(refusals)) {}
  std::optional<sim::client::OutgoingMail> next() override { return std::exchange(mail_, std::nullopt); }
  void finished(const SmtpOutcome& outcome) override {
    if (!outcome.is_accepted()) refusals_->push_back(outcome.reply);
    if (!outcome.is_accepted()) return;
    for (const auto& recipient : outcome.recipients) {
      if (!recipient.reply.is_positive()) refusals_->push_back(recipient.reply);
    }
  }

  sim::client::SmtpClient client;

 private:
  std::optional<sim::client::OutgoingMail> mail_;
  Refusals refusals_;
};

std::vector<sim::mail::Address> addresses_in(const std::string& to, const std::string& cc) {
  std::vector<sim::mail::Address> all;
  for (const auto* list : {&to, &cc}) {
    for (const auto& one : sim::mail::parse_address_list(*list)) all.push_back(one.address);
  }
  return all;
}

}  // namespace

Person::Person(sim::World& world, PersonConfig config, mta::MailServer& server)
    : world_(world), config_(std::move(config)), server_(server), random_(world.random.stream("person:" + config_.id)),
      refusals_(std::make_shared<std::vector<sim::mail::SmtpReply>>()) {
  if (config_.ip.is_unset()) config_.ip = server.config().ip;
}

sim::mail::Draft Person::draft_of(const Letter& letter) {
  sim::mail::Draft draft;
  draft.from = letter.from.empty() ? named({config_.name, config_.address}) : letter.from;
  draft.to = letter.to;
  draft.cc = letter.cc;
  draft.subject = letter.subject;
  draft.text = letter.text;
  draft.html = letter.html;
  draft.charset = letter.charset;
  draft.attachments = letter.attachments;
  draft.headers = letter.headers;
  draft.message_id = letter.message_id;
  draft.date = world_.clock.now();
  return draft;
}

sim::mail::Envelope Person::envelope_of(const Letter& letter) const {
  sim::mail::Envelope envelope;
  envelope.from = letter.envelope_from.value_or(sim::mail::ReversePath(config_.address));
  envelope.to = letter.envelope_to.empty() ? addresses_in(letter.to, letter.cc) : letter.envelope_to;
  envelope.smtputf8 = std::any_of(envelope.to.begin(), envelope.to.end(), [](const auto& to) { return to.is_utf8(); });
  return envelope;
}

/// Writes, notes and hands over; `answered` is the mail that this one follows from, "" if none.
std::string Person::post(Letter letter, sim::mail::Draft draft, std::string_view answered) {
  const auto envelope = envelope_of(letter);
  auto raw = secured(letter, envelope, sim::mail::build(draft, random_, config_.address.domain()));
  trouble_ = raw ? std::string() : raw.error().what;
  if (!raw) return {};
  const auto id = sim::mail::message_id_of(*raw);
  if (!answered.empty()) world_.trace.descend(id, answered);
  world_.trace.note(sim::EventKind::mail_composed, id,
                    {{"from", config_.address.text()}, {"to", draft.to}, {"subject", draft.subject}}, {"", config_.place});
  hand_over(envelope, *std::move(raw));
  return id;
}

sim::Result<std::string> Person::secured(const Letter& letter, const sim::mail::Envelope& envelope, std::string raw) {
  if (letter.signs) {
    if (!config_.smime.own) return sim::Error{config_.id + " has no certificate to sign with", "", {}};
    auto made = sim::auth::signed_mail(raw, *config_.smime.own, {world_.clock.now(), true}, random_);
    if (!made) return made.error();
    raw = *std::move(made);
  }
  if (!letter.encrypts) return raw;
  std::vector<sim::auth::Certificate> recipients;
  for (const auto& to : envelope.to) {
    const auto& book = config_.smime.address_book;
    const auto found = std::find_if(book.begin(), book.end(), [&](const auto& each) { return each.is_for(to.text()); });
    if (found == book.end()) return sim::Error{"nobody has a certificate for " + to.text(), "", {}};
    recipients.push_back(*found);
  }
  return sim::auth::encrypted_mail(raw, recipients, letter.cipher, random_);
}

std::string Person::send(Letter letter) {
  auto draft = draft_of(letter);
  return post(std::move(letter), std::move(draft), "");
}

std::string Person::send_raw(const sim::mail::Envelope& envelope, std::string raw) {
  auto id = sim::mail::message_id_of(raw);
  hand_over(envelope, std::move(raw));
  return id;
}

void Person::hand_over(const sim::mail::Envelope& envelope, std::string raw) {
  sim::client::SmtpClientOptions options;
  options.helo = "[" + config_.ip.text() + "]";  // RFC 5321, 4.1.4: a host without a name gives its address
  options.user_name = config_.user;
  options.password = config_.password;
  auto submission = std::make_shared<Submission>(options, sim::client::OutgoingMail{envelope, std::move(raw)}, refusals_);
  sim::wire::ConnectOptions where;
  where.from = config_.ip;
  where.to = {server_.config().ip, static_cast<std::uint16_t>(config_.user.empty() ? 25 : 587)};
  where.server_name = server_.config().name;
  const std::shared_ptr<sim::Session> session(submission, &submission->client);
  world_.wire.connect(where, session, [submission] {});
}

const StoredMail* Person::last_mail(const std::function<bool(const sim::mail::Message&)>& wanted) const {
  const Maildrop* drop = server_.store().find_address(config_.address);
  if (!drop) return nullptr;
  for (auto mail = drop->mails.rbegin(); mail != drop->mails.rend(); ++mail) {
    if (!wanted || wanted(sim::mail::Message(mail->raw))) return &*mail;
  }
  return nullptr;
}

std::string Person::reply(const StoredMail& to, Letter letter, const QuoteOptions& quote) {
  const sim::mail::Message answered(to.raw);
  if (letter.to.empty()) {
    auto back = answered.addresses("Reply-To");
    if (const auto from = answered.from(); back.empty() && from) back.push_back(*from);
    for (const auto& one : back) letter.to += (letter.to.empty() ? "" : ", ") + named(one);
  }
  if (quote.subject) letter.subject = *quote.subject;
  if (letter.subject.empty()) letter.subject = reply_subject(answered.subject());
  if (quote.keep_text) letter.text = quoted_reply(letter.text, answered);
  auto draft = draft_of(letter);
  if (quote.keep_threading) {
    draft.in_reply_to = bracketed(answered.message_id());
    draft.references = references_to(answered);
  }
  return post(std::move(letter), std::move(draft), answered.message_id());
}

std::string Person::forward(const StoredMail& mail, Letter letter) {
  const sim::mail::Message original(mail.raw);
  if (letter.subject.empty()) letter.subject = forward_subject(original.subject());
  letter.text = forwarded_text(letter.text, original);
  for (const auto& part : original.parts()) {
    if (part.is_attachment) letter.attachments.push_back({part.file_name, part.content_type, original.content(part)});
  }
  auto draft = draft_of(letter);
  draft.references = references_to(original);
  return post(std::move(letter), std::move(draft), original.message_id());
}

void Person::delivered(const StoredMail& mail) {
  if (!config_.out_of_office) return;
  const sim::mail::Message message(mail.raw);
  if (!judge_answer(message, mail.envelope, config_).answers) return;
  const auto now = world_.clock.now();
  const auto to = mail.envelope.from.address();
  const auto [last, is_first] = answered_.try_emplace(to.text(), now);
  if (!is_first && !config_.out_of_office->answers_every_mail && now - last->second < answer_gap) return;
  last->second = now;
  auto raw = sim::mail::build(write_answer(message, mail.envelope, config_, now), random_, config_.address.domain());
  const auto id = sim::mail::message_id_of(raw);
  world_.trace.descend(id, message.message_id());
  world_.trace.note(sim::EventKind::mail_auto_replied, id, {{"from", config_.address.text()}, {"to", to.text()}},
                    {"", config_.place});
  sim::mail::Envelope envelope;
  // RFC 3834, 3.3: nobody may answer an answer. Responders older than that wrote in their owner's name.
  if (!config_.out_of_office->declare) envelope.from = config_.address;
  envelope.to = {to};
  server_.submit(envelope, std::move(raw));
}

}  // namespace fakeservers::people
