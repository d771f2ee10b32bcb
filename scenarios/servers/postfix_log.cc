#include "scenarios/servers/postfix_log.h"

#include <algorithm>

namespace scenarios {
namespace {

/// A log that goes on for longer without a line's end, or tells of more mails, is not Postfix's.
constexpr std::size_t most_line_octets = 64 * 1024;
constexpr std::size_t most_mails = 100'000;

std::string_view between(std::string_view text, std::string_view before, std::string_view after) {
  const auto start = text.find(before);
  if (start == std::string_view::npos) return {};
  text.remove_prefix(start + before.size());
  return text.substr(0, text.find(after));
}

/// "status=deferred (connect to ...: Connection refused)": the words in the outer parentheses, which end the line.
std::string_view words_of(std::string_view rest) {
  const auto open = rest.find(" (", rest.find("status="));
  if (open == std::string_view::npos) return {};
  rest.remove_prefix(open + 2);
  return rest.ends_with(')') ? rest.substr(0, rest.size() - 1) : rest;
}

/// The reply that the other side gave, if the words quote one ("host x said: 550 5.1.1 no"), or the words with Postfix's status code.
std::string reply_in(std::string_view rest) {
  std::string_view words = words_of(rest);
  if (const auto said = words.find(" said: "); said != std::string_view::npos) words.remove_prefix(said + 7);
  const bool has_code = words.size() > 3 && std::all_of(words.begin(), words.begin() + 3, [](char c) { return c >= '0' && c <= '9'; });
  if (has_code) return std::string(words);
  return std::string(between(rest, "dsn=", ",")) + " " + std::string(words);
}

bool is_queue_id(std::string_view text) {
  return text.size() >= 5 && text.size() <= 20 && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
}

}  // namespace

void PostfixLog::read(std::string_view bytes) {
  unfinished_ += bytes;
  for (auto end = unfinished_.find('\n'); end != std::string::npos; end = unfinished_.find('\n')) {
    line(std::string_view(unfinished_).substr(0, end));
    unfinished_.erase(0, end + 1);
  }
  if (unfinished_.size() > most_line_octets) unfinished_.clear();
}

bool PostfixLog::is_open() const {
  return std::any_of(mails_.begin(), mails_.end(), [](const auto& each) { return each.second.is_active; });
}

/// "Nov 22 04:16:21 mail postfix/smtpd[13483]: 4F1C2A: client=..."
void PostfixLog::line(std::string_view line) {
  const auto program_at = line.find(" postfix/");
  const auto process = line.find('[', program_at);
  const auto start = line.find("]: ", process);
  if (program_at == std::string_view::npos || process == std::string_view::npos || start == std::string_view::npos) return;
  std::string_view program = line.substr(program_at + 9, process - program_at - 9);
  if (const auto slash = program.rfind('/'); slash != std::string_view::npos) program.remove_prefix(slash + 1);
  const std::string_view rest = line.substr(start + 3);
  const auto colon = rest.find(": ");
  if (colon == std::string_view::npos) return;
  const std::string_view subject = rest.substr(0, colon);
  if (subject == "NOQUEUE") return refused("", rest.substr(colon + 2));
  if (is_queue_id(subject) && subject != "warning" && subject != "fatal" && subject != "error" && subject != "statistics") {
    of_mail(program, std::string(subject), rest.substr(colon + 2));
  }
}

void PostfixLog::of_mail(std::string_view program, const std::string& queue_id, std::string_view rest) {
  if (mails_.size() > most_mails) mails_.clear();
  if (rest == "removed") {
    mails_.erase(queue_id);
    return;
  }
  Mail& mail = mails_[queue_id];
  if (rest.starts_with("client=")) {
    mail.client = std::string(rest.substr(7, rest.find(',') - 7));
  } else if (rest.starts_with("message-id=")) {
    std::string_view id = rest.substr(11);
    if (id.starts_with('<')) id = id.substr(1, id.find('>') - 1);
    mail.id = std::string(id);
    if (const auto parent = mails_.find(mail.parent); parent != mails_.end()) trace_.descend(mail.id, parent->second.id);
  } else if (rest.starts_with("reject: ")) {
    refused(mail.id, rest);
  } else if (program == "qmgr" && rest.starts_with("from=<")) {
    accepted(mail, rest);
  } else if (const auto child = between(rest, "notification: ", " "); program == "bounce" && !child.empty()) {
    // The report's own lines came before this one.
    if (const auto report = mails_.find(child); report != mails_.end()) trace_.descend(report->second.id, mail.id);
    mails_[std::string(child)].parent = queue_id;
  } else if (rest.find(", status=") != std::string_view::npos) {
    attempt(mail, rest);
  }
}

void PostfixLog::accepted(Mail& mail, std::string_view rest) {
  mail.from = std::string(between(rest, "from=<", ">"));
  mail.is_active = true;
  if (mail.client.empty() || std::exchange(mail.is_told, true)) return;
  const std::string_view count = between(rest, "nrcpt=", " ");
  trace_.note(sim::EventKind::smtp_accepted, mail.id,
              {{"host", host_}, {"from", mail.from.empty() ? "<>" : mail.from}, {"to", std::string(count) + (count == "1" ? " recipient" : " recipients")}});
}

/// "to=<a@b>, relay=mx.b[127.1.0.3]:40001, delay=0.1, delays=0/0/0/0.1, dsn=2.0.0, status=sent (250 2.0.0 OK)"
void PostfixLog::attempt(Mail& mail, std::string_view rest) {
  const std::string to(between(rest, "to=<", ">"));
  const std::string next(between(rest, "relay=", ","));
  const std::string_view status = between(rest, ", status=", " ");
  if (status == "sent" && next != "virtual") {
    trace_.note(sim::EventKind::queue_relayed, mail.id, {{"host", host_}, {"to", to}, {"next", next}});
  } else if (status == "deferred") {
    mail.is_active = false;
    trace_.note(sim::EventKind::queue_deferred, mail.id,
                {{"host", host_}, {"to", to}, {"delay", sim::duration_text(gap_)}, {"reply", reply_in(rest)}});
  } else if (status == "bounced" && mail.from.empty()) {
    trace_.note(sim::EventKind::queue_dropped, mail.id, {{"host", host_}, {"to", to}, {"reply", reply_in(rest)}});
  } else if (status == "bounced") {
    trace_.note(sim::EventKind::queue_bounced, mail.id, {{"host", host_}, {"to", to}, {"from", mail.from}, {"reply", reply_in(rest)}});
  }
}

/// "reject: RCPT from unknown[127.1.0.3]: 550 5.1.1 <a@b>: Recipient address rejected: ...; from=<c@d> to=<a@b> proto=ESMTP helo=<e>"
void PostfixLog::refused(std::string_view mail, std::string_view rest) {
  if (!rest.starts_with("reject: ")) return;
  std::string command(between(rest, "reject: ", " from "));
  const std::string_view after = between(rest, "]: ", "; ");
  if (command == "END-OF-MESSAGE" || command == "DATA END-OF-MESSAGE") command = "END-OF-DATA";
  if (command == "RCPT") command = "RCPT TO:<" + std::string(between(rest, " to=<", ">")) + ">";
  if (command == "MAIL") command = "MAIL FROM:<" + std::string(between(rest, " from=<", ">")) + ">";
  if (after.empty() || !trace_.wants(sim::EventKind::smtp_refused)) return;
  trace_.note(sim::EventKind::smtp_refused, mail, {{"host", host_}, {"command", command}, {"reply", std::string(after)}});
}

}  // namespace scenarios
