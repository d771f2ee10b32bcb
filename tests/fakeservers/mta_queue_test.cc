#include "tests/fakeservers/mta_town.h"
#include "sim/mail/dsn.h"

namespace {

using sim::EventKind;
using town::letter;
using town::mails;
using town::Town;
using namespace std::chrono_literals;

TEST(MtaQueue, DeliversThroughMxWithReturnPathAndReceived) {
  Town town;
  auto& home = town.add_home();
  auto& corp = town.add(town.corp());
  auto ada = town.person(home, "ada");
  const auto id = ada.send(letter("yuki@corp.example"));
  town.run(1min);
  ASSERT_EQ(mails(corp, "yuki").size(), 1u);
  const auto& raw = mails(corp, "yuki").front().raw;
  EXPECT_EQ(raw.rfind("Return-Path: <ada@home.example>\r\n", 0), 0u);
  const sim::mail::Message mail(raw);
  EXPECT_EQ(mail.all("Received").size(), 2u);
  EXPECT_NE(mail.all("Received")[1].find("with ESMTPSA"), std::string::npos);
  EXPECT_EQ(mail.message_id(), id);
  EXPECT_EQ(home.queued(), 0u);
}

TEST(MtaQueue, OpensListsAndGivesTheirMembersACopyOfTheirOwn) {  // case-O24
  Town town;
  auto config = town.corp();
  using town::address;
  config.lists.push_back({address("all@corp.example"), {address("yuki@corp.example"), address("more@corp.example")}});
  config.lists.push_back({address("more@corp.example"), {address("all@corp.example"), address("ada@home.example")}});
  auto& corp = town.add(config);
  auto& home = town.add_home();
  sim::mail::Envelope envelope;
  envelope.from = address("desk@corp.example");
  envelope.to = {address("all@corp.example"), address("yuki@corp.example")};
  corp.submit(envelope, "Subject: x\r\n\r\nx\r\n");
  town.run(5min);
  EXPECT_EQ(mails(corp, "yuki").size(), 2u);
  EXPECT_EQ(mails(home, "ada").size(), 1u);
}

TEST(MtaQueue, PassesAGreylistAtTheSecondAttemptAfterItsDelay) {
  Town town;
  auto& home = town.add_home();
  auto config = town.corp();
  config.policies.greylist = fakeservers::mta::GreylistConfig{5min, {"story.yaml", 7, 3}};
  auto& corp = town.add(config);
  auto ada = town.person(home, "ada");
  ada.send(letter("yuki@corp.example"));
  town.run(2min);
  EXPECT_TRUE(mails(corp, "yuki").empty());
  town.run(5min);
  EXPECT_EQ(mails(corp, "yuki").size(), 1u);
  EXPECT_EQ(town.count(EventKind::queue_deferred), 2);
  bool is_blamed = false;
  for (const auto& event : town.trace.events()) {
    is_blamed = is_blamed || (event.kind == EventKind::queue_tried && event.by.id == "greylist" && event.by.place.line == 7);
  }
  EXPECT_TRUE(is_blamed);
}

TEST(MtaQueue, KeepsTryingAHostThatIsDownForTwoHours) {
  Town town;
  auto& home = town.add_home();
  auto& corp = town.add(town.corp());
  auto ada = town.person(home, "ada");
  corp.stop();
  ada.send(letter("yuki@corp.example"));
  town.run(2h);
  EXPECT_EQ(home.queued(), 1u);
  ASSERT_TRUE(corp.start());
  town.run(4h);
  EXPECT_EQ(mails(corp, "yuki").size(), 1u);
}

TEST(MtaQueue, GoesToTheNextMxWhenTheFirstIsDead) {
  Town town;
  auto& home = town.add_home();
  auto& corp = town.add(town.corp());
  town.zone("corp.example", "@ MX 5 dead\n@ MX 10 mail\ndead A 192.0.2.99\nmail A 192.0.2.2\n");
  auto ada = town.person(home, "ada");
  ada.send(letter("yuki@corp.example"));
  town.run(2min);
  EXPECT_EQ(mails(corp, "yuki").size(), 1u);
  EXPECT_EQ(town.count(EventKind::queue_deferred), 0);
}

TEST(MtaQueue, TellsTheSenderOfAnUnknownUserAndDeliversToTheOther) {
  Town town;
  auto& home = town.add_home();
  auto& corp = town.add(town.corp());
  auto ada = town.person(home, "ada");
  const auto id = ada.send(letter("yuki@corp.example, no-one@corp.example"));
  town.run(1min);
  EXPECT_EQ(mails(corp, "yuki").size(), 1u);
  ASSERT_EQ(mails(home, "ada").size(), 1u);
  const auto& back = mails(home, "ada").front();
  EXPECT_TRUE(back.envelope.from.is_null());
  const auto report = sim::mail::read_dsn(sim::mail::Message(back.raw));
  ASSERT_TRUE(report.has_value());
  ASSERT_EQ(report->recipients.size(), 1u);
  EXPECT_EQ(report->recipients.front().final_recipient, "no-one@corp.example");
  EXPECT_EQ(report->recipients.front().status.text(), "5.1.1");
  EXPECT_EQ(report->original_message_id, id);
}

TEST(MtaQueue, NeverBouncesABounce) {
  Town town;
  auto& home = town.add_home();
  town.add(town.corp());
  sim::mail::Envelope envelope;
  envelope.to = {town::address("no-one@corp.example")};
  home.submit(envelope, "Message-ID: <b@home.example>\r\nSubject: failure\r\n\r\nx\r\n");
  town.run(1min);
  EXPECT_EQ(town.count(EventKind::queue_dropped), 1);
  EXPECT_EQ(town.count(EventKind::queue_bounced), 0);
  EXPECT_EQ(home.queued(), 0u);
}

TEST(MtaQueue, GivesUpWhenTheLifetimeIsOver) {
  Town town;
  auto& home = town.add_home();
  auto& corp = town.add(town.corp());
  auto ada = town.person(home, "ada");
  corp.stop();
  ada.send(letter("yuki@corp.example"));
  town.run(24h * 4);
  EXPECT_TRUE(mails(home, "ada").empty());
  town.run(24h + 1h);
  ASSERT_EQ(mails(home, "ada").size(), 1u);
  const auto report = sim::mail::read_dsn(sim::mail::Message(mails(home, "ada").front().raw));
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->recipients.front().status.text(), "4.4.7");
}

TEST(MtaQueue, KeepsItsMailsWhileItIsDown) {
  Town town;
  auto& home = town.add_home();
  auto& corp = town.add(town.corp());
  auto ada = town.person(home, "ada");
  corp.stop();
  ada.send(letter("yuki@corp.example"));
  town.run(1min);
  home.stop();
  ASSERT_TRUE(corp.start());
  town.run(3h);
  EXPECT_EQ(home.queued(), 1u);
  EXPECT_TRUE(mails(corp, "yuki").empty());
  ASSERT_TRUE(home.start());
  town.run(1min);
  EXPECT_EQ(mails(corp, "yuki").size(), 1u);
}

TEST(MtaQueue, DeniesRelayingToStrangers) {
  Town town;
  auto& home = town.add_home();
  town.add(town.corp());
  auto stranger = town.person(home, "ada");
  fakeservers::people::PersonConfig config = stranger.config();
  config.user.clear();
  fakeservers::people::Person outside(town.world, config, home);
  outside.send(letter("yuki@corp.example"));
  town.run(1min);
  ASSERT_EQ(outside.refusals().size(), 1u);
  EXPECT_EQ(outside.refusals().front().line().substr(0, 9), "550 5.7.1");
}

TEST(MtaQueue, PassesMailForItsRelayDomainsToTheNextHop) {
  Town town;
  auto& home = town.add_home();
  auto& corp = town.add(town.corp());
  auto gate = Town::host("gate.corp.example", "192.0.2.3", "gate.example", "root");
  gate.relay_domains = {"corp.example"};
  gate.next_hop = "192.0.2.2";
  town.add(gate);
  town.zone("corp.example", "@ MX 10 gate\ngate A 192.0.2.3\n");
  auto ada = town.person(home, "ada");
  ada.send(letter("yuki@corp.example"));
  town.run(1min);
  ASSERT_EQ(mails(corp, "yuki").size(), 1u);
  EXPECT_EQ(sim::mail::Message(mails(corp, "yuki").front().raw).all("Received").size(), 3u);
}

TEST(MtaQueue, RefusesAMailThatGoesInACircle) {
  Town town;
  auto& home = town.add_home();
  auto ada = town.person(home, "ada");
  std::string raw;
  for (int hop = 0; hop < 51; ++hop) raw += "Received: by x; Mon, 05 Jan 2026 09:00:00 +0000\r\n";
  sim::mail::Envelope envelope;
  envelope.from = town::address("ada@home.example");
  envelope.to = {town::address("ada@home.example")};
  ada.send_raw(envelope, raw + "Message-ID: <c@x>\r\n\r\nx\r\n");
  town.run(1min);
  ASSERT_EQ(ada.refusals().size(), 1u);
  EXPECT_EQ(ada.refusals().front().line().substr(0, 9), "554 5.4.6");
}

TEST(MtaQueue, DefersForAFullMaildrop) {
  Town town;
  auto& home = town.add_home();
  auto config = town.corp();
  config.maildrops.front().capacity_bytes = 100;
  town.add(config);
  auto ada = town.person(home, "ada");
  ada.send(letter("yuki@corp.example"));
  town.run(30s);
  EXPECT_EQ(home.queued(), 1u);
  EXPECT_EQ(town.count(EventKind::queue_deferred), 1);
}

}  // namespace
