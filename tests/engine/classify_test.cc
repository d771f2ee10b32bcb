#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/inbound/watermark.h"
#include "tests/engine/inbound_world.h"

namespace engine::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* mark = "MSG0000001_abcdefghij0123456789";

/// A world with INC0000001 (made by a first mail 0@corp.example) and the watermark `mark` on it, INC0000002 without either.
InboundWorld& with_incidents(InboundWorld& world) {
  world.receive({.subject = "First", .id = "0@corp.example"});
  world.instance->database()
      .prepare("INSERT INTO sys_watermark (number, source_table, source_id, email, sys_created_on) SELECT ?, 'incident', sys_id, '', 0 "
               "FROM incident")
      .bind_all(mark)
      .run();
  InstanceConfig change;
  change.records.push_back({"incident", {{"short_description", "second"}}, {}});
  world.apply(change);
  return world;
}

struct Case {
  const char* name;
  Letter letter;
  const char* rule;
};

/// Rows of spec 3.3: matching-1 (watermarks), matching-2 and matching-3 (numbers), matching-5 (In-Reply-To).
std::vector<Case> cases() {
  const std::string ref = std::string("Ref:") + mark;
  return {
      {"Plain", {}, "new"},
      {"ForwardWithFrom", {.subject = "FW: Printer", .body = "see\r\n\r\nFrom: ken@corp.example\r\n"}, "forward"},
      {"ForwardWithoutFrom", {.subject = "Fwd: Printer", .body = "see\r\n"}, "new"},
      {"ForwardBeatsWatermark", {.subject = "fwd: x", .body = "From: a\r\n" + ref}, "forward"},
      {"ForwardWithoutFromFallsToWatermark", {.subject = "fwd: x", .body = ref}, "reply-watermark"},
      {"WatermarkInBody", {.body = "hello\r\n" + ref + "\r\n"}, "reply-watermark"},
      {"WatermarkInSubject", {.subject = "Printer " + ref}, "reply-watermark"},
      {"WatermarkHiddenInHtml",
       {.body = "<p>hi</p><div style=\"display:none\">" + ref + "</div>", .headers = "Content-Type: text/html\r\n"},
       "reply-watermark"},
      {"WatermarkQuotedAndWrapped", {.body = "> Ref:MSG0000001_abcdef\r\n> ghij0123456789\r\n"}, "reply-watermark"},
      {"WatermarkTampered", {.body = "Ref:MSG0000001_abcdefghij012345678X"}, "new"},
      {"WatermarkShortened", {.body = "Ref:MSG0000001_abcdefghij\r\n"}, "new"},
      {"WatermarkLengthened", {.body = ref + "0"}, "new"},
      {"LastWatermarkCounts", {.body = ref + "\r\nRef:MSG0000009_abcdefghij0123456789\r\n"}, "new"},
      {"NumberBehindPrefix", {.subject = "re: INC0000002 printer"}, "reply-number"},
      {"NumberBesideColon", {.subject = "aw:INC0000002: printer"}, "reply-number"},
      {"NumberWithoutPrefix", {.subject = "INC0000002 printer"}, "new"},
      {"PrefixInOtherCase", {.subject = "Re: INC0000002"}, "new"},
      {"PrefixNotAtTheStart", {.subject = " x re: INC0000002"}, "new"},
      {"NumberInQuotes", {.subject = "re: \"INC0000002\""}, "new"},
      {"NumberStarred", {.subject = "re: *INC0000002*"}, "new"},
      {"NumberUnknown", {.subject = "re: INC0999999"}, "new"},
      {"NumberTooFarBehind", {.subject = "re: " + std::string(160, 'x') + " INC0000002"}, "new"},
      {"InReplyTo", {.headers = "In-Reply-To: <0@corp.example>\r\n"}, "reply-in-reply-to"},
      {"InReplyToUnknown", {.headers = "In-Reply-To: <99@corp.example>\r\n"}, "new"},
      {"WatermarkBeatsAll",
       {.subject = "re: INC0000002", .body = ref, .headers = "In-Reply-To: <0@corp.example>\r\n"},
       "reply-watermark"},
      {"NumberBeatsInReplyTo", {.subject = "re: INC0000002", .headers = "In-Reply-To: <0@corp.example>\r\n"}, "reply-number"},
  };
}

struct Classification : testing::TestWithParam<Case> {};

TEST_P(Classification, IsByTheFirstCriterionThatHolds) {
  InboundWorld world;
  with_incidents(world).receive(GetParam().letter);
  EXPECT_EQ(world.decided(sim::EventKind::email_classified).back(), GetParam().rule)
      << world.last(sim::EventKind::email_classified)->field("evidence");
  EXPECT_EQ(world.standing(), "Received received processed");
  EXPECT_EQ(world.email("receive_type"), std::string_view(GetParam().rule).substr(0, 5) == "reply" ? "reply" : GetParam().rule);
}

INSTANTIATE_TEST_SUITE_P(Facts, Classification, testing::ValuesIn(cases()), [](const auto& made) { return made.param.name; });

std::string rule_in(const char* profile, const Letter& letter) {
  InstanceConfig config = office();
  config.profile = profile;
  InboundWorld world(config);
  with_incidents(world).receive(letter);
  return world.decided(sim::EventKind::email_classified).back();
}

TEST(Profiles, OrderTheReplyCriteria) {
  const Letter number_and_reference{.subject = "re: INC0000002", .headers = "In-Reply-To: <0@corp.example>\r\n"};
  EXPECT_EQ(rule_in("current", number_and_reference), "reply-number");
  EXPECT_EQ(rule_in("xanadu", number_and_reference), "reply-in-reply-to");
  const Letter number_and_mark{.subject = "re: INC0000002", .body = std::string("Ref:") + mark};
  EXPECT_EQ(rule_in("current", number_and_mark), "reply-watermark");
  EXPECT_EQ(rule_in("seed-001", number_and_mark), "reply-number");
  EXPECT_EQ(rule_in("seed-001", {.subject = "RE: INC0000002"}), "reply-number");
}

// matching-8
TEST(Watermark, OfATableWithoutActionIsIgnoredInReceived) {
  InboundWorld world;
  InstanceConfig change;
  change.tables.push_back({"problem", "PRB", {}, {}});
  change.records.push_back({"problem", {{"short_description", "x"}}, {}});
  world.apply(change);
  const std::string record = world.value("SELECT sys_id FROM problem");
  world.instance->database().execute("INSERT INTO sys_watermark VALUES (9, '" + std::string(mark) + "', 'problem', '" + record + "', '', 0)");
  world.receive({.body = std::string("Ref:") + mark});
  EXPECT_EQ(world.standing(), "Received received ignored");
  EXPECT_THAT(world.decided(sim::EventKind::email_screened), ElementsAre("watermark-without-action"));
  EXPECT_EQ(world.email("error_string"),
            "watermark's target table 'problem' does not match any Inbound Action table, setting to 'Ignored' state");
}

// matching-9
TEST(Watermark, OfAVanishedRecordIsAReplyToNull) {
  InboundWorld world;
  with_incidents(world).instance->database().execute("DELETE FROM incident");
  world.receive({.body = std::string("Ref:") + mark});
  EXPECT_THAT(world.last(sim::EventKind::email_classified)->field("evidence"), HasSubstr("reply to 'null'"));
  EXPECT_EQ(world.count("incident"), 0);
}

TEST(Watermark, OfTheOldFormIsReadUnlessRestrictive) {
  EXPECT_EQ(inbound::last_watermark("x Ref:MSG0000008 y", "MSG", false), "MSG0000008");
  EXPECT_FALSE(inbound::last_watermark("x Ref:MSG0000008 y", "MSG", true));
}

TEST(Watermark, IsNotMistakenInHostileText) {
  EXPECT_FALSE(inbound::last_watermark("", "MSG", false));
  EXPECT_FALSE(inbound::last_watermark("Ref:", "MSG", false));
  EXPECT_FALSE(inbound::last_watermark("Ref:MSG", "MSG", false));
  EXPECT_FALSE(inbound::last_watermark("Ref:MSG" + std::string(1000, '1'), "MSG", false));
  std::string many;
  for (int i = 0; i < 10000; ++i) many += "Ref:";
  EXPECT_FALSE(inbound::last_watermark(many, "MSG", false));
}

TEST(Sender, IsTheUserOfTheAddress) {
  InboundWorld world;
  world.receive({.from = "YUKI@Corp.Example"});
  EXPECT_EQ(world.email("user"), "yuki");
  EXPECT_EQ(world.value("SELECT user_name FROM sys_user WHERE sys_id = (SELECT caller_id FROM incident)"), "yuki");
}

TEST(Sender, UnknownActsAsGuest) {
  InboundWorld world;
  world.receive({.from = "stranger@far.example"});
  EXPECT_EQ(world.email("user"), "Guest");
  EXPECT_EQ(world.count("incident"), 1);
  EXPECT_THAT(world.decided(sim::EventKind::email_sender), ElementsAre("sender-guest"));
}

TEST(Sender, UnknownIsStoppedByLockingGuest) {
  InboundWorld world;
  InstanceConfig change;
  change.users.resize(1);
  change.users[0].user_name = "guest";
  change.users[0].locked_out = true;
  world.apply(change);
  world.receive({.from = "stranger@far.example"});
  EXPECT_EQ(world.standing(), "Junk received-ignored ignored");
}

TEST(Sender, OfATrustedDomainBecomesAUser) {
  InboundWorld world;
  world.set("glide.pop3readerjob.create_caller", "true");
  world.set("glide.user.trusted_domain", "*.example, near.example");
  world.receive({.from = "\"User, New\" <new.user@near.example>"});
  EXPECT_EQ(world.value("SELECT user_name || '|' || name FROM sys_user ORDER BY id DESC LIMIT 1"), "new.user@near.example|New User");
  world.receive({.from = "a.b@near.example", .id = "2@x"});
  EXPECT_EQ(world.value("SELECT first_name || '|' || last_name FROM sys_user ORDER BY id DESC LIMIT 1"), "a|b");
  world.receive({.from = "c@far.example", .id = "3@x"});
  EXPECT_THAT(world.decided(sim::EventKind::email_sender), ElementsAre("sender-created", "sender-created", "sender-guest"));
}

}  // namespace
}  // namespace engine::tests
