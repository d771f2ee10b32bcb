// Where the sources disagree: each switch turned both ways (spec, part 16).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/profile.h"
#include "tests/engine/inbound_world.h"

namespace engine::tests {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

InstanceConfig turned(const std::string& name, const std::string& reading, InstanceConfig config = office()) {
  config.switches.push_back({name, reading, {}});
  return config;
}

InstanceConfig with_property(const std::string& name, const std::string& value, InstanceConfig config = office()) {
  config.properties.push_back({name, value, {}});
  return config;
}

/// The rule that classified the newest mail.
std::string classified(const InboundWorld& world) { return world.decided(sim::EventKind::email_classified).back(); }

TEST(Switches, AreEachTurnedByTheWordsOfTheirReadings) {
  for (const Switch& each : switches()) {
    Profile profile;
    for (std::size_t reading = 0; reading < each.readings.size(); ++reading) {
      ASSERT_TRUE(turn(profile, each.name, each.readings[reading])) << each.name;
      EXPECT_EQ(each.get(profile), reading) << each.name;
    }
    EXPECT_FALSE(turn(profile, each.name, "neither"));
  }
}

TEST(Switches, UnknownOnesNameThoseThereAre) {
  Profile profile;
  const auto turned_it = turn(profile, "reply-ordre", "x");
  ASSERT_FALSE(turned_it);
  EXPECT_THAT(turned_it.error().text(), HasSubstr("reply-order"));
}

TEST(ConflictC2, LoggedOutIsReadAsLockedOut) {
  InboundWorld world;
  world.receive({.from = "lena@corp.example"});
  EXPECT_THAT(world.email("error_string"), HasSubstr("is locked out"));
}

TEST(ConflictC4, ForwardPrefixesComeFromTheirOwnPropertyOrFromThatOfReplies) {
  for (const auto& [reading, rule] : {std::pair("forward-property", "new"), std::pair("reply-property", "forward")}) {
    InboundWorld world(turned("forward-prefixes", reading, with_property("glide.email.reply_subject_prefix", "re:,wtr:")));
    world.receive({.subject = "WTR: Printer", .body = "From: ken@corp.example\r\n"});
    EXPECT_EQ(classified(world), rule) << reading;
  }
}

// conflict-C5, conflict-C6
TEST(ReplyOrder, OrderOfTheReplyCriteriaIsASwitch) {
  for (const auto& [reading, rule] : {std::pair("watermark-number-in-reply-to", "reply-number"),
                                      std::pair("watermark-in-reply-to-number", "reply-in-reply-to"),
                                      std::pair("number-watermark-in-reply-to", "reply-number")}) {
    InboundWorld world(turned("reply-order", reading));
    world.receive({.id = "0@corp.example"});
    world.receive({.subject = "re: INC0000001", .headers = "In-Reply-To: <0@corp.example>\r\n"});
    EXPECT_EQ(classified(world), rule) << reading;
  }
}

TEST(ConflictC7, InReplyToIsReadFromItsHeaderOnly) {
  InboundWorld world;
  world.receive({.id = "0@corp.example"});
  world.receive({.body = "In-Reply-To: <0@corp.example>\r\n", .headers = "Reply-To: <0@corp.example>\r\n", .id = "1@corp.example"});
  EXPECT_EQ(classified(world), "new");
  world.receive({.headers = "In-Reply-To: <0@corp.example>\r\n", .id = "2@corp.example"});
  EXPECT_EQ(classified(world), "reply-in-reply-to");
}

TEST(ConflictC8, ReferencedMailNeedsATargetOrAWatermark) {
  for (const auto& [reading, rule] : {std::pair("target", "reply-in-reply-to"), std::pair("watermark", "new")}) {
    InboundWorld world(turned("in-reply-to-needs", reading));
    world.receive({.id = "0@corp.example"});
    world.receive({.headers = "In-Reply-To: <0@corp.example>\r\n"});
    EXPECT_EQ(classified(world), rule) << reading;
  }
}

TEST(ConflictC9, CaseOfPrefixesIsASwitchEach) {
  for (const auto& [reading, rule] : {std::pair("exact", "new"), std::pair("any", "reply-number")}) {
    InboundWorld world(turned("reply-prefix-case", reading));
    world.receive({.id = "0@corp.example"});
    world.receive({.subject = "RE: INC0000001"});
    EXPECT_EQ(classified(world), rule) << reading;
  }
  for (const auto& [reading, rule] : {std::pair("exact", "new"), std::pair("any", "forward")}) {
    InboundWorld world(turned("forward-prefix-case", reading));
    world.receive({.subject = "FWD: Printer", .body = "From: ken@corp.example\r\n"});
    EXPECT_EQ(classified(world), rule) << reading;
  }
}

TEST(ConflictC10, DefaultReplyPrefixesAreSixWithCommas) {
  InboundWorld world;
  world.receive({.id = "0@corp.example"});
  int serial = 1;
  for (const char* prefix : {"re:", "aw:", "r:", "Accepted:", "Tentative:", "Declined:"}) {
    world.receive({.subject = std::string(prefix) + " INC0000001", .id = std::to_string(serial++) + "@corp.example"});
    EXPECT_EQ(classified(world), "reply-number") << prefix;
  }
}

TEST(EmptyPrefixes, FallBackToTheDefault) {
  InboundWorld world(with_property("glide.email.reply_subject_prefix", "", with_property("glide.email.forward_subject_prefix", "")));
  world.receive({.id = "0@corp.example"});
  world.receive({.subject = "re: INC0000001"});
  EXPECT_EQ(classified(world), "reply-number");
  world.receive({.subject = "fw: x", .body = "From: a\r\n", .id = "2@corp.example"});
  EXPECT_EQ(classified(world), "forward");
}

TEST(ForwardsAsReplies, ComeFromPuttingThePrefixesThere) {
  InboundWorld world(with_property("glide.email.reply_subject_prefix", "re:,fw:,fwd:",
                                   with_property("glide.email.forward_subject_prefix", "no-forwards-here")));
  world.receive({.id = "0@corp.example"});
  world.receive({.subject = "fw: INC0000001", .body = "From: ken@corp.example\r\n"});
  EXPECT_EQ(classified(world), "reply-number");
}

TEST(ConflictC15, DefaultOfTrustedDomainsIsOneDomainOrAll) {
  for (const auto& [reading, user] : {std::pair("servicenow.com", "Guest"), std::pair("*", "stranger")}) {
    InboundWorld world(turned("trusted-domain-default", reading, with_property("glide.pop3readerjob.create_caller", "true")));
    world.receive({.from = "stranger@far.example"});
    EXPECT_EQ(world.email("\"user\""), user) << reading;
  }
}

TEST(ConflictC16, UntrustedSenderIsGuestOrGoesToJunk) {
  for (const auto& [reading, standing] :
       {std::pair("guest", "Received received processed"), std::pair("junk", "Junk received-ignored ignored")}) {
    InboundWorld world(turned("untrusted-domain", reading));
    world.receive({.from = "stranger@far.example"});
    EXPECT_EQ(world.standing(), standing) << reading;
  }
}

TEST(ConflictC16, UsersOfUntrustedDomainsAreStillUsers) {
  InboundWorld world(turned("untrusted-domain", "junk"));
  world.receive({});
  EXPECT_EQ(world.standing(), "Received received processed");
}

TEST(ConflictC37, OfSeveralActiveUsersTheFirstOrAnyActs) {
  InstanceConfig config = office();
  for (int n = 0; n < 8; ++n) {
    UserConfig twin;
    twin.user_name = "twin" + std::to_string(n);
    twin.email = "twins@corp.example";
    config.users.push_back(twin);
  }
  std::set<std::string> first, any;
  InboundWorld plain(config), random(turned("several-active-users", "random", config));
  for (int n = 0; n < 12; ++n) {
    const Letter letter{.from = "twins@corp.example", .id = std::to_string(n) + "@corp.example"};
    plain.receive(letter);
    random.receive(letter);
    first.insert(plain.email("\"user\""));
    any.insert(random.email("\"user\""));
  }
  EXPECT_EQ(first, std::set<std::string>{"twin0"});
  EXPECT_GT(any.size(), 2U);
  EXPECT_THAT(plain.value("SELECT message FROM syslog_email WHERE level = 'warning' LIMIT 1"), StartsWith("8 active users have the address"));
}

TEST(ConflictC38, InactiveSenderIsSkippedOrGuest) {
  for (const auto& [reading, standing] :
       {std::pair("skipped", "Junk received-ignored ignored"), std::pair("guest", "Received received processed")}) {
    InboundWorld world(turned("inactive-sender", reading));
    world.receive({.from = "ina@corp.example"});
    EXPECT_EQ(world.standing(), standing) << reading;
  }
}

// matching-4
TEST(ConflictC39, NumberIsLookedForInTheSubjectOrInTheBodyToo) {
  for (const auto& [reading, rule] : {std::pair("subject", "new"), std::pair("subject-and-body", "reply-number")}) {
    InboundWorld world(turned("record-number", reading));
    world.receive({.id = "0@corp.example"});
    world.receive({.subject = "re: your mail", .body = "this is about\r\nINC0000001\r\n"});
    EXPECT_EQ(classified(world), rule) << reading;
  }
}

TEST(ConflictC40, ColonEndsANumberOrBreaksTheMatch) {
  for (const auto& [reading, rule] : {std::pair("space", "new"), std::pair("space-or-colon", "reply-number")}) {
    InboundWorld world(turned("number-delimiter", reading));
    world.receive({.id = "0@corp.example"});
    world.receive({.subject = "re: INC0000001: printer"});
    EXPECT_EQ(classified(world), rule) << reading;
  }
}

TEST(ConflictC45, UnknownSenderBecomesAUserOnlyIfItsDomainIsTrusted) {
  InboundWorld world(with_property("glide.pop3readerjob.create_caller", "true", with_property("glide.user.trusted_domain", "far.example")));
  world.receive({.from = "\"Doe, Jane\" <jane.doe@far.example>"});
  EXPECT_EQ(world.email("\"user\""), "Jane Doe");
  world.receive({.from = "jane.doe@farther.example", .id = "2@corp.example"});
  EXPECT_EQ(world.email("\"user\""), "Guest");
}

TEST(TrustedDomains, TakeNoPartialWildcards) {
  InboundWorld world(with_property("glide.pop3readerjob.create_caller", "true", with_property("glide.user.trusted_domain", "*.edu,.net")));
  world.receive({.from = "prof@school.edu"});
  world.receive({.from = "noc@isp.net", .id = "2@corp.example"});
  EXPECT_EQ(world.value("SELECT group_concat(\"user\") FROM sys_email"), "Guest,Guest");
}

// junk-2: the inbound actions, each skipped for the acting user, make the mail ignored, unless the property says otherwise.
TEST(SkippedActions, MakeTheMailIgnoredUnlessSwitchedOff) {
  for (const auto& [value, standing] :
       {std::pair("true", "Junk received-ignored ignored"), std::pair("false", "Received received processed")}) {
    InboundWorld world(with_property("glide.email.inbound_action_set_email_ignored_when_user_disabled", value));
    world.receive({.from = "ina@corp.example"});
    EXPECT_EQ(world.standing(), standing) << value;
    EXPECT_EQ(world.count("incident"), 0) << value;
    EXPECT_EQ(world.value("SELECT count(*) > 0 FROM syslog_email WHERE message LIKE 'Skipping%is inactive'"), "1") << value;
  }
}

// I11: an inactive user stays out though locked-out ones may act.
TEST(ProcessLockedOut, LetsOnlyActiveUsersIn) {
  InboundWorld world(with_property("glide.pop3.process_locked_out", "true"));
  world.receive({.from = "lena@corp.example"});
  EXPECT_EQ(world.standing(), "Received received processed");
  world.apply([] {
    InstanceConfig change;
    UserConfig lena;
    lena.user_name = "lena";
    lena.active = false;
    change.users.push_back(lena);
    return change;
  }());
  world.receive({.from = "lena@corp.example", .id = "2@corp.example"});
  EXPECT_EQ(world.standing(), "Junk received-ignored ignored");
}

/// A Thread-Index of the conversation `c` with `answers` blocks behind it.
std::string thread_index(char c, int answers) {
  return "Thread-Topic: Printer\r\nThread-Index: " + std::string(30, c) + (answers == 0 ? "AA" : "BBBBBBBBBB") + "\r\n";
}

TEST(ThreadIndex, LeadsToTheConversationsRecordIfAskedFor) {
  for (const auto& [value, rule] : {std::pair("false", "new"), std::pair("true", "reply-thread-index")}) {
    InboundWorld world(with_property("glide.inbound.email.classify.by.thread_index", value));
    world.receive({.headers = thread_index('Q', 0), .id = "0@corp.example"});
    world.receive({.headers = thread_index('Q', 1)});
    EXPECT_EQ(classified(world), rule) << value;
  }
}

TEST(ThreadIndex, CountsOnlyFromOutlookAndForItsOwnConversation) {
  InboundWorld world(with_property("glide.inbound.email.classify.by.thread_index", "true"));
  world.receive({.headers = thread_index('Q', 0), .id = "0@corp.example"});
  world.receive({.headers = thread_index('R', 1)});
  EXPECT_EQ(classified(world), "new");
  world.receive({.headers = thread_index('Q', 1).substr(23), .id = "2@corp.example"});
  EXPECT_EQ(classified(world), "new");
}

TEST(ForwardLanguages, AreKnownThroughTheirPropertySet) {
  const Letter letter{.subject = "WG: Drucker", .body = "Von: ken@corp.example\r\n"};
  InboundWorld plain;
  plain.receive(letter);
  EXPECT_EQ(classified(plain), "new");
  InstanceConfig config = office();
  config.property_sets.push_back({"forward-languages", "", {}});
  InboundWorld world(config);
  world.receive(letter);
  EXPECT_EQ(classified(world), "forward");
}

}  // namespace
}  // namespace engine::tests
