// Only CRLF.CRLF ends a message. Each of these ends it for some other server.
#include <array>

#include "fakeservers/smtp_session.h"
#include "tests/fakeservers/dialogue.h"
#include "tests/fakeservers/test_host.h"

namespace fakeservers {
namespace {

TEST(SmtpSmuggling, NeverEndsAMessageEarly) {
  constexpr std::array<std::string_view, 11> endings{"\n.\n",   "\n.\r\n", "\r\n.\n", "\r.\r",   "\r.\r\n", "\r\n.\r",
                                                     "\n.\r",   "\r.\n",   "\n\n.\r\n", "\r\r\n.\r\n", "\r\n\r.\r\n"};
  for (const std::string_view ending : endings) {
    TestHost host;
    Dialogue talk(host.smtp());
    talk.raw(up_to_data).until("354").raw("Subject: x\r\n\r\nbody").raw(ending)
        .raw("MAIL FROM:<smuggled@b.example>\r\nRCPT TO:<yuki@corp.example>\r\nDATA\r\nsmuggled\r\n.\r\n")
        .server("521 5.5.2 Error reading DATA: invalid line ending").silent().closed();
    EXPECT_TRUE(host.handler.taken.empty()) << testing::PrintToString(ending);
  }
}

TEST(SmtpSmuggling, KeepsALineOfNulAndDotAsText) {
  TestHost host;
  const std::string line("\0.\r\n", 4);
  Dialogue(host.smtp()).raw(up_to_data).until("354").raw("body\r\n" + line + "more\r\n.\r\n").server("250");
  ASSERT_EQ(host.handler.taken.size(), 1U);
  EXPECT_EQ(host.handler.taken[0].raw, "body\r\n" + line + "more\r\n");
}

TEST(SmtpSmuggling, RefusesBareLineEndsInCommands) {
  for (const std::string_view line : {"NOOP\n", "NO\rOP\r\n", "NOOP\r\r\n", "\n"}) {
    TestHost host;
    Dialogue(host.smtp()).server("220").raw(line).server("500 5.5.2").client("NOOP").server("250");
  }
}

}  // namespace
}  // namespace fakeservers
