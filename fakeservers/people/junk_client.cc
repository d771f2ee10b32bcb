#include "fakeservers/people/junk_client.h"

#include <fmt/format.h>

#include <array>

#include "fakeservers/people/junk_table.h"
#include "fakeservers/people/malformed_mail.h"
#include "fakeservers/policy/virus.h"
#include "sim/mail/dsn.h"
#include "sim/mail/message.h"

namespace fakeservers::people {
namespace {

using sim::mail::Address;
using sim::mail::Draft;

struct Request {
  sim::Random& random;
  const JunkOptions& options;
  sim::Instant now;
};

Address outsider(const Request& request) {
  return {std::string(request.random.pick(outside_names)), std::string(request.random.pick(outside_hosts))};
}

Address known_sender(const Request& request) {
  return request.options.senders.empty() ? outsider(request) : request.random.pick(request.options.senders);
}

/// Pads the text to about the size asked for and gives it an HTML twin, as large mails have.
void pad(Draft& draft, std::size_t octets, bool is_japanese) {
  if (octets == 0) return;
  const auto filler = is_japanese ? filler_japanese : filler_english;
  draft.text += "\n";
  while (draft.text.size() < octets / 2) draft.text.append(filler).append("\n");
  draft.html = "<html><body><p>";
  for (const char c : draft.text) draft.html += c == '\n' ? "<br>\n" : std::string(1, c);
  draft.html += "</p></body></html>\n";
}

Draft draft_from(const Request& request, const Address& from, const JunkText& text) {
  Draft draft;
  draft.from = from.text();
  draft.to = request.options.to.text();
  draft.subject = text.subject;
  draft.text = std::string(text.body) + "\n";
  draft.date = request.now;
  if (text.is_japanese) draft.charset = request.random.pick(japanese_charsets);
  pad(draft, request.options.text_octets, text.is_japanese);
  return draft;
}

JunkMail mail_of(const Request& request, JunkLabel label, const sim::mail::ReversePath& from, std::string raw) {
  JunkMail mail;
  mail.label = label;
  mail.envelope.from = from;
  mail.envelope.to = {request.options.to};
  mail.raw = std::move(raw);
  return mail;
}

JunkMail built(const Request& request, JunkLabel label, const Address& from, const Draft& draft) {
  return mail_of(request, label, from, sim::mail::build(draft, request.random, from.domain()));
}

JunkMail make_ham(const Request& request) {
  const auto from = known_sender(request);
  return built(request, JunkLabel::ham, from, draft_from(request, from, request.random.pick(ham_texts)));
}

JunkMail make_spam(const Request& request) {
  const auto from = outsider(request);
  return built(request, JunkLabel::spam, from, draft_from(request, from, request.random.pick(spam_texts)));
}

/// The generic test for unsolicited bulk email (spamassassin.apache.org/gtube).
JunkMail make_gtube(const Request& request) {
  constexpr std::string_view gtube = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";
  const auto from = outsider(request);
  auto draft = draft_from(request, from, request.random.pick(ham_texts));
  draft.charset = "utf-8";
  draft.text += "\n" + std::string(gtube) + "\n";
  return built(request, JunkLabel::gtube, from, draft);
}

/// Says that it comes from the very address it is sent to.
JunkMail make_spoofed(const Request& request) {
  const auto from = outsider(request);
  auto draft = draft_from(request, from, request.random.pick(spoofed_texts));
  draft.from = "Service Desk <" + request.options.to.text() + ">";
  return built(request, JunkLabel::spoofed_sender, from, draft);
}

JunkMail make_eicar(const Request& request) {
  const auto from = known_sender(request);
  auto draft = draft_from(request, from, JunkText{"Invoice attached", "Please find the invoice attached.", false});
  draft.attachments.push_back({"invoice.com", "application/octet-stream", policy::eicar_file()});
  return built(request, JunkLabel::eicar, from, draft);
}

JunkMail make_malformed(const Request& request) {
  const auto from = outsider(request);
  const auto which = request.random.below(malformation_count);
  auto raw = write_malformed(which, from.text(), request.options.to.text(), request.now, request.random);
  return mail_of(request, JunkLabel::malformed_mime, from, std::move(raw));
}

JunkMail make_auto_reply(const Request& request) {
  const auto from = known_sender(request);
  const auto& text = request.random.pick(auto_reply_texts);
  const auto number = fmt::format("INC{:07}", 10001 + request.random.below(900));
  auto draft = draft_from(request, from, JunkText{"", text.body, text.is_japanese});
  draft.subject = fmt::format("{}Incident {} has been opened", text.subject_prefix, number);
  draft.in_reply_to = fmt::format("<{}@{}>", request.random.hex(16), request.options.to.domain());
  if (text.is_declared) draft.headers.emplace_back("Auto-Submitted", "auto-replied");
  auto mail = built(request, JunkLabel::auto_reply, from, draft);
  if (text.is_declared) mail.envelope.from = sim::mail::ReversePath();
  return mail;
}

/// The notification that this bounce returns: one that the instance is made to have written.
std::string returned_mail(const Request& request, const std::string& gone) {
  Draft draft;
  draft.from = request.options.to.text();
  draft.to = gone;
  draft.subject = fmt::format("Incident INC{:07} has been opened", 10001 + request.random.below(900));
  draft.text = "Your incident was opened.\n";
  draft.date = request.now - std::chrono::minutes{3};
  return sim::mail::build(draft, request.random, request.options.to.domain());
}

std::string write_qmail_bounce(const Request& request, const Address& gone, const std::string& host) {
  Draft draft;
  draft.from = "MAILER-DAEMON@" + host;
  draft.to = request.options.to.text();
  draft.subject = "failure notice";
  draft.text = fmt::format("Hi. This is the qmail-send program at {}.\n"
                           "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
                           "This is a permanent error; I've given up. Sorry it didn't work out.\n\n<{}>:\n"
                           "Sorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n",
                           host, gone.text());
  draft.text += "Subject: " + sim::mail::Message(returned_mail(request, gone.text())).subject() + "\n";
  draft.date = request.now;
  return sim::mail::build(draft, request.random, host);
}

std::string write_report(const Request& request, const Address& gone, const std::string& host) {
  sim::mail::DsnOptions dsn;
  dsn.report.reporting_mta = host;
  dsn.report.arrival = request.now - std::chrono::minutes{2};
  dsn.report.recipients.push_back({gone.text(), "failed", {5, 1, 1}, host, "550 5.1.1 no such user here"});
  dsn.postmaster = "MAILER-DAEMON@" + host;
  dsn.to = request.options.to.text();
  dsn.now = request.now;
  dsn.original = returned_mail(request, gone.text());
  dsn.report.original_message_id = sim::mail::message_id_of(dsn.original);
  return sim::mail::write_dsn(dsn, request.random);
}

JunkMail make_bounce(const Request& request) {
  const std::string host(request.random.pick(outside_hosts));
  const Address gone("former." + request.random.hex(4), host);
  const bool is_old = request.random.chance(1, 4);
  auto raw = is_old ? write_qmail_bounce(request, gone, host) : write_report(request, gone, host);
  return mail_of(request, JunkLabel::bounce, {}, std::move(raw));
}

struct Kind {
  JunkLabel label;
  std::string_view name;
  JunkMail (*make)(const Request&);
};
constexpr std::array kinds{Kind{JunkLabel::ham, "ham", make_ham},
                           Kind{JunkLabel::spam, "spam", make_spam},
                           Kind{JunkLabel::gtube, "gtube", make_gtube},
                           Kind{JunkLabel::spoofed_sender, "spoofed_sender", make_spoofed},
                           Kind{JunkLabel::eicar, "eicar", make_eicar},
                           Kind{JunkLabel::malformed_mime, "malformed_mime", make_malformed},
                           Kind{JunkLabel::auto_reply, "auto_reply", make_auto_reply},
                           Kind{JunkLabel::bounce, "bounce", make_bounce}};

unsigned weight_of(const JunkOptions& options, JunkLabel label) {
  if (options.weights.empty()) return 1;
  const auto found = options.weights.find(label);
  return found == options.weights.end() ? 0 : found->second;
}

const Kind& pick_kind(sim::Random& random, const JunkOptions& options) {
  std::uint64_t sum = 0;
  for (const auto& kind : kinds) sum += weight_of(options, kind.label);
  if (sum == 0) return kinds.front();
  auto drawn = random.below(sum);
  for (const auto& kind : kinds) {
    const auto weight = weight_of(options, kind.label);
    if (drawn < weight) return kind;
    drawn -= weight;
  }
  return kinds.front();
}

}  // namespace

std::string_view label_name(JunkLabel label) {
  for (const auto& kind : kinds) {
    if (kind.label == label) return kind.name;
  }
  return "";
}

std::vector<JunkLabel> all_labels() {
  std::vector<JunkLabel> labels;
  for (const auto& kind : kinds) labels.push_back(kind.label);
  return labels;
}

JunkMail make_junk(sim::Random& random, const JunkOptions& options, sim::Instant now) {
  const Kind& kind = pick_kind(random, options);
  return kind.make({random, options, now});
}

}  // namespace fakeservers::people
