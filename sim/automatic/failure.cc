#include "sim/automatic/failure.h"

#include "sim/automatic/codes.h"
#include "sim/automatic/phrase.h"
#include "sim/mail/detail/charset.h"

namespace sim::automatic {
namespace {

using enum Reason;
using mail::detail::lower;

/// The replies of the other server that a transcript shows ("<<< 550 ..."), in one line.
std::string replies_in(std::string_view words) {
  std::string out;
  for (std::size_t at = words.find("<<< "); at != std::string_view::npos; at = words.find("<<< ", at + 4)) {
    const std::string_view reply = trimmed(words.substr(at + 4, words.find('\n', at) - at - 4));
    if (out.find(reply) == std::string::npos) out += (out.empty() ? "" : " ") + std::string(reply);
  }
  return out;
}

/// The host that refused, if the words tell it: "host mx.example.jp[192.0.2.1] said:", "while talking to mx.example.jp.:".
std::string remote_in(std::string_view words) {
  for (const std::string_view sign : {"host ", "while talking to ", " by ", "remote server at "}) {
    for (std::size_t at = words.find(sign); at != std::string_view::npos; at = words.find(sign, at + 1)) {
      const std::size_t from = at + sign.size();
      const std::size_t end = words.find_first_of(" [(:,;", from);
      std::string_view host = words.substr(from, end == std::string_view::npos ? end : end - from);
      while (!host.empty() && host.back() == '.') host.remove_suffix(1);
      if (host.find('.') != std::string_view::npos && host.find('@') == std::string_view::npos) return std::string(host);
    }
  }
  return "";
}

// What a command that failed means in a server's own words where it says no more.
struct CommandWords {
  std::string_view words, command;
};
constexpr CommandWords command_words[] = {
    {" but greeting failed", "CONN"}, {" but my name was rejected", "EHLO"}, {" but sender was rejected", "MAIL"},
    {" does not like recipient", "RCPT"}, {" failed on data command", "DATA"}, {" failed after i sent the message", "DATA"},
    {"refused to talk to me", "EHLO"}, {"smtp error from remote server for text command", "DATA"}};

/// Everything that is known, on the way to a verdict.
class Judging {
 public:
  explicit Judging(const Failure& failure) : failure_(failure), words_(lower(swept(failure.words))),
      context_(lower(swept(failure.context))) {}

  FailedRecipient run() {
    choose_diagnostic();
    find_facts();
    apply_mta();
    const Reason reason = decide();
    finish_status(reason);
    out_.address = failure_.address;
    out_.reason = reason_name(reason);
    out_.hardness = hardness_of(reason, out_.status, facts_.diagnostic);
    if (out_.code != 0 && out_.status.front() != '0' + out_.code / 100) out_.code = find_code(facts_.diagnostic, out_.status.front());
    return std::move(out_);
  }

 private:
  /// The report's field is the word of the server that refused; the text may have more of it.
  void choose_diagnostic() {
    const StatusFields& fields = failure_.fields;
    std::string told = fields.diagnostic;
    if (told.find_first_not_of("0123456789 ") == std::string::npos) told.clear();  // a bare exit code
    const std::string replies = replies_in(failure_.words.empty() ? failure_.context : failure_.words);
    if (told.empty()) told = !replies.empty() && !fields.recipient.empty() ? replies : failure_.words;
    else if (!replies.empty()) told = replies + " " + told;
    if (!fields.comment.empty()) told = fields.comment + " " + told;
    if (told.empty() && !fields.diagnostic.empty()) told = fields.diagnostic;
    // The text often has the field's words and more, such as the command they answer.
    if (!failure_.words.empty() && words_.find(lower(told)) != std::string::npos) told = failure_.words;
    out_.diagnostic = swept(told);
    facts_.diagnostic = out_.diagnostic;
  }

  void find_facts() {
    const StatusFields& fields = failure_.fields;
    const std::string told = find_status(facts_.diagnostic);
    const int code = find_code(facts_.diagnostic, told.empty() ? '\0' : told[0]);
    // OpenSMTPD's status field is x.0.0 whatever happened.
    const bool is_empty_talk = failure_.mta == Mta::opensmtpd && is_vague(fields.status);
    facts_.status = choose_status(is_empty_talk ? "" : fields.status, told, code);
    if (facts_.status.size() == 5 && facts_.status.substr(1) == ".1.0") facts_.status = quoted_status();
    if (is_vague(facts_.status)) {
      const std::string other = find_status(failure_.words, facts_.status.empty() ? '\0' : facts_.status[0]);
      if (!is_vague(other) || facts_.status.empty()) facts_.status = other;
    }
    const char klass = facts_.status.empty() ? '\0' : facts_.status[0];
    facts_.code = code != 0 ? code : find_code(failure_.words, klass);
    if (facts_.code == 0 && !fields.comment.empty()) facts_.code = find_code(fields.comment, klass);
    facts_.command = find_command(out_.diagnostic);
    if (facts_.command.empty()) facts_.command = find_command(failure_.words);
    for (const CommandWords& each : command_words)
      if (words_.find(each.words) != std::string::npos) facts_.command = each.command;
    if (facts_.command.empty() && !fields.recipient.empty()) facts_.command = find_command(failure_.context);
    // James lists "MAIL FROM:" and "RCPT TO:" as what the mail had, not as what failed.
    if (failure_.mta == Mta::james) facts_.command.clear();
    facts_.action = fields.action;
    facts_.type = fields.type == "X-POSTFIX" ? "SMTP" : fields.type;
    facts_.remote = fields.remote.substr(0, fields.remote.find(' '));
    if (facts_.remote.empty()) facts_.remote = remote_in(words_.empty() ? context_ : words_);
    facts_.reporting = failure_.reporting;
    const std::size_t at = failure_.address.find('@');
    if (at != std::string::npos) facts_.domain = "." + lower(std::string_view(failure_.address).substr(at + 1));
  }

  /// "5.1.0 - Unknown address error 550-'5.7.1 <a@b>... Access denied'": what the other server said stands in quotes.
  std::string quoted_status() const {
    for (const std::string_view quote : {"-'", "-\""}) {
      const std::size_t at = facts_.diagnostic.find(quote);
      const std::string quoted = at == std::string::npos ? "" : find_status(std::string_view(facts_.diagnostic).substr(at + 2));
      if (!quoted.empty()) return quoted;
    }
    return facts_.status;
  }

  void apply_mta() {
    const std::string told = lower(facts_.diagnostic);
    MtaVerdict verdict = verdict_of(failure_.mta, told);
    if (verdict.reason == undefined && verdict.command.empty()) verdict = verdict_of(failure_.mta, words_);
    const bool is_context_its_own = failure_.words.empty() || failure_.mta == Mta::gmail || failure_.mta == Mta::exim;
    if (verdict.reason == undefined && is_context_its_own) verdict = verdict_of(failure_.mta, context_);
    if (!verdict.command.empty()) facts_.command = verdict.command;
    facts_.hint = verdict.reason;
    if (failure_.mta == Mta::qmail) apply_qmail(told);
    if (failure_.mta == Mta::exim) apply_exim();
    if (failure_.mta == Mta::sendgrid && failure_.fields.action == "expired") facts_.hint = expired;
    apply_category();
    const bool is_status_better = failure_.mta == Mta::gmail && !facts_.status.empty() && facts_.status.find(".0") == std::string::npos;
    if (is_status_better && facts_.hint != undefined) facts_.hint = reason_of_status(facts_.status);
  }

  /// qmail tells what it tried and, in "Remote host said:", what the other side answered; the answer decides.
  void apply_qmail(const std::string& told) {
    if (facts_.command == "EHLO" || facts_.command == "HELO") {
      facts_.hint = blocked;
      return;
    }
    if (holds(told, " does not like recipient.*this message has been in the queue too long.")) {
      facts_.hint = onhold;
      return;
    }
    const std::size_t said = told.find("remote host said:");
    facts_.hint = verdict_of(Mta::qmail, said == std::string::npos ? told : told.substr(said)).reason;
    if (facts_.hint == undefined && facts_.command == "MAIL") facts_.hint = rejected;
  }

  /// Exim names the command that was refused; what a refused sender means is left to the words.
  void apply_exim() {
    if (facts_.command == "EHLO" || facts_.command == "HELO") facts_.hint = blocked;
    if (facts_.command == "MAIL") facts_.hint = onhold;
  }

  void apply_category() {
    struct Category {
      std::string_view name;
      Reason reason;
    };
    // PowerMTA's bounce categories.
    static constexpr std::array<Category, 9> categories{{{"bad-domain", hostunknown}, {"bad-mailbox", userunknown},
                                                         {"inactive-mailbox", suspend}, {"message-expired", expired},
                                                         {"no-answer-from-host", networkerror}, {"policy-related", policyviolation},
                                                         {"quota-issues", mailboxfull}, {"routing-errors", systemerror},
                                                         {"spam-related", spamdetected}}};
    for (const Category& each : categories)
      if (each.name == failure_.fields.category) facts_.hint = each.reason;
  }

  Reason decide() {
    Circumstances facts = facts_;
    Reason reason = decide_reason(facts);
    if (reason != onhold && reason != undefined) return reason;
    for (const std::string* more : {&failure_.words, &failure_.context}) {
      if (more->empty() || *more == facts.diagnostic) continue;
      facts.diagnostic = *more;
      const Reason better = decide_reason(facts);
      if (better != onhold && better != undefined) return better;
    }
    return reason;
  }

  void finish_status(Reason reason) {
    out_.status = facts_.status;
    out_.code = facts_.code;
    if (!out_.status.empty()) return;
    const std::string told = " " + std::to_string(out_.code) + " " + lower(facts_.diagnostic);
    bool is_temporary = out_.code / 100 == 4 || holds(told, " temporar") || holds(told, " persistent");
    if (failure_.mta == Mta::exim && out_.code == 0) is_temporary = reason == expired || reason == mailboxfull;
    // Exim's and the old Exchange's own verdict names the code, even where the other server's words say more of the reason.
    const bool is_exchange_open = failure_.mta == Mta::exchange && facts_.hint == onhold;
    const bool is_own_verdict = (failure_.mta == Mta::exim && facts_.hint != undefined) || is_exchange_open;
    out_.status = pseudo_status(is_own_verdict ? facts_.hint : reason, is_temporary);
    if (out_.status.empty()) out_.status = pseudo_status(undefined, is_temporary);
  }

  const Failure& failure_;
  std::string words_, context_;  // lower case
  Circumstances facts_;
  FailedRecipient out_;
};

}  // namespace

FailedRecipient judge(const Failure& failure) { return Judging(failure).run(); }

}  // namespace sim::automatic
