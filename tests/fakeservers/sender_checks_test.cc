// A receiving host that asks who sent: what the client hears, what the mail bears, where it lies, what the trace says.
#include "sim/client/smtp_client.h"
#include "tests/fakeservers/mta_town.h"

namespace {

using namespace fakeservers;
using namespace std::chrono_literals;
using sim::EventKind;

/// A client outside that says anything.
class Outside final : public sim::client::MailSource {
 public:
  explicit Outside(sim::client::OutgoingMail mail) : mail_(std::move(mail)) {}
  std::optional<sim::client::OutgoingMail> next() override { return std::exchange(mail_, std::nullopt); }
  void finished(const sim::client::SmtpOutcome& how) override { outcome = how; }
  sim::client::SmtpOutcome outcome;

 private:
  std::optional<sim::client::OutgoingMail> mail_;
};

struct Receiver : town::Town {
  mta::MailServer* corp = nullptr;
  int sent = 0;

  explicit Receiver(const policy::SenderPolicy& policy, sim::TraceLevel traced = sim::TraceLevel::decisions) : Town(traced) {
    zone("2.0.192.in-addr.arpa", "1 PTR mail.home.example.\n");
    zone("home.example", "@ MX 10 mail\n@ TXT \"v=spf1 ip4:192.0.2.1 -all\"\nmail A 192.0.2.1\n_dmarc TXT \"v=DMARC1; p=reject\"\n");
    zone("soft.example", "@ TXT \"v=spf1 -all\"\n_dmarc TXT \"v=DMARC1; p=quarantine\"\n");
    auto config = Town::corp();
    config.policies.sender = policy;
    corp = &add(std::move(config));
  }
  /// The reply to the mail, or to the recipient.
  std::string send(std::string_view from_ip, std::string_view from, std::string header = {}, std::string authors = {}) {
    if (authors.empty()) authors = "<" + std::string(from) + ">";
    sim::mail::Envelope envelope;
    envelope.from = town::address(from);
    envelope.to = {town::address("yuki@corp.example")};
    const auto raw = header + "From: " + authors + "\r\nDate: Mon, 05 Jan 2026 09:00:00 +0000\r\nMessage-ID: <" + std::to_string(++sent) +
                     "@x>\r\nSubject: s\r\n\r\nhello\r\n";
    Outside source({envelope, raw});
    sim::client::SmtpClientOptions options;
    options.helo = "mail.home.example";
    options.starttls = sim::client::StartTlsUse::none;
    const auto session = std::make_shared<sim::client::SmtpClient>(options, source);
    world.wire.connect({.from = town::ip(from_ip), .to = {town::ip("192.0.2.2"), 25}}, session, [] {});
    run(5min);
    const auto& outcome = source.outcome;
    return outcome.recipients.empty() || outcome.recipients.front().reply.code == 0 ? outcome.reply.line() : outcome.recipients.front().reply.line();
  }
  std::vector<std::string> checked() const {
    std::vector<std::string> all;
    for (const auto& event : trace.events()) {
      if (event.kind == EventKind::sender_checked) all.push_back(std::string(event.field("method")) + "=" + std::string(event.field("result")));
    }
    return all;
  }
};

policy::SenderPolicy check_all() {
  return {.iprev = policy::IprevHandling{},
          .spf = policy::SpfHandling{},
          .dkim = policy::DkimHandling{},
          .arc = policy::ArcHandling{},
          .dmarc = policy::DmarcHandling{}};
}

TEST(SenderChecks, OnlyMarkWhenAskedToCheck) {
  Receiver town(check_all());
  EXPECT_EQ(town.send("192.0.2.66", "ada@home.example").substr(0, 3), "250");
  ASSERT_EQ(town::mails(*town.corp, "yuki").size(), 1U);
  const sim::mail::Message mail(town::mails(*town.corp, "yuki").front().raw);
  const auto results = mail.header("Authentication-Results").value_or("");
  for (const char* wanted : {"mail.corp.example", "spf=fail", "dkim=none", "dmarc=fail"})
    EXPECT_NE(results.find(wanted), std::string::npos) << results;
  EXPECT_TRUE(mail.header("Received-SPF").value_or("").starts_with("fail"));
  EXPECT_EQ(town.checked(), (std::vector<std::string>{"iprev=permerror", "spf=fail", "dkim=none", "arc=none", "dmarc=fail"}));
}

TEST(SenderChecks, HoldTheReplyForAsLongAsDnsTook) {
  Receiver town(check_all());
  const auto before = town.clock.now();
  town.send("192.0.2.1", "ada@home.example");
  ASSERT_EQ(town::mails(*town.corp, "yuki").size(), 1U);
  Receiver plain({});
  plain.send("192.0.2.1", "ada@home.example");
  const auto spf_cost = 20ms;  // one zone was asked at least
  EXPECT_GE(town::mails(*town.corp, "yuki").front().arrived - before, town::mails(*plain.corp, "yuki").front().arrived - before + spf_cost);
}

TEST(SenderChecks, RefuseAtRcptWhatTheClientAloneIsRefusedFor) {
  Receiver town({.spf = policy::SpfHandling{.fail = policy::Handling::reject}});
  EXPECT_TRUE(town.send("192.0.2.66", "ada@home.example").starts_with("550 5.7.23 SPF validation failed"));
  EXPECT_EQ(town::mails(*town.corp, "yuki").size(), 0U);
  EXPECT_EQ(town.checked(), std::vector<std::string>{"spf=fail"});
  EXPECT_EQ(town.send("192.0.2.1", "ada@home.example").substr(0, 3), "250");
}

TEST(SenderChecks, NameTheMailThatIsRefusedBeforeItCame) {
  Receiver town({.spf = policy::SpfHandling{.fail = policy::Handling::reject}});
  town.send("192.0.2.66", "ada@home.example");
  int named = 0;
  for (const auto& event : town.trace.events()) {
    const bool is_of_the_refusal = event.kind == EventKind::sender_checked || event.kind == EventKind::policy_refused || event.kind == EventKind::smtp_refused;
    if (!is_of_the_refusal) continue;
    EXPECT_EQ(event.mail, "1@x") << event.sentence();
    ++named;
  }
  EXPECT_EQ(named, 4);  // the refusal at RCPT, and DATA without recipients
}

TEST(SenderChecks, TellEachTermWhereTheTraceKeepsIt) {
  const auto lines_of = [](const Receiver& town, EventKind kind, std::string_view method) {
    for (const auto& event : town.trace.events())
      if (event.kind == kind && event.field("method") == method) return std::string(event.field("lines"));
    return std::string("no such event");
  };
  Receiver town(check_all(), sim::TraceLevel::evidence);
  town.send("192.0.2.66", "ada@home.example");
  EXPECT_EQ(lines_of(town, EventKind::sender_checked, "spf"),
            "home.example: v=spf1 ip4:192.0.2.1 -all\n"
            "  ip4:192.0.2.1                192.0.2.66 is not in 192.0.2.1\n"
            "  -all                         matches always\n"
            "DNS: 0 of 10 lookups, 0 of 2 void lookups, 20 ms");
  EXPECT_NE(lines_of(town, EventKind::sender_checked, "dmarc").find("policy: p=reject, for this mail: reject"), std::string::npos);
  EXPECT_TRUE(lines_of(town, EventKind::header_written, "").starts_with("Received-SPF: fail (")) << lines_of(town, EventKind::header_written, "");
  Receiver brief(check_all());
  brief.send("192.0.2.66", "ada@home.example");
  EXPECT_EQ(lines_of(brief, EventKind::sender_checked, "spf"), "");
  EXPECT_EQ(brief.count(EventKind::header_written), 0);
}

TEST(SenderChecks, RefuseAfterTheMailWhatDmarcRejects) {
  Receiver town({.dmarc = policy::DmarcHandling{.reject = policy::Handling::reject, .quarantine = policy::Handling::junk}});
  EXPECT_EQ(town.send("192.0.2.66", "ada@home.example"), "550 5.7.1 rejected by the DMARC policy of home.example");
  EXPECT_EQ(town.count(EventKind::policy_refused), 1);
}

TEST(SenderChecks, RefuseAForgedAuthorBesideAnother) {
  Receiver town({.dmarc = policy::DmarcHandling{.reject = policy::Handling::reject}});
  for (const char* authors : {"ada@home.example, x@evil.example", "x@evil.example, ada@home.example"})
    EXPECT_EQ(town.send("192.0.2.66", "x@evil.example", {}, authors), "550 5.7.1 rejected by the DMARC policy of home.example") << authors;
}

TEST(SenderChecks, PutQuarantinedMailIntoJunkAndSayNothing) {  // cause-A14
  Receiver town({.dmarc = policy::DmarcHandling{.reject = policy::Handling::reject, .quarantine = policy::Handling::junk}});
  EXPECT_EQ(town.send("192.0.2.66", "ada@soft.example").substr(0, 3), "250");
  EXPECT_EQ(town::mails(*town.corp, "yuki").size(), 0U);  // what POP3 serves
  const auto& folders = town.corp->store().find_user("yuki")->folders;
  ASSERT_TRUE(folders.contains("Junk"));
  EXPECT_EQ(folders.find("Junk")->second->mails.size(), 1U);
  EXPECT_EQ(town.count(EventKind::policy_passed), 1);
}

TEST(SenderChecks, RemoveResultsThatAreForged) {
  Receiver town(check_all());
  town.send("192.0.2.66", "ada@home.example",
            "Authentication-Results: mail.corp.example; dmarc=pass\r\nAuthentication-Results: other.example; spf=pass\r\n");
  ASSERT_EQ(town::mails(*town.corp, "yuki").size(), 1U);
  const auto all = sim::mail::Message(town::mails(*town.corp, "yuki").front().raw).all("Authentication-Results");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all.front().find("dmarc=pass"), std::string::npos);
  EXPECT_TRUE(all.back().starts_with("other.example"));
}

TEST(SenderChecks, AskNothingOfTheHostsOwnCustomers) {
  policy::SenderPolicy policy{.spf = policy::SpfHandling{.fail = policy::Handling::reject}};
  town::Town town;
  town.zone("home.example", "@ TXT \"v=spf1 -all\"\n");
  auto config = town.corp();
  config.policies.sender = policy;
  auto& corp = town.add(std::move(config));
  auto yuki = town.person(corp, "yuki");
  yuki.send(town::letter("yuki@corp.example"));
  town.run(1min);
  EXPECT_EQ(town::mails(corp, "yuki").size(), 1U);
  EXPECT_EQ(town.count(EventKind::sender_checked), 0);
}

TEST(SenderChecks, RefuseByTheRulesOfABigReceiver) {  // cause-R13
  Receiver town({.rules = policy::SenderRulesConfig{.receiver = policy::BigReceiver::gmail, .bulk = 1}});
  const auto reply = town.send("192.0.2.1", "ada@home.example");
  // Ada's server is in SPF and has a name; what is missing is TLS, for this client speaks without.
  EXPECT_EQ(reply.substr(0, 10), "550 5.7.29") << reply;
  bool is_told = false;
  for (const auto& event : town.trace.events()) {
    if (event.kind != EventKind::policy_refused) continue;
    is_told = true;
    EXPECT_EQ(event.by.id, "gmail-G7");
    EXPECT_NE(event.field("evidence").find("by RFC 8617 it says that an ARC chain is broken"), std::string_view::npos) << event.field("evidence");
    EXPECT_NE(event.field("evidence").find("repair: "), std::string_view::npos);
  }
  EXPECT_TRUE(is_told);
}

TEST(SenderChecks, AddSubDomainsUpToOneBulkSender) {
  Receiver town({.rules = policy::SenderRulesConfig{.receiver = policy::BigReceiver::outlook, .bulk = 1}});
  town.zone("a.home.example", "@ TXT \"v=spf1 ip4:192.0.2.1 -all\"\n");
  town.zone("b.home.example", "@ TXT \"v=spf1 ip4:192.0.2.1 -all\"\n");
  town.zone("_dmarc.home.example", "@ TXT \"v=DMARC1; p=none\"\n");
  EXPECT_EQ(town.send("192.0.2.1", "x@a.home.example").substr(0, 3), "250");
  // Two are more than one: now DKIM is asked for, and there is none.
  EXPECT_EQ(town.send("192.0.2.1", "x@b.home.example").substr(0, 11), "550 5.7.515");
}

}  // namespace
