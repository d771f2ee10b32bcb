// The verbs of SMTP, one ordered table. Whether a sender or a recipient is wanted is the handler's to say.
#include <array>
#include <charconv>

#include "fakeservers/smtp_path.h"
#include "fakeservers/smtp_state.h"

namespace fakeservers {

using sim::mail::Address;

std::span<const SmtpSession::State::Verb> SmtpSession::State::verbs() {
  constexpr unsigned open = fresh | ready | mail_given | rcpt_given;
  constexpr unsigned in_session = ready | mail_given | rcpt_given;
  static constexpr std::array table{
      Verb{"HELO", open, &State::say_helo},
      Verb{"EHLO", open, &State::say_ehlo},
      Verb{"STARTTLS", in_session, &State::say_starttls},
      Verb{"AUTH", ready, &State::say_auth},
      Verb{"MAIL", ready, &State::say_mail},
      Verb{"RCPT", mail_given | rcpt_given, &State::say_rcpt},
      Verb{"DATA", mail_given | rcpt_given, &State::say_data},
      Verb{"RSET", open, &State::say_rset},
      Verb{"NOOP", open, &State::say_noop},
      Verb{"VRFY", open, &State::say_vrfy},
      Verb{"EXPN", open, &State::say_expn},
      Verb{"HELP", open, &State::say_help},
      Verb{"QUIT", open | refusing, &State::say_quit},
  };
  return table;
}

void SmtpSession::State::say_helo(std::string_view argument) { enter(argument, false); }
void SmtpSession::State::say_ehlo(std::string_view argument) { enter(argument, true); }

void SmtpSession::State::enter(std::string_view helo, bool is_extended) {
  if (helo.empty()) return error({501, {5, 5, 4}, "tell who you are"});
  reset_transaction();
  facts.helo = helo;
  const Reply answer = after_delay(handler.on_helo(facts));
  if (!answer.is_positive()) return reply(answer);
  phase = ready;
  if (!is_extended) return reply_plain({250, options.host + " " + answer.text});
  const std::array<std::pair<std::string, bool>, 8> extensions{{
      {"PIPELINING", true},
      {"SIZE " + std::to_string(options.most_message_octets), true},
      {"8BITMIME", true},
      {"SMTPUTF8", true},
      {"ENHANCEDSTATUSCODES", true},
      {"STARTTLS", options.offer_starttls && !facts.tls},
      {may_auth() ? "AUTH " + options.logins->offered() : "", may_auth()},
      {"HELP", true},
  }};
  std::string text = options.host + " " + answer.text;
  for (const auto& [name, is_offered] : extensions)
    if (is_offered) text += "\n" + name;
  reply_plain({250, text});
}

/// RFC 1870, 6152, 6531. Nothing if all is well.
std::optional<sim::mail::SmtpReply> SmtpSession::State::read_mail_parameters(
    const std::vector<std::pair<std::string, std::string_view>>& parameters, std::size_t& declared) {
  for (const auto& [name, value] : parameters) {
    if (name == "SIZE") {
      const auto [end, fault] = std::from_chars(value.data(), value.data() + value.size(), declared);
      if (value.empty() || fault != std::errc{} || end != value.data() + value.size())
        return Reply{501, {5, 5, 4}, "SIZE is a number of octets"};
      if (declared > options.most_message_octets) return Reply{552, {5, 3, 4}, "message too big"};
    } else if (name == "BODY") {
      const std::string body = upper(value);
      if (body != "7BIT" && body != "8BITMIME") return Reply{501, {5, 5, 4}, "unknown BODY"};
      envelope.body_8bit = body == "8BITMIME";
    } else if (name == "SMTPUTF8" && value.empty()) {
      envelope.smtputf8 = true;
    } else if (name != "AUTH") {  // RFC 4954, 5: the identity of the submitter may be ignored
      return Reply{555, {5, 5, 4}, "unknown parameter " + name};
    }
  }
  return std::nullopt;
}

void SmtpSession::State::say_mail(std::string_view argument) {
  if (options.require_auth && facts.user.empty()) return error({530, {5, 7, 0}, "authentication required"});
  const auto path = parse_path_argument(argument, "FROM:");
  if (!path) return error({501, {5, 5, 4}, "say MAIL FROM:<address>"});
  reset_transaction();
  mail_id = facts.offered_mail();  // which that forgot too
  std::size_t declared = 0;
  if (const auto refusal = read_mail_parameters(path->parameters, declared)) {
    envelope = {};
    return refusal->code == 552 ? reply(*refusal) : error(*refusal);
  }
  if (!path->path.empty()) {
    const auto address = Address::parse(path->path);
    if (!address) return error({501, {5, 1, 7}, "sender address: " + address.error().what});
    if (address->is_utf8() && !envelope.smtputf8) return error({553, {5, 6, 7}, "SMTPUTF8 was not declared"});
    envelope.from = *address;
  }
  Reply answer = after_delay(handler.on_mail(facts, envelope.from, declared));
  if (answer.is_positive()) {
    phase = mail_given;
    if (!answer.status.is_given()) answer.status = {2, 1, 0};
  }
  reply(std::move(answer));
}

void SmtpSession::State::say_rcpt(std::string_view argument) {
  const auto path = parse_path_argument(argument, "TO:");
  is_rcpt_refused = true;
  if (!path) return error({501, {5, 5, 4}, "say RCPT TO:<address>"});
  if (!path->parameters.empty()) return error({555, {5, 5, 4}, "unknown parameter"});
  // RFC 5321, 4.1.1.3: "postmaster" alone is this host's.
  const bool is_postmaster = upper(path->path) == "POSTMASTER";
  const auto address = is_postmaster ? sim::Result<Address>(Address("postmaster", options.host))
                                     : Address::parse(path->path);
  if (!address) return error({501, {5, 1, 3}, "recipient address: " + address.error().what});
  if (address->is_utf8() && !envelope.smtputf8) return error({553, {5, 6, 7}, "SMTPUTF8 was not declared"});
  if (envelope.to.size() >= options.most_recipients) return reply({452, {4, 5, 3}, "too many recipients"});
  Reply answer = after_delay(handler.on_rcpt(facts, envelope, *address));
  if (answer.is_positive()) {
    envelope.to.push_back(*address);
    phase = rcpt_given;
    if (!answer.status.is_given()) answer.status = {2, 1, 5};
  }
  reply(std::move(answer));
}

void SmtpSession::State::say_data(std::string_view argument) {
  if (refuse_argument(argument)) return;
  if (phase != rcpt_given) {
    // RFC 5321, 3.3. With pipelining this is the usual answer to DATA after each recipient was refused, so it is no error.
    if (is_rcpt_refused) return reply({554, {5, 5, 1}, "no valid recipients"});
    return error({503, {5, 5, 1}, "bad sequence of commands: no recipient yet"});
  }
  mode = Mode::data;
  data = DataReader(options.most_message_octets);
  reply({354, "end the message with a line of one dot"});
}

void SmtpSession::State::say_rset(std::string_view argument) {
  if (refuse_argument(argument)) return;
  reset_transaction();
  reply({250, {2, 0, 0}, "forgotten"});
}

void SmtpSession::State::say_noop(std::string_view) { reply({250, {2, 0, 0}, "nothing done"}); }

void SmtpSession::State::say_quit(std::string_view argument) {
  if (refuse_argument(argument)) return;
  reply({221, {2, 0, 0}, options.host + " closes the connection"});
  close();
}

void SmtpSession::State::say_vrfy(std::string_view argument) {
  if (argument.empty()) return error({501, {5, 5, 4}, "say VRFY user"});
  reply({252, {2, 5, 0}, "not told here, but a mail for the user will be tried"});
}

void SmtpSession::State::say_expn(std::string_view) { error({502, {5, 5, 1}, "not implemented"}); }

void SmtpSession::State::say_help(std::string_view) {
  std::string text = "known here:";
  for (const Verb& verb : verbs()) text += " " + std::string(verb.name);
  reply({214, {2, 0, 0}, text});
}

void SmtpSession::State::say_starttls(std::string_view argument) {
  if (refuse_argument(argument)) return;
  if (facts.tls) return error({503, {5, 5, 1}, "TLS stands already"});
  if (!options.offer_starttls) return error({502, {5, 5, 1}, "STARTTLS is not offered"});
  reply({220, {2, 0, 0}, "ready to start TLS"});
  reset_transaction();
  mode = Mode::handshake;
  actions.emplace_back(sim::StartTls{});
}

bool SmtpSession::State::refuse_argument(std::string_view argument) {
  if (!argument.empty()) error({501, {5, 5, 4}, "this command takes no argument"});
  return !argument.empty();
}

}  // namespace fakeservers
