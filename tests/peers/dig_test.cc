// dig asks our name server: over UDP, and over TCP where the answer is truncated.
#include "tests/peers/served.h"

namespace peers {
namespace {

const std::string name_server = "ns.corp.example";

Outcome dig(const Served& served, const std::string& question, const std::string& at = name_server) {
  return run("dig +tries=1 +time=10 @" + served.address(at, "dns") + " -p " + served.port(at, "dns") + " " + question);
}

bool says(const Outcome& outcome, const std::string& text) { return outcome.output.find(text) != std::string::npos; }

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

TEST(Dig, SeesTheSoaBesideANo) {
  if (!is_installed("dig")) GTEST_SKIP() << "dig is not installed";
  const Served served;
  ASSERT_TRUE(served.is_ready()) << served.log();
  for (const std::string question : {"nowhere.corp.example A", "mail.corp.example MX"}) {
    const auto outcome = dig(served, "+noall +authority " + question);
    EXPECT_TRUE(says(outcome, "SOA\tcorp.example. hostmaster.corp.example. 1 ")) << outcome.output;
  }
}

TEST(Dig, IsReferredToTheServersOfADelegatedZone) {
  if (!is_installed("dig")) GTEST_SKIP() << "dig is not installed";
  const Served served;
  ASSERT_TRUE(served.is_ready()) << served.log();
  const auto referral = dig(served, "sub.corp.example MX", "parent.corp.example");
  EXPECT_TRUE(says(referral, "ANSWER: 0, AUTHORITY: 1, ADDITIONAL: 2")) << referral.output;
  EXPECT_TRUE(says(referral, "NS\tns.sub.corp.example.")) << referral.output;
  EXPECT_FALSE(says(referral, "flags: qr aa")) << referral.output;
  EXPECT_EQ(dig(served, "+short sub.corp.example MX").output, "10 mail.corp.example.\n");
  EXPECT_TRUE(says(dig(served, "10.2.0.192.in-addr.arpa PTR", "parent.corp.example"), "status: REFUSED"));
}

TEST(Dig, FindsReverseNamesWildcardsNullMxAndTypesByNumber) {
  if (!is_installed("dig")) GTEST_SKIP() << "dig is not installed";
  const Served served;
  ASSERT_TRUE(served.is_ready()) << served.log();
  EXPECT_EQ(dig(served, "+short -x 192.0.2.10").output, "mail.corp.example.\n");
  EXPECT_EQ(dig(served, "+short anything.wild.corp.example TXT").output, "\"any\"\n");
  EXPECT_EQ(dig(served, "+short nomail.corp.example MX").output, "0 .\n");
  EXPECT_EQ(dig(served, "+short issuer.corp.example CAA").output, "0 issue \"ca.ex\"\n");
}

TEST(Dig, GetsTheAddressesOfANameInTurn) {
  if (!is_installed("dig")) GTEST_SKIP() << "dig is not installed";
  const Served served;
  ASSERT_TRUE(served.is_ready()) << served.log();
  const std::string first = dig(served, "+short pool.corp.example A").output;
  const std::string second = dig(served, "+short pool.corp.example A").output;
  EXPECT_EQ(first, "192.0.2.91\n192.0.2.92\n");
  EXPECT_EQ(second, "192.0.2.92\n192.0.2.91\n");
}

TEST(Dig, MayAskWithEdnsAndIsToldOfVersionsNotKnown) {
  if (!is_installed("dig")) GTEST_SKIP() << "dig is not installed";
  const Served served;
  ASSERT_TRUE(served.is_ready()) << served.log();
  const auto whole = dig(served, "+bufsize=1232 long.corp.example TXT");
  EXPECT_TRUE(says(whole, "EDNS: version: 0, flags:; udp: 1232")) << whole.output;
  EXPECT_FALSE(says(whole, "TCP mode")) << whole.output;
  EXPECT_TRUE(says(dig(served, "+edns=1 +noednsnegotiation corp.example MX"), "BADVERS"));
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
