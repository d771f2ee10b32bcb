#include "fakeservers/people/auto_responder.h"

#include <algorithm>
#include <array>

#include "fakeservers/people/quoting.h"

namespace fakeservers::people {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string header(const sim::mail::Message& mail, std::string_view name) { return lower(mail.raw_header(name).value_or("")); }

struct Question {
  const sim::mail::Message& mail;
  const sim::mail::Envelope& envelope;
  const PersonConfig& person;
};

bool is_bounce(const Question& q) { return q.envelope.from.is_null(); }

/// RFC 3834, 2: addresses that belong to programs.
bool is_from_program(const Question& q) {
  const auto local = lower(q.envelope.from.address().local());
  constexpr std::array names{std::string_view("mailer-daemon"), std::string_view("postmaster"), std::string_view("listserv"),
                             std::string_view("majordomo")};
  const bool is_list = local.starts_with("owner-") || local.ends_with("-request") || local.ends_with("-owner");
  return is_list || std::find(names.begin(), names.end(), local) != names.end();
}

bool is_auto_reply(const Question& q) {
  const auto value = header(q.mail, "Auto-Submitted");
  return !value.empty() && !value.starts_with("no") && !value.starts_with("auto-generated");
}

bool is_suppressed(const Question& q) {
  const auto value = header(q.mail, "X-Auto-Response-Suppress");
  return value.find("oof") != std::string::npos || value.find("all") != std::string::npos;
}

bool is_list(const Question& q) {
  return header(q.mail, "Precedence") == "list" || q.mail.raw_header("List-Id") || q.mail.raw_header("List-Post") ||
         q.mail.raw_header("List-Unsubscribe");
}

bool is_unwanted_automatic(const Question& q) {
  if (q.person.out_of_office && q.person.out_of_office->answers_automatic_mail) return false;
  const auto precedence = header(q.mail, "Precedence");
  return header(q.mail, "Auto-Submitted").starts_with("auto-generated") || precedence == "bulk" || precedence == "junk";
}

/// RFC 3834, 2: only mail that names its recipient is meant for them.
bool is_not_addressed(const Question& q) {
  for (const auto field : {"To", "Cc", "Resent-To", "Resent-Cc"}) {
    for (const auto& one : q.mail.addresses(field)) {
      if (one.address.matches(q.person.address)) return false;
    }
  }
  return true;
}

bool is_own(const Question& q) { return q.envelope.from.address().matches(q.person.address); }

struct Rule {
  bool (*forbids)(const Question&);
  std::string_view why;
};
/// The first that holds keeps the answer back. Those below the first may rely on an address in the reverse path.
constexpr std::array rules{Rule{is_bounce, "the reverse path is null"},
                           Rule{is_from_program, "it comes from a program's address"},
                           Rule{is_own, "it is their own mail"},
                           Rule{is_auto_reply, "it is itself an automatic reply"},
                           Rule{is_suppressed, "it asks for no automatic reply"},
                           Rule{is_list, "it came through a list"},
                           Rule{is_unwanted_automatic, "a program wrote it"},
                           Rule{is_not_addressed, "it is not addressed to them by name"}};

}  // namespace

AnswerVerdict judge_answer(const sim::mail::Message& mail, const sim::mail::Envelope& envelope, const PersonConfig& person) {
  if (!person.out_of_office) return {false, "they are not out of office"};
  const Question question{mail, envelope, person};
  for (const auto& rule : rules) {
    if (rule.forbids(question)) return {false, std::string(rule.why)};
  }
  return {true, ""};
}

sim::mail::Draft write_answer(const sim::mail::Message& mail, const sim::mail::Envelope& envelope, const PersonConfig& person,
                              sim::Instant now) {
  const OutOfOffice& away = *person.out_of_office;
  sim::mail::Draft draft;
  draft.from = named({person.name, person.address});
  draft.to = envelope.from.text();
  draft.subject = away.subject.empty() ? "Automatic reply: {subject}" : away.subject;
  if (const auto at = draft.subject.find("{subject}"); at != std::string::npos) draft.subject.replace(at, 9, mail.subject());
  draft.text = away.text.empty() ? "I am out of office.\n" : away.text;
  draft.charset = away.charset;
  if (away.declare) draft.headers.emplace_back("Auto-Submitted", "auto-replied");
  draft.in_reply_to = bracketed(mail.message_id());
  draft.references = references_to(mail);
  draft.date = now;
  return draft;
}

}  // namespace fakeservers::people
