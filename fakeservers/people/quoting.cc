#include "fakeservers/people/quoting.h"

#include "sim/mail/html_text.h"

namespace fakeservers::people {
namespace {

bool begins_with_prefix(std::string_view subject, std::string_view prefix) {
  if (subject.size() < prefix.size()) return false;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    const char c = subject[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != prefix[i]) return false;
  }
  return true;
}

std::string quoted(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    // RFC 3676, 4.5: no space after ">" of a line that is quoted already.
    out += line.empty() || line.front() == '>' ? ">" : "> ";
    out.append(line).append("\n");
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace

std::string readable_text(const sim::mail::Message& message) {
  return message.text().empty() ? sim::mail::text_of_html(message.html()) : message.text();
}

std::string reply_subject(const std::string& subject) { return begins_with_prefix(subject, "re:") ? subject : "Re: " + subject; }

std::string forward_subject(const std::string& subject) {
  return begins_with_prefix(subject, "fwd:") || begins_with_prefix(subject, "fw:") ? subject : "Fwd: " + subject;
}

std::string named(const sim::mail::NamedAddress& who) {
  if (who.display_name.empty()) return who.address.text();
  return who.display_name + " <" + who.address.text() + ">";
}

std::string quoted_reply(const std::string& own, const sim::mail::Message& answered) {
  const auto from = answered.from();
  const auto who = from ? named(*from) : std::string("somebody");
  return own + "\n\nOn " + answered.raw_header("Date").value_or("an unknown day") + ", " + who + " wrote:\n\n" +
         quoted(readable_text(answered));
}

std::string forwarded_text(const std::string& own, const sim::mail::Message& mail) {
  const auto from = mail.from();
  std::string to;
  for (const auto& one : mail.addresses("To")) to += (to.empty() ? "" : ", ") + named(one);
  return own + "\n\n---------- Forwarded message ---------\nFrom: " + (from ? named(*from) : "") +
         "\nDate: " + mail.raw_header("Date").value_or("") + "\nSubject: " + mail.subject() + "\nTo: " + to + "\n\n" +
         readable_text(mail);
}

std::string bracketed(const std::string& message_id) { return message_id.empty() ? "" : "<" + message_id + ">"; }

std::string references_to(const sim::mail::Message& answered) {
  std::string out;
  auto ids = answered.references();
  if (ids.empty()) ids = answered.in_reply_to();
  ids.push_back(answered.message_id());
  for (const auto& id : ids) {
    if (!id.empty()) out += (out.empty() ? "" : " ") + bracketed(id);
  }
  return out;
}

}  // namespace fakeservers::people
