#include "fakeservers/people/junk_client.h"
#include "fakeservers/policy/blackhole.h"
#include "fakeservers/policy/greylist.h"
#include "fakeservers/policy/spam_score.h"
#include "fakeservers/policy/virus.h"
#include "tests/fakeservers/mta_town.h"

namespace {

using namespace fakeservers;
using people::JunkLabel;
using sim::mail::Message;
using namespace std::chrono_literals;

people::JunkOptions options() {
  people::JunkOptions junk;
  junk.to = town::address("desk@instance.example");
  junk.senders = {town::address("ada@home.example"), town::address("yuki@corp.example")};
  return junk;
}

people::JunkMail one(JunkLabel label, std::uint64_t seed) {
  auto junk = options();
  junk.weights = {{label, 1}};
  sim::Random random(seed);
  return make_junk(random, junk, town::start());
}

TEST(JunkClient, GivesTheSameMailsForTheSameSeed) {
  sim::Random a(7), b(7), c(8);
  bool differs = false;
  for (int i = 0; i < 50; ++i) {
    const auto mail = make_junk(a, options(), town::start());
    EXPECT_EQ(mail.raw, make_junk(b, options(), town::start()).raw);
    differs = differs || mail.raw != make_junk(c, options(), town::start()).raw;
  }
  EXPECT_TRUE(differs);
}

// spec 6.3: the domains and their sub-domains, nothing that only looks like them.
TEST(Blackhole, SwallowsItsDomainsAndWhatIsBelowThem) {
  mta::PolicyConfig config;
  EXPECT_FALSE(policy::swallow(config, town::address("a@example.com")));
  config.blackhole = policy::usual_blackholes();
  for (const char* lost : {"a@example.com", "a@Mail.Example.COM", "a@x.y.yourcompany.com", "a@test.com"}) {
    EXPECT_TRUE(policy::swallow(config, town::address(lost))) << lost;
  }
  for (const char* kept : {"a@notexample.com", "a@example.org", "a@com", "a@example.com.example"}) {
    EXPECT_FALSE(policy::swallow(config, town::address(kept))) << kept;
  }
}

TEST(JunkClient, MakesEachLabel) {
  sim::Random random(1);
  std::map<JunkLabel, int> seen;
  for (int i = 0; i < 400; ++i) ++seen[make_junk(random, options(), town::start()).label];
  EXPECT_EQ(seen.size(), people::all_labels().size());
}

TEST(JunkClient, PadsBodiesWithAnHtmlTwin) {
  auto junk = options();
  junk.weights = {{JunkLabel::ham, 1}};
  junk.text_octets = 4096;
  sim::Random random(1);
  const Message mail(make_junk(random, junk, town::start()).raw);
  EXPECT_EQ(mail.content_type(), "multipart/alternative");
  EXPECT_GT(mail.text().size() + mail.html().size(), 4000u);
}

TEST(JunkClient, SpoofsItsRecipientAndBouncesFromNobody) {
  const auto spoofed = one(JunkLabel::spoofed_sender, 1);
  EXPECT_EQ(Message(spoofed.raw).from()->address, options().to);
  EXPECT_FALSE(spoofed.envelope.from.address() == options().to);
  EXPECT_TRUE(one(JunkLabel::bounce, 1).envelope.from.is_null());
}

TEST(SpamScore, FlagsSpamAndGtubeAndNothingElse) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    for (const auto label : people::all_labels()) {
      const Message mail(one(label, seed).raw);
      const bool is_spam = label == JunkLabel::spam || label == JunkLabel::gtube;
      EXPECT_EQ(policy::score_spam(mail).is_spam(), is_spam) << people::label_name(label) << "\n" << mail.raw();
    }
  }
}

TEST(SpamScore, WritesTheFourHeadersAsAmavisdDoes) {
  const Message mail("Date: x\r\nMessage-ID: <1@x.example>\r\nSubject: viagra casino bonus, act now\r\n\r\nhello\r\n");
  EXPECT_EQ(policy::mark_spam(mail).header_lines,
            "X-ServiceNow-Spam-Flag:YES\r\nX-ServiceNow-Spam-Score:7.7\r\nX-ServiceNow-Spam-Level:*******\r\n"
            "X-ServiceNow-Spam-Status:Yes, score=7.7 tagged_above=-999 required=6.2\r\n"
            "\ttests=[BAYES_00=-1.9, DRUGS_ERECTILE=3.6, CASINO=3.4, ACT_NOW=2.6] autolearn=no autolearn_force=no\r\n");
}

TEST(Virus, FindsEicarInsideBase64AndNowhereElse) {
  for (const auto label : people::all_labels()) {
    EXPECT_EQ(policy::scan_virus(Message(one(label, 3).raw)).has_value(), label == JunkLabel::eicar) << people::label_name(label);
  }
}

TEST(Virus, MarksHeaderAndSubjectOfADeliveredMail) {
  town::Town town;
  auto& home = town.add_home();
  auto config = town.corp();
  config.policies.scan_virus = config.policies.score_spam = true;
  auto& corp = town.add(config);
  auto ada = town.person(home, "ada");
  auto letter = town::letter("yuki@corp.example", "report");
  letter.attachments.push_back({"a.com", "application/octet-stream", policy::eicar_file()});
  ada.send(letter);
  town.run(1min);
  ASSERT_EQ(town::mails(corp, "yuki").size(), 1u);
  const Message mail(town::mails(corp, "yuki").front().raw);
  EXPECT_EQ(mail.subject(), "*** INFECTED *** report");
  EXPECT_EQ(mail.header("X-ServiceNow-Virus"), "INFECTED, message contains virus: Eicar-Test-Signature");
  EXPECT_EQ(mail.header("X-ServiceNow-Spam-Flag"), "NO");
}

TEST(Greylist, AsksStrangersToComeAgainAndRemembersThem) {
  policy::Greylist list;
  const mta::GreylistConfig config{5min, {}};
  const auto ask = [&](std::string_view ip, sim::Duration at) {
    return list.decide(config, town::ip(ip), town::address("a@x.example"), town::address("b@y.example"), town::start() + at);
  };
  EXPECT_EQ(ask("192.0.2.1", 0min).refusal->line().substr(0, 9), "451 4.7.1");
  EXPECT_TRUE(ask("192.0.2.1", 4min).refusal.has_value());
  EXPECT_FALSE(ask("192.0.2.77", 5min).refusal.has_value()) << "another machine of the same network";
  EXPECT_FALSE(ask("192.0.2.1", 24h * 20).refusal.has_value());
  EXPECT_TRUE(ask("198.51.100.1", 5min).refusal.has_value());
  EXPECT_FALSE(ask("198.51.100.1", 10min).refusal.has_value());
}

TEST(Greylist, ForgetsAStrangerWhoNeverCameBack) {
  policy::Greylist list;
  const mta::GreylistConfig config{5min, {}};
  const auto ask = [&](sim::Duration at) {
    return list.decide(config, town::ip("2001:db8::1"), {}, town::address("b@y.example"), town::start() + at);
  };
  EXPECT_TRUE(ask(0min).refusal.has_value());
  EXPECT_TRUE(ask(25h).refusal.has_value());
  EXPECT_FALSE(ask(25h + 6min).refusal.has_value());
}

}  // namespace
