#include "fakeservers/fault_plan.h"
#include "tests/fakeservers/dialogue.h"
#include "tests/fakeservers/test_host.h"

namespace fakeservers {
namespace {

TEST(FaultPlan, CountsMatchesFromTheMomentItIsSet) {
  FaultPlan plan;
  plan.add({"second", {"", "RCPT", "YUKI@", 2}, HangUp{}, {}});
  plan.add({"twice", {"pop3", "", "", 0, 2}, Stall{}, {}});
  EXPECT_EQ(plan.match("smtp", "RCPT", "TO:<yuki@x>"), nullptr);
  EXPECT_EQ(plan.match("smtp", "RCPT", "TO:<other@x>"), nullptr);
  const Fault* fault = plan.match("smtp", "RCPT", "TO:<yuki@x>");
  ASSERT_NE(fault, nullptr);
  EXPECT_EQ(fault->name, "second");
  EXPECT_EQ(plan.match("smtp", "RCPT", "TO:<yuki@x>"), nullptr);
  EXPECT_NE(plan.match("pop3", "STAT", ""), nullptr);
  EXPECT_NE(plan.match("pop3", "STAT", ""), nullptr);
  EXPECT_EQ(plan.match("pop3", "STAT", ""), nullptr);
  EXPECT_TRUE(plan.remove("twice"));
  EXPECT_FALSE(plan.remove("twice"));
  EXPECT_TRUE(plan.remove(""));
  EXPECT_TRUE(plan.is_empty());
}

TEST(FaultPlan, SaysWhatItDoes) {
  EXPECT_EQ(effect_text(Delay{std::chrono::minutes{5}}), "a delay of 5m");
  EXPECT_EQ(effect_text(HangUp{}), "a hang-up");
  EXPECT_EQ(effect_text(ReplyWith{{451, {4, 7, 1}, "later"}, ""}), "a reply of its own: 451 4.7.1 later");
}

TEST(SmtpFaults, TakeOverEachPointOfATransaction) {
  for (const std::string_view verb : {"CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "END-OF-DATA"}) {
    TestHost host;
    host.faults.add({"f", {"smtp", std::string(verb), ""}, HangUp{}, {"story.yaml", 3, 1}});
    Dialogue talk(host.smtp());
    talk.raw(up_to_data).raw("Message-ID: <1@x>\r\n\r\n.\r\n").closed();
    EXPECT_TRUE(host.handler.taken.empty()) << verb;
    const auto injected = host.events(sim::EventKind::fault_injected);
    ASSERT_EQ(injected.size(), 1U) << verb;
    EXPECT_EQ(injected[0]->by.place.line, 3);
  }
}

TEST(SmtpFaults, ReplyDelayGarbleStallAndKill) {
  TestHost host;
  std::string killed;
  host.faults.on_kill = [&](const Kill& kill) { killed = kill.part; };
  host.faults.add({"full", {"", "RCPT", "", 0, 1}, ReplyWith{{452, {4, 2, 2}, "full"}, ""}, {}});
  host.faults.add({"slow", {"", "MAIL", ""}, Delay{std::chrono::minutes{7}}, {}});
  host.faults.add({"noise", {"", "VRFY", ""}, Garble{"\x01\x02"}, {}});
  host.faults.add({"kill", {"", "RSET", ""}, Kill{"instance"}, {}});
  Dialogue talk(host.smtp());
  talk.server("220").client("EHLO x").until("250 HELP").client("MAIL FROM:<>").server("250");
  EXPECT_EQ(talk.waited(), std::chrono::minutes{7});
  EXPECT_EQ(talk.deadline(), std::chrono::minutes{5});
  talk.client("RCPT TO:<yuki@corp.example>").server("452 4.2.2 full").client("DATA").server("554");
  talk.client("VRFY x").server("\x01\x02").client("RSET").silent().closed();
  EXPECT_EQ(killed, "instance");
  host.faults.add({"stall", {"", "CONNECT", ""}, Stall{}, {}});
  Dialogue(host.smtp()).client("EHLO x").silent().wake().silent().open();
}

TEST(Pop3Faults, TakeOverCommands) {
  TestHost host;
  host.faults.add({"later", {"pop3", "RETR", "", 0, 1}, ReplyWith{{}, "[SYS/TEMP] later"}, {}});
  host.faults.add({"gone", {"", "DELE", ""}, HangUp{}, {}});
  Dialogue(host.pop3_session()).server("+OK").client("USER yuki").server("+OK").client("PASS tanstaaf").server("+OK")
      .client("RETR 1").server("-ERR [SYS/TEMP] later").client("RETR 1").server("+OK").until("last").server(".")
      .client("DELE 1").silent().closed();
  EXPECT_FALSE(host.drop().is_locked);
  EXPECT_EQ(host.drop().mails.size(), 2U);
}

}  // namespace
}  // namespace fakeservers
