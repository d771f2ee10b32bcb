// dig asks our name server: over UDP, and over TCP where the answer is truncated.
#include "tests/peers/served.h"

namespace peers {
namespace {

const std::string name_server = "ns.corp.example";

Outcome dig(const Served& served, const std::string& question) {
  return run("dig +tries=1 +time=10 @" + served.address(name_server, "dns") + " -p " + served.port(name_server, "dns") + " " + question);
}

TEST(Dig, FindsAddressesExchangersAndText) {
  if (!is_installed("dig")) GTEST_SKIP() << "dig is not installed";
  const Served served;
  ASSERT_TRUE(served.is_ready()) << served.log();
  EXPECT_EQ(dig(served, "+short mail.corp.example A").output, "192.0.2.10\n");
  EXPECT_EQ(dig(served, "+short corp.example MX").output, "10 mail.corp.example.\n");
  EXPECT_EQ(dig(served, "+short corp.example TXT").output, "\"v=spf1 ip4:192.0.2.10 -all\"\n");
  EXPECT_EQ(dig(served, "+short alias.corp.example A").output, "mail.corp.example.\n192.0.2.10\n");
}

TEST(Dig, TellsNoSuchNameFromNoSuchType) {
  if (!is_installed("dig")) GTEST_SKIP() << "dig is not installed";
  const Served served;
  ASSERT_TRUE(served.is_ready()) << served.log();
  EXPECT_NE(dig(served, "nowhere.corp.example A").output.find("status: NXDOMAIN"), std::string::npos);
  const std::string nodata = dig(served, "mail.corp.example MX").output;
  EXPECT_NE(nodata.find("status: NOERROR"), std::string::npos) << nodata;
  EXPECT_NE(nodata.find("ANSWER: 0"), std::string::npos) << nodata;
  EXPECT_NE(dig(served, "elsewhere.test A").output.find("status: REFUSED"), std::string::npos);
}

TEST(Dig, AsksAgainOverTcpWhenTruncated) {
  if (!is_installed("dig")) GTEST_SKIP() << "dig is not installed";
  const Served served;
  ASSERT_TRUE(served.is_ready()) << served.log();
  const std::string cut = dig(served, "+noedns +ignore long.corp.example TXT").output;
  EXPECT_NE(cut.find(" tc"), std::string::npos) << cut;
  const std::string whole = dig(served, "+noedns long.corp.example TXT").output;
  EXPECT_NE(whole.find("retrying in TCP mode"), std::string::npos) << whole;
  EXPECT_NE(whole.find("cccccccc"), std::string::npos) << whole;
}

}  // namespace
}  // namespace peers
