// A small host for the tests of sessions: a policy that takes mail for corp.example, and a maildrop with two mails.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "fakeservers/imap/imap_session.h"
#include "fakeservers/pop3_session.h"
#include "fakeservers/smtp_session.h"

namespace fakeservers {

class TestHandler final : public SmtpHandler {
 public:
  struct Taken {
    sim::mail::Envelope envelope;
    std::string raw;
  };
  sim::mail::SmtpReply on_mail(const SmtpClientFacts&, const sim::mail::ReversePath& from, std::size_t) override {
    if (!from.is_null() && from.address().local() == "spammer") return {550, {5, 7, 1}, "not wanted"};
    return {250, "sender taken"};
  }
  sim::mail::SmtpReply on_rcpt(const SmtpClientFacts&, const sim::mail::Envelope&, const sim::mail::Address& to) override {
    if (to.local() == "no-one") return {550, {5, 1, 1}, "no such user"};
    if (to.local() == "later") return {450, {4, 2, 1}, "not now"};
    return {250, "recipient taken"};
  }
  sim::mail::SmtpReply on_message(const SmtpClientFacts&, const sim::mail::Envelope& envelope, std::string raw) override {
    taken.push_back({envelope, std::move(raw)});
    return message_reply;
  }
  std::vector<Taken> taken;
  sim::mail::SmtpReply message_reply{250, {2, 6, 0}, "taken"};
};

struct TestHost {
  TestHost() {
    options.host = "mail.corp.example";
    pop3.host = "mail.corp.example";
    imap.host = "mail.corp.example";
    pop3.apop_timestamp = "<1896.697170952@dbc.mtview.ca.us>";
    Maildrop& drop = store.add("yuki", "tanstaaf", {{"yuki", "corp.example"}});
    store.deliver(drop, "Message-ID: <one@x>\r\nSubject: one\r\n\r\nfirst\r\n.dot\r\nlast\r\n", {}, clock.now());
    store.deliver(drop, "Message-ID: <two@x>\r\n\r\nsecond\r\n", {}, clock.now());
  }
  std::unique_ptr<SmtpSession> smtp() {
    if (offer_auth) options.logins = &logins;
    return std::make_unique<SmtpSession>(options, sim::Peer{}, handler, faults, trace);
  }
  std::unique_ptr<Pop3Session> pop3_session() {
    return std::make_unique<Pop3Session>(pop3, sim::Peer{}, store, faults, trace);
  }
  std::unique_ptr<imap::ImapSession> imap_session() {
    return std::make_unique<imap::ImapSession>(imap, sim::Peer{}, imap::ImapServices{store, faults, trace, clock, logins});
  }
  Maildrop& drop() { return *store.find_user("yuki"); }
  std::vector<const sim::Event*> events(sim::EventKind kind) const {
    std::vector<const sim::Event*> out;
    for (const sim::Event& event : trace.events())
      if (event.kind == kind) out.push_back(&event);
    return out;
  }

  sim::Clock clock{sim::Instant{}};
  sim::Trace trace{clock, sim::TraceLevel::dialogue};
  TestHandler handler;
  FaultPlan faults;
  MailStore store;
  Logins logins{"mail.corp.example", store, sim::Random(1), trace};
  SmtpOptions options;
  Pop3Options pop3;
  imap::ImapOptions imap;
  bool offer_auth = false;
};

/// All bytes of a conversation that enters one mail up to the DATA command's reply.
inline constexpr std::string_view up_to_data =
    "EHLO client.example\r\nMAIL FROM:<a@client.example>\r\nRCPT TO:<yuki@corp.example>\r\nDATA\r\n";

}  // namespace fakeservers
