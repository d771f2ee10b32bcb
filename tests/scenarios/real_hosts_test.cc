// Real servers as hosts of a story: what needs no server to be installed.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "scenarios/report/console.h"
#include "scenarios/report/junit.h"
#include "scenarios/runner/replay.h"
#include "scenarios/servers/maildir.h"
#include "scenarios/servers/postfix_log.h"
#include "scenarios/servers/process.h"
#include "scenarios/servers/real_host.h"

namespace scenarios {
namespace {

namespace fs = std::filesystem;

const std::string with_postfix = "name: Real\nhosts: {mail.corp.example: {is: postfix}}\npeople: {ken: ken@corp.example}\nsteps: [{wait: 1m}]\n";

Result played(const std::string& text, bool on_loopback) {
  auto loaded = load_story_text(text, "real.yaml");
  EXPECT_TRUE(loaded.story.has_value()) << (loaded.problems.empty() ? "" : loaded.problems.front().text());
  ReplayOptions options;
  options.stage.on_loopback = on_loopback;
  return replay(*loaded.story, options);
}

TEST(RealServers, AreSkippedOnTheVirtualWireWithTheReason) {
  const auto result = played(with_postfix, false);
  EXPECT_EQ(result.verdict, Verdict::skipped);
  EXPECT_EQ(exit_code(result.verdict), 0);
  EXPECT_NE(console_text(result).find("--wire loopback"), std::string::npos);
  EXPECT_NE(junit_case(result).find("<skipped message=\"real servers stand on the loopback wire only"), std::string::npos);
  Tally tally;
  tally.add(result);
  EXPECT_EQ(tally.text(0), "1 story: 0 held, 1 skipped, in 0.000s\n");
  EXPECT_NE(junit_document({junit_case(result)}, tally).find("skipped=\"1\""), std::string::npos);
}

TEST(RealServers, AreNotAskedForWhatTheyDoNotHave) {
  const std::string greylisting = "name: Real\nhosts: {mail.corp.example: {is: postfix, policies: {greylist: 5m}}}\nsteps: [{wait: 1m}]\n";
  const auto loaded = load_story_text(greylisting, "real.yaml");
  ASSERT_EQ(loaded.problems.size(), 1u);
  EXPECT_EQ(loaded.problems.front().what, "the real server mail.corp.example cannot have policies");
}

struct Log {
  sim::Clock clock{sim::Instant{}};
  sim::Trace trace{clock};
  PostfixLog log{trace, "mail.corp.example", std::chrono::minutes{5}};
  std::vector<std::string> told() const {
    std::vector<std::string> out;
    for (const auto& event : trace.events()) out.push_back(event.mail + "|" + event.sentence());
    return out;
  }
};

TEST(PostfixLog, TellsOfAMailFromAcceptanceToTheNextServer) {
  Log log;
  log.log.read(
      "Nov 22 04:16:21 mail postfix/port587/smtpd[7]: 4Dh1Xy2kz: client=unknown[127.1.0.3], sasl_method=PLAIN, sasl_username=acme\n"
      "Nov 22 04:16:21 mail postfix/cleanup[8]: 4Dh1Xy2kz: message-id=<1@corp.example>\n"
      "Nov 22 04:16:21 mail postfix/qmgr[9]: 4Dh1Xy2kz: from=<a@corp.example>, size=300, nrcpt=1 (queue active)\nNov 22 04:16:2");
  EXPECT_TRUE(log.log.is_open());
  log.log.read(
      "2 mail postfix/smtp[10]: 4Dh1Xy2kz: to=<b@far.example>, relay=127.1.0.4[127.1.0.4]:40001, delay=0.1, dsn=2.0.0, status=sent (250 2.0.0 OK)\n"
      "Nov 22 04:16:22 mail postfix/qmgr[9]: 4Dh1Xy2kz: removed\n");
  EXPECT_FALSE(log.log.is_open());
  EXPECT_EQ(log.told(), (std::vector<std::string>{"1@corp.example|mail.corp.example accepted the mail from a@corp.example for 1 recipient",
                                                  "1@corp.example|mail.corp.example handed the mail for b@far.example to 127.1.0.4[127.1.0.4]:40001"}));
}

TEST(PostfixLog, TellsARefusalWithTheWholeReply) {
  Log log;
  log.log.read(
      "Nov 22 04:16:21 mail postfix/smtpd[7]: NOQUEUE: reject: RCPT from unknown[127.1.0.3]: 550 5.1.1 <no@corp.example>: Recipient address rejected: "
      "User unknown; from=<a@b.example> to=<no@corp.example> proto=ESMTP helo=<vm>\n");
  EXPECT_EQ(log.told(), (std::vector<std::string>{"|mail.corp.example refused at RCPT TO:<no@corp.example>: 550 5.1.1 <no@corp.example>: Recipient "
                                                  "address rejected: User unknown"}));
}

TEST(PostfixLog, TellsADeferralAndABounceWithTheOtherSidesReply) {
  Log log;
  log.log.read(
      "Nov 22 04:16:21 mail postfix/qmgr[9]: ABCDEF0123: from=<a@corp.example>, size=300, nrcpt=2 (queue active)\n"
      "Nov 22 04:16:22 mail postfix/smtp[10]: ABCDEF0123: to=<b@far.example>, relay=none, delay=0.1, dsn=4.4.1, status=deferred (connect to "
      "127.1.0.4[127.1.0.4]:25: Connection refused)\n");
  EXPECT_FALSE(log.log.is_open()) << "a deferred mail waits";
  log.log.read(
      "Nov 22 04:16:22 mail postfix/smtp[10]: ABCDEF0123: to=<c@far.example>, relay=mx[127.1.0.4]:25, delay=0.1, dsn=5.1.1, status=bounced (host "
      "mx[127.1.0.4] said: 550 5.1.1 no such user (in reply to RCPT TO command))\n");
  const auto told = log.told();
  ASSERT_EQ(told.size(), 2u);
  EXPECT_NE(told[0].find("tries again in 5m: 4.4.1 connect to 127.1.0.4"), std::string::npos) << told[0];
  EXPECT_NE(told[1].find("gives up on c@far.example and tells a@corp.example: 550 5.1.1 no such user"), std::string::npos) << told[1];
}

class RealMaildir : public testing::Test {
 protected:
  RealMaildir() {
    std::string pattern = (fs::temp_directory_path() / "mailrig-maildir-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~RealMaildir() override { fs::remove_all(folder_); }
  fs::path folder_;
  sim::Clock clock_{sim::Instant{}};
  sim::Trace trace_{clock_};
  fakeservers::MailStore store_;
  fakeservers::Maildrop& drop_ = store_.add("ken", "secret", {});
};

TEST_F(RealMaildir, ShowsWhatAServerDeliversMarksAndDeletes) {
  Maildir maildir(folder_.string(), "mail.corp.example", store_, drop_, 5000);
  ASSERT_TRUE(maildir.make());
  const auto refresh = [&] { return maildir.refresh(trace_, clock_.now(), [](const auto&) {}); };
  EXPECT_FALSE(refresh());
  std::ofstream(folder_ / "new" / "1.a.host") << "Return-Path: <a@b.example>\nX-Original-To: ken@corp.example\nMessage-ID: <1@b.example>\n\nhello\n";
  EXPECT_TRUE(refresh());
  ASSERT_EQ(drop_.mails.size(), 1u);
  EXPECT_EQ(drop_.mails[0].envelope.from.text(), "a@b.example");
  EXPECT_EQ(drop_.mails[0].envelope.to.at(0).text(), "ken@corp.example");
  EXPECT_TRUE(drop_.mails[0].raw.ends_with("\r\n\r\nhello\r\n"));
  fs::rename(folder_ / "new" / "1.a.host", folder_ / "cur" / "1.a.host:2,S");
  EXPECT_FALSE(refresh()) << "read, not new";
  fs::remove(folder_ / "cur" / "1.a.host:2,S");
  EXPECT_TRUE(refresh());
  EXPECT_TRUE(drop_.mails.empty());
  ASSERT_EQ(trace_.events().size(), 2u);
  EXPECT_EQ(trace_.events()[1].kind, sim::EventKind::maildrop_deleted);
  EXPECT_EQ(trace_.events()[1].mail, "1@b.example");
}

TEST_F(RealMaildir, IsGivenWhatTheSimulatedHostDelivers) {
  Maildir maildir(folder_.string(), "mail.corp.example", store_, drop_, 5000);
  ASSERT_TRUE(maildir.make());
  store_.deliver(drop_, "Subject: x\r\n\r\ny\r\n", {}, clock_.now());
  maildir.add(drop_.mails.back());
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "new"), fs::directory_iterator()), 1);
  EXPECT_FALSE(maildir.refresh(trace_, clock_.now(), [](const auto&) {})) << "its own mail is not taken for another";
  EXPECT_EQ(drop_.mails.size(), 1u);
}

TEST_F(RealMaildir, ScriptCleansUpWhenItsInputEnds) {
  const fs::path script = folder_ / "run.sh", sign = folder_ / "cleaned";
  std::ofstream(script) << "trap : TERM\ncat >/dev/null\ntouch '" << sign.string() << "'\n";
  {
    auto kept = KeptScript::start(script.string());
    ASSERT_TRUE(kept.has_value());
    EXPECT_TRUE(kept->is_running());
    EXPECT_FALSE(fs::exists(sign));
  }
  EXPECT_TRUE(fs::exists(sign));
}

TEST(DovecotFiles, KeepAPasswordThatHoldsAColon) {
  fakeservers::mta::HostConfig config;
  config.name = "mail.corp.example";
  config.maildrops.push_back({.user = "ken", .password = "a:b"});
  RealHost host;
  host.config = &config;
  const auto files = dovecot_files(host);
  EXPECT_EQ(files.at(1).text, "ken:{PLAIN.b64}YTpi::::::\n");
}

}  // namespace
}  // namespace scenarios
