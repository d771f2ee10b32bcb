#include <gtest/gtest.h>

#include "sim/client/scanner.h"

namespace {

using namespace sim::client;

TEST(Scanner, ReadsPointsWithoutRounding) {
  EXPECT_EQ(*points_of("6.2"), 6200);
  EXPECT_EQ(*points_of("-0.001"), -1);
  EXPECT_EQ(*points_of("1000.0"), 1'000'000);
  EXPECT_EQ(*points_of("5"), 5000);
  for (const char* wrong : {"", "-", "--1", "six", "1.", "1.2.3", "9999999999", "2000000", "1e3"}) EXPECT_FALSE(points_of(wrong)) << wrong;
}

TEST(Spamd, IsAskedForItsSymbols) {
  EXPECT_EQ(spamd_request("Subject: x\r\n\r\n"), "SYMBOLS SPAMC/1.5\r\nContent-length: 14\r\n\r\nSubject: x\r\n\r\n");
}

TEST(Spamd, AnswersWithScoreAndNames) {
  const auto answer = read_spamd_answer("SPAMD/1.1 0 EX_OK\r\nContent-length: 24\r\nSpam: True ; 1000.0 / 5.0\r\n\r\nGTUBE,NO_RECEIVED,NO_RELAYS");
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->is_found);
  EXPECT_EQ(answer->thousandths, 1'000'000);
  EXPECT_EQ(answer->required, 5000);
  EXPECT_EQ(answer->symbols.size(), 3u);
  EXPECT_FALSE(read_spamd_answer("SPAMD/1.1 0 EX_OK\r\nSpam: False ; -1.2 / 5.0\r\n\r\n")->is_found);
  EXPECT_FALSE(read_spamd_answer("SPAMD/1.0 76 Bad header line: (EX_PROTOCOL)\r\n"));
  EXPECT_FALSE(read_spamd_answer("SPAMD/1.1 0 EX_OK\r\n\r\n"));
  EXPECT_FALSE(read_spamd_answer("HTTP/1.1 200 OK\r\n\r\n"));
}

TEST(Rspamd, AnswersWithActionAndSymbols) {
  const auto answer = read_rspamd_answer(
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n\r\n"
      R"({"is_skipped":false,"score":6.3,"required_score":15.0,"action":"add header","symbols":{"R_SPF_FAIL":{"name":"R_SPF_FAIL","score":1.0},"EVIL\r\nX: y":{"score":1e99}}})");
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->is_found);
  EXPECT_EQ(answer->thousandths, 6300);
  EXPECT_EQ(answer->symbols[0], (Symbol{"R_SPF_FAIL", 1000, true}));
  EXPECT_EQ(answer->symbols[1], (Symbol{"EVILX:y", 0, true})) << "a name goes into a header field";
  EXPECT_FALSE(read_rspamd_answer("HTTP/1.1 200 OK\r\n\r\n{\"action\":\"greylist\",\"score\":4}")->is_found);
  EXPECT_FALSE(read_rspamd_answer("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"));
  EXPECT_FALSE(read_rspamd_answer("HTTP/1.1 200 OK\r\n\r\n[[[[[[[[[[[[[[[[[[[[[["));
}

TEST(Clamd, GetsTheMailInChunksAndNamesTheVirus) {
  const std::string request = clamd_request(std::string(70'000, 'x'));
  EXPECT_EQ(request.substr(0, 14), std::string("zINSTREAM\0\0\1\0\0", 14));
  EXPECT_EQ(request.size(), 10u + 4 + 65'536 + 4 + 4'464 + 4);
  EXPECT_FALSE(read_clamd_answer(std::string("stream: OK\0", 11))->is_found);
  EXPECT_EQ(read_clamd_answer(std::string("stream: Eicar-Test-Signature FOUND\0", 35))->name, "Eicar-Test-Signature");
  EXPECT_FALSE(read_clamd_answer("INSTREAM size limit exceeded. ERROR"));
  EXPECT_FALSE(read_clamd_answer(""));
}

}  // namespace
