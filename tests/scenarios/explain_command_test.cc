// What `explain`, `--mails` and `lint` tell of mails whose sender was checked.
#include "tests/scenarios/command.h"

namespace {

using command::Command;
using command::mailrig;

/// A mail that SPF refuses at RCPT, and one that is taken.
const std::string checked_mails = R"(name: Two mails
dns:
  corp.example: "@ MX 10 mail\n@ TXT \"v=spf1 include:_spf.corp.example -all\"\n_spf TXT \"v=spf1 ip4:198.51.100.9 ?all\"\nmail A 192.0.2.10\n"
hosts:
  mail.corp.example: {ip: 192.0.2.10, domains: [corp.example]}
  mail.strict.example: {domains: [strict.example], policies: {spf: reject, dkim: check}}
people:
  ken: {address: ken@corp.example}
  sam: {address: sam@strict.example}
  mia: {address: mia@strict.example}
steps:
  - send: {as: ken, to: sam@strict.example, subject: refused, text: x}
  - wait: 5m
  - set: {records: {corp.example: "@ TXT \"v=spf1 mx -all\""}}
  - wait: 2h
  - send: {as: ken, to: sam@strict.example, subject: taken, text: x}
  - wait: 5m
)";

TEST_F(Command, ExplainTellsEachTermAndTheHeaderThatWasWritten) {
  const auto told = mailrig("explain " + file("mails.yaml", checked_mails));
  EXPECT_EQ(told.code, 0) << told.output;
  const auto refused = told.output.find("\"refused\" <"), taken = told.output.find("\"taken\" <");
  ASSERT_NE(taken, std::string::npos) << told.output;
  const std::string first = told.output.substr(refused, taken - refused), second = told.output.substr(taken);
  for (const char* line : {"finds spf=fail: 192.0.2.10 is not permitted by corp.example (-all)", "\n                  corp.example: v=spf1 include:_spf.corp.example -all\n",
                           "\n                    include:_spf.corp.example    neutral for _spf.corp.example (?all)\n", "policy spf refused"})
    EXPECT_NE(first.find(line), std::string::npos) << line << " is not in\n" << first;
  for (const char* line : {"mail.strict.example wrote on top of the mail:\n", "                  Received-SPF: pass (", "                  Authentication-Results: mail.strict.example;\n"})
    EXPECT_NE(second.find(line), std::string::npos) << line << " is not in\n" << second;
  const auto brief = mailrig("explain --trace-level decisions " + file("mails.yaml", checked_mails));
  EXPECT_NE(brief.output.find("finds spf=fail"), std::string::npos);
  EXPECT_EQ(brief.output.find("  corp.example: v=spf1"), std::string::npos) << brief.output;
}

TEST_F(Command, ShowsTheLevelThatWasAskedFor) {
  const std::string story = file("dns.yaml", checked_mails + "  - expect: {dns: {name: corp.example, type: TXT}}\n");
  for (const std::string command : {"explain --trace-level decisions ", "run --json /dev/stdout "}) {
    const auto told = mailrig(command + story);
    EXPECT_EQ(told.code, 0) << told.output;
    EXPECT_EQ(told.output.find("corp.example TXT:"), std::string::npos) << told.output;
    EXPECT_EQ(told.output.find("dns.asked"), std::string::npos) << told.output;
  }
  EXPECT_NE(mailrig("explain --trace-level dialogue " + story).output.find("corp.example TXT:"), std::string::npos);
}

TEST_F(Command, WritesEachDeliveredMailIfAsked) {
  const std::string mails = (folder_ / "mails").string();
  EXPECT_EQ(mailrig("run --mails " + mails + " " + file("mails.yaml", checked_mails)).code, 0);
  const std::string mail = content("mails/mails/mail.strict.example/sam/1.eml");
  EXPECT_TRUE(mail.starts_with("Return-Path: <ken@corp.example>\r\n")) << mail;
  EXPECT_NE(mail.find("Received-SPF: pass"), std::string::npos) << mail;
  EXPECT_TRUE(std::filesystem::exists(folder_ / "mails/mails/mail.corp.example/ken/1.eml")) << "the bounce of the other";
  const auto blocked = mailrig("run --mails " + file("blocked", "") + " " + file("mails.yaml", checked_mails));
  EXPECT_EQ(blocked.code, 3) << blocked.output;
}

TEST_F(Command, WritesTheXmlOfADmarcReportBesideItsMail) {
  const std::string story = std::filesystem::absolute("scenarios/library/aggregate-report-names-a-forgotten-server.yaml").string();
  EXPECT_EQ(mailrig("run --mails " + (folder_ / "mails").string() + " " + story).code, 0);
  bool is_there = false;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / "mails")) is_there = is_there || entry.path().extension() == ".xml";
  EXPECT_TRUE(is_there);
}

TEST_F(Command, AMissingHeaderFieldIsShownBesideWhatWasFound) {
  const auto told = mailrig("run " + file("mails.yaml", checked_mails + "  - expect: {delivered: {to: sam, header: {Received-SPF: XX, X-None: y}}}\n"));
  EXPECT_EQ(told.code, 1);
  EXPECT_NE(told.output.find("differs: Received-SPF: pass (mail.strict.example: 192.0.2.10 is permitted by corp.example [mx])"), std::string::npos) << told.output;
  EXPECT_NE(told.output.find("it has no X-None"), std::string::npos) << told.output;
}

TEST_F(Command, LintFindsRecordsOfAZoneThatThereIsNot) {
  const auto told = mailrig("lint " + file("set.yaml", checked_mails + "  - set: {records: {crop.example: \"@ TXT x\"}}\n"));
  EXPECT_EQ(told.code, 2);
  EXPECT_NE(told.output.find("there is no zone 'crop.example'"), std::string::npos) << told.output;
}

TEST_F(Command, LintRefusesAMethodOrResultThatNoServerFinds) {
  const auto told = mailrig("lint " + file("checked.yaml", checked_mails + "  - expect: {checked: {method: spam, result: foo}}\n"));
  EXPECT_EQ(told.code, 2);
  EXPECT_NE(told.output.find("'spam' is not one of iprev, spf"), std::string::npos) << told.output;
  EXPECT_NE(told.output.find("'foo' is not one of pass, fail"), std::string::npos) << told.output;
  EXPECT_EQ(mailrig("lint " + file("checked.yaml", checked_mails + "  - expect: {checked: {method: /^spf/, result: {not: pass}}}\n")).code, 0);
}

}  // namespace
