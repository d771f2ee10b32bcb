// The program as its users meet it: exit codes, messages and the files it writes.
#include "tests/scenarios/command.h"

namespace {

using command::Command;
using command::mailrig;

const std::string held = "name: Nothing happens\nsteps: [{expect: {mailboxes: {inbox: 0}}}]\n";
const std::string failing = "name: Something is missing\nsteps:\n  - expect: {mailboxes: {inbox: 1}}\n";

TEST_F(Command, EndsWithZeroIfAllHeld) {
  const auto outcome = mailrig("run " + file("held.yaml", held));
  EXPECT_EQ(outcome.code, 0) << outcome.output;
  EXPECT_NE(outcome.output.find("Nothing happens"), std::string::npos);
}

TEST_F(Command, EndsWithOneIfAnExpectationFailed) {
  const auto outcome = mailrig("run " + file("failing.yaml", failing));
  EXPECT_EQ(outcome.code, 1) << outcome.output;
  EXPECT_NE(outcome.output.find("failing.yaml:3:26"), std::string::npos) << outcome.output;
  EXPECT_NE(outcome.output.find("inbox: expected '1', actually 0"), std::string::npos) << outcome.output;
}

TEST_F(Command, EndsWithTwoIfAStoryIsWrongAndStillReplaysTheOthers) {
  const auto outcome = mailrig("run " + file("wrong.yaml", "nam: x\n") + " " + file("held.yaml", held));
  EXPECT_EQ(outcome.code, 2) << outcome.output;
  EXPECT_NE(outcome.output.find("Nothing happens"), std::string::npos);
  EXPECT_NE(outcome.output.find("did you mean 'name'?"), std::string::npos);
}

TEST_F(Command, EndsWithTwoIfTheCommandLineIsWrong) {
  EXPECT_EQ(mailrig("run --wire pigeon").code, 2);
  EXPECT_EQ(mailrig("fly").code, 2);
  EXPECT_EQ(mailrig("run " + (folder_ / "not-there.yaml").string()).code, 2);
}

TEST_F(Command, EndsWithThreeIfTheDatabaseCannotBeKept) {
  const std::string blocked = file("blocked", "a file where a folder should be");
  const auto outcome = mailrig("run --db " + blocked + " " + file("held.yaml", held));
  EXPECT_EQ(outcome.code, 3) << outcome.output;
  EXPECT_NE(outcome.output.find("blocked"), std::string::npos) << outcome.output;
}

TEST_F(Command, EndsWithThreeIfTheDiskIsTooSmallForTheInstance) {
  const auto outcome = mailrig("run --db-limit 20000 " + file("held.yaml", held));
  EXPECT_EQ(outcome.code, 3) << outcome.output;
  EXPECT_NE(outcome.output.find("disk is full"), std::string::npos) << outcome.output;
  EXPECT_NE(outcome.output.find("give it more room"), std::string::npos) << outcome.output;
}

TEST_F(Command, LeavesMailOnTheServerWhenTheDiskFills) {
  const std::string story =
      "name: The disk fills up\ninclude: [" + std::filesystem::absolute("scenarios/library/worlds/one-office.yaml").string() +
      "]\nsteps:\n  - junk: {to: acme@service-now.example, count: 200, over: 1m}\n  - wait: 1h\n  - expect: {mailboxes: {inbox: 0}}\n"
      "  - expect: {never: {delivered: {to: acme@service-now.example}, exactly: 0}}\n";
  const auto outcome = mailrig("run --db-limit 450000 --json " + (folder_ / "trace").string() + " " + file("full.yaml", story));
  EXPECT_EQ(outcome.code, 0) << "what could not be stored is still in the maildrop, and nothing is half-written\n" << outcome.output;
  EXPECT_NE(content("trace").find("job.failed"), std::string::npos) << "the disk was large enough after all";
  EXPECT_NE(content("trace").find("the database is full"), std::string::npos);
}

TEST_F(Command, SaysWhichPortIsBusy) {
  const std::string story = "name: One server\nhosts: {mail.corp.example: {is: mail-server, domains: [corp.example]}}\nsteps: []\n";
  const std::string path = file("one.yaml", story);
  // The first one holds the ports for as long as the second one runs below it.
  const auto outcome = mailrig("serve --port-base 23000 --for 20s " + path + " > " + (folder_ / "first").string() + " & first=$!; until grep -q ^ready " +
                               (folder_ / "first").string() + "; do :; done; " + MAILRIG_PROGRAM + " serve --port-base 23000 --for 1s " + path + " 2>&1" +
                               "; code=$?; kill $first; exit $code");
  EXPECT_EQ(outcome.code, 3) << outcome.output;
  EXPECT_NE(outcome.output.find("127."), std::string::npos) << outcome.output;
  EXPECT_NE(outcome.output.find(":230"), std::string::npos) << outcome.output;
}

TEST_F(Command, KeepsTheDatabaseIfAsked) {
  EXPECT_EQ(mailrig("run --db " + (folder_ / "kept").string() + " " + file("held.yaml", held)).code, 0);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "kept" / "held.db"));
}

TEST_F(Command, WritesTheSameTraceTwice) {
  const std::string story = "scenarios/library/new-mail-becomes-incident.yaml";
  mailrig("run --json " + (folder_ / "one").string() + " " + story);
  mailrig("run -j 2 --json " + (folder_ / "two").string() + " " + story);
  EXPECT_FALSE(content("one").empty());
  EXPECT_TRUE(content("one") == content("two"));
}

TEST_F(Command, WritesJunitThatIsWellFormed) {
  const auto outcome = mailrig("run --junit " + (folder_ / "junit.xml").string() + " " + file("held.yaml", held) + " " + file("failing.yaml", failing));
  EXPECT_EQ(outcome.code, 1);
  const std::string xml = content("junit.xml");
  EXPECT_NE(xml.find("tests=\"2\" failures=\"1\" errors=\"0\""), std::string::npos) << xml;
  std::vector<std::string> open;
  for (auto at = xml.find('<'); at != std::string::npos; at = xml.find('<', at + 1)) {
    const auto end = xml.find('>', at);
    ASSERT_NE(end, std::string::npos);
    const std::string tag = xml.substr(at + 1, end - at - 1);
    if (tag.starts_with('?') || tag.ends_with('/')) continue;
    const std::string name = tag.substr(tag.starts_with('/') ? 1 : 0, tag.find(' ') - (tag.starts_with('/') ? 1 : 0));
    if (!tag.starts_with('/')) {
      open.push_back(name);
    } else {
      ASSERT_FALSE(open.empty());
      EXPECT_EQ(open.back(), name);
      open.pop_back();
    }
  }
  EXPECT_TRUE(open.empty());
}

TEST_F(Command, AMisspeltColumnFailsEvenWhereNothingIsExpected) {
  for (const char* expectation : {"{email: {subjekt: x}, exactly: 0}", "{never: {email: {subjekt: x}}}", "{never: {email: {}, is: {subjekt: x}}}",
                                  "{records: {table: sys_email, where: {subjekt: x}}, count: 0}", "{never: {records: {table: sys_email, where: {subjekt: x}}}}",
                                  "{archived: {subjekt: x}, exactly: 0}", "{never: {log: {email: {subjekt: x}}}}",
                                  "{never: {path: {email: {subjekt: x}, hosts: []}}}"}) {
    const auto outcome = mailrig("run " + file("typo.yaml", std::string("name: x\nsteps:\n  - expect: ") + expectation + "\n"));
    EXPECT_EQ(outcome.code, 1) << expectation << outcome.output;
    EXPECT_NE(outcome.output.find("has no column 'subjekt'"), std::string::npos) << expectation << outcome.output;
    EXPECT_NE(outcome.output.find("did you mean 'subject'?"), std::string::npos) << expectation << outcome.output;
  }
}

TEST_F(Command, LintFindsAConditionThatIsNoEncodedQuery) {
  const std::string story = file("filter.yaml",
                                 "name: x\ninstance:\n  filters:\n    - {name: F, condition: \"subjectSTARTSWITHa^headerLIKEb\"}\nsteps: []\n");
  const auto outcome = mailrig("lint " + story);
  EXPECT_EQ(outcome.code, 2);
  EXPECT_NE(outcome.output.find("filter.yaml:4:7: email filter 'F'"), std::string::npos) << outcome.output;
  EXPECT_NE(outcome.output.find("column 20: there is no field 'header'"), std::string::npos) << outcome.output;
}

TEST_F(Command, LintFindsWhatIsWrongWithoutReplaying) {
  EXPECT_EQ(mailrig("lint scenarios/real").code, 0);
  EXPECT_EQ(mailrig("lint tests/scenarios/broken").code, 2);
}

TEST_F(Command, PrintsItsTables) {
  for (const char* table : {"schema", "steps", "events", "properties", "profiles"}) {
    const auto outcome = mailrig(table);
    EXPECT_EQ(outcome.code, 0) << table;
    EXPECT_GT(outcome.output.size(), 1000u) << table;
  }
}

TEST_F(Command, ServesUntilItsTimeIsUp) {
  const auto outcome = mailrig("serve --any-port --for 1s --ca " + (folder_ / "ca.pem").string() + " " + file("held.yaml", held));
  EXPECT_EQ(outcome.code, 0) << outcome.output;
  EXPECT_NE(outcome.output.find("\nready"), std::string::npos) << outcome.output;
  EXPECT_NE(content("ca.pem").find("BEGIN CERTIFICATE"), std::string::npos);
}

}  // namespace
