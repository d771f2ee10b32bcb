// Codes, reasons and what is final.
#include "sim/automatic/codes.h"
#include "sim/automatic/phrase.h"
#include "sim/automatic/reason.h"

namespace {

using namespace sim::automatic;

TEST(StatusInText, IsTheOneThatSaysMost) {
  EXPECT_EQ(find_status("554 5.0.0 Service unavailable, 550 5.1.1 no such user"), "5.1.1");
  EXPECT_EQ(find_status("550 5.0.0 no"), "5.0.0");
  EXPECT_EQ(find_status("4.4.7 delayed, last: 421 4.7.650 rate limited"), "4.7.650");
  EXPECT_EQ(find_status("450 4.2.1 then 550 5.2.1", '5'), "5.2.1");
}

TEST(StatusInText, IsNoVersionAndNoIpAddress) {
  EXPECT_EQ(find_status("client 192.5.1.1 refused"), "");
  EXPECT_EQ(find_status("Sendmail v5.1.1"), "");
  EXPECT_EQ(find_status("host [5.1.1.25] said no"), "");
  EXPECT_EQ(find_status("(#5.1.1)"), "5.1.1");
}

TEST(CodeInText, StandsAlone) {
  EXPECT_EQ(find_code("host said: 550-5.1.1 no, 554 no"), 550);
  EXPECT_EQ(find_code("id 15501, port 1/550"), 0);
  EXPECT_EQ(find_code("421 try later, then 552 too big", '4'), 421);
}

TEST(Command, IsTheLastOfTheSession) {
  EXPECT_EQ(find_command("in reply to RCPT TO command"), "RCPT");
  EXPECT_EQ(find_command(">>> MAIL FROM:<a@b>\n>>> RCPT TO:<c@d>\n>>> DATA"), "DATA");
  EXPECT_EQ(find_command("nothing"), "");
}

TEST(Status, OfTheDiagnosticWinsOnlyWhereItSaysMore) {
  EXPECT_EQ(choose_status("5.0.0", "5.1.1", 550), "5.1.1");
  EXPECT_EQ(choose_status("5.1.1", "5.0.0", 550), "5.1.1");
  EXPECT_EQ(choose_status("4.4.7", "4.7.1", 451), "4.7.1");
  EXPECT_EQ(choose_status("5.2.1", "4.2.1", 450), "4.2.1");
  EXPECT_EQ(choose_status("", "5.1.2", 0), "5.1.2");
}

TEST(PseudoStatus, StandsForAReasonWithoutACode) {
  EXPECT_EQ(pseudo_status(Reason::userunknown, false), "5.0.911");
  EXPECT_EQ(pseudo_status(Reason::userunknown, true), "5.0.911");
  EXPECT_EQ(pseudo_status(Reason::filtered, true), "4.0.924");
  EXPECT_EQ(pseudo_status(Reason::expired, false), "5.0.947");
  EXPECT_EQ(pseudo_status(Reason::expired, true), "4.0.947");
}

TEST(Reason, OfUnknownUsersDependsOnTheCommand) {
  Circumstances facts;
  facts.diagnostic = "550 Unknown user yuki@far.example";
  facts.command = "RCPT";
  EXPECT_EQ(decide_reason(facts), Reason::userunknown);
  facts.command = "DATA";
  EXPECT_EQ(decide_reason(facts), Reason::filtered);
}

TEST(Reason, OfAHostsOwnWordsComesFirst) {
  Circumstances facts;
  facts.diagnostic = "550 5.5.0 Service refuse. Veuillez essayer plus tard. Service refused, please try later. OFR_416 [416]";
  facts.remote = "smtp-in.orange.fr";
  EXPECT_EQ(decide_reason(facts), Reason::userunknown);
  facts.diagnostic = "550 AUP#I-1310 too many";
  facts.remote = "mx.charter.net";
  EXPECT_EQ(decide_reason(facts), Reason::toomanyconn);
}

TEST(Hardness, IsOfTheAddressOnly) {
  EXPECT_EQ(hardness_of(Reason::userunknown, "4.1.1", ""), Hardness::hard);
  EXPECT_EQ(hardness_of(Reason::hostunknown, "5.1.2", ""), Hardness::hard);
  EXPECT_EQ(hardness_of(Reason::hasmoved, "5.1.6", ""), Hardness::hard);
  EXPECT_EQ(hardness_of(Reason::mailboxfull, "5.2.2", ""), Hardness::soft);
  EXPECT_EQ(hardness_of(Reason::blocked, "5.7.1", ""), Hardness::soft);
  EXPECT_EQ(hardness_of(Reason::notaccept, "5.3.2", ""), Hardness::hard);
  EXPECT_EQ(hardness_of(Reason::notaccept, "4.3.2", ""), Hardness::soft);
}

TEST(Phrase, HoldsWordsWithGaps) {
  EXPECT_TRUE(holds("the ip 192.0.2.1 is blocked by us", "ip * is blocked"));
  EXPECT_FALSE(holds("is blocked: ip 192.0.2.1", "ip * is blocked"));
  EXPECT_TRUE(begins("auto: yuki is out of the office", "auto: * is out of"));
}

TEST(AddressInText, IsFoundBareAndInBrackets) {
  EXPECT_EQ(find_address("said <yuki@far.example>...").address, "yuki@far.example");
  EXPECT_EQ(find_address("to yuki@far.example.").address, "yuki@far.example");
  EXPECT_FALSE(find_address("@home and a @ b").is_found());
}

}  // namespace
