// `mailrig check` as its users meet it: exit codes and what it says of its options.
#include "tests/scenarios/command.h"

namespace {

using command::Command;
using command::mailrig;

TEST_F(Command, CheckAnswersWithZeroWhateverTheAnswerIs) {
  const std::string zone = file("corp.zone", "$ORIGIN corp.example.\n@ TXT \"v=spf1 ip4:192.0.2.1 -all\"\n");
  const auto told = mailrig("check spf --zone " + zone + " --ip 203.0.113.9 --from a@corp.example");
  EXPECT_EQ(told.code, 0) << told.output;
  EXPECT_TRUE(told.output.starts_with("spf=fail mailfrom=corp.example\n")) << told.output;
  const auto json = mailrig("check spf --json --zone " + zone + " --ip 192.0.2.1 --from a@corp.example");
  EXPECT_EQ(json.code, 0) << json.output;
  EXPECT_TRUE(json.output.starts_with("{\"result\":\"pass\",")) << json.output;
}

TEST_F(Command, CheckEndsWithTwoIfAFileOrAnOptionIsWrong) {
  const std::string zone = file("bad.zone", "$ORIGIN corp.example.\nmail A 192.0.2.300\n");
  const auto wrong = mailrig("check spf --zone " + zone + " --ip 192.0.2.1 --from a@corp.example");
  EXPECT_EQ(wrong.code, 2) << wrong.output;
  EXPECT_NE(wrong.output.find("bad.zone:2:8: "), std::string::npos) << wrong.output;
  const auto option = mailrig("check spf --ip 192.0.2 --from a@corp.example");
  EXPECT_EQ(option.code, 2) << option.output;
  EXPECT_NE(option.output.find("--ip: '192.0.2' is not an IP address"), std::string::npos) << option.output;
  EXPECT_EQ(mailrig("check pigeon").code, 2);
}

TEST_F(Command, NamesACommandThatThereIsNot) {
  const auto told = mailrig("check dkmi");
  EXPECT_EQ(told.code, 2);
  EXPECT_NE(told.output.find("there is no command 'dkmi'"), std::string::npos) << told.output;
  EXPECT_NE(told.output.find("did you mean 'dkim'?"), std::string::npos) << told.output;
}

TEST_F(Command, CheckSpfTakesBracketsAndWantsADomain) {
  const std::string zone = file("corp.zone", "@ TXT \"v=spf1 ip4:192.0.2.1 -all\"\n");
  const std::string common = "check spf --zone " + zone + " --origin corp.example --ip 192.0.2.1 ";
  EXPECT_TRUE(mailrig(common + "--from '<a@corp.example>'").output.starts_with("spf=pass mailfrom=corp.example\n"));
  EXPECT_TRUE(mailrig(common + "--from '<>' --helo corp.example").output.starts_with("spf=pass mailfrom=corp.example\n"));
  for (const char* wrong : {"", "--from '<>'", "--from 'no at'", "--from corp.example", "--from a@corp.example --helo 'two words'"}) {
    const auto told = mailrig(common + wrong);
    EXPECT_EQ(told.code, 2) << wrong << told.output;
    EXPECT_TRUE(told.output.starts_with("--")) << wrong << told.output;
  }
  EXPECT_NE(mailrig("check spf --zone " + zone + " --ip 192.0.2.1 --from a@corp.example").output.find("corp.zone:1:1: '@' stands for"), std::string::npos);
}

}  // namespace
