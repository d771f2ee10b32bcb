// `mailrig check dkim` and `check arc` on the mails of scenarios/check/examples: signed by corp.example, sealed by a list, then changed by it.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>
#include <vector>

namespace {

struct Answer {
  int code = -1;
  std::string output;
};

Answer check(const std::string& arguments) {
  Answer answer;
  const std::string folder = "cd scenarios/check/examples && ";
  FILE* pipe = popen((folder + MAILRIG_PROGRAM + " check " + arguments + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return answer;
  std::array<char, 4096> buffer{};
  while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe)) answer.output.append(buffer.data(), got);
  const int status = pclose(pipe);
  answer.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return answer;
}

void expect_lines(const Answer& answer, const std::vector<std::string>& lines) {
  EXPECT_EQ(answer.code, 0);
  for (const std::string& line : lines) EXPECT_NE(answer.output.find(line), std::string::npos) << line << "\nis not in\n" << answer.output;
}

TEST(CheckDkim, TellsEachSignature) {
  expect_lines(check("dkim --zone signed.zone signed.eml"),
               {"dkim=pass header.d=corp.example header.s=e1 header.a=ed25519-sha256 header.b=", "dkim=pass header.d=corp.example header.s=s1 header.a=rsa-sha256 header.b=",
                "key: s1._domainkey.corp.example TXT: RSA, 2048 bits", "note: the file has lines that end in LF alone"});
}

TEST(CheckDkim, ShowsBothHashesOfAChangedBody) {
  expect_lines(check("dkim --zone signed.zone listed.eml"), {"because body hash did not verify", "octets in relaxed form, sha256 ", ", but bh=",
                                                            "signed and there: from, subject, date, to, message-id", "signature: does not hold with the key"});
}

TEST(CheckDkim, TellsOfAMissingKey) {
  expect_lines(check("dkim signed.eml"), {"dkim=permerror", "because no key for signature", "key: s1._domainkey.corp.example TXT: nxdomain"});
}

TEST(CheckDkim, HasItAllAsJson) {
  expect_lines(check("dkim --json --zone signed.zone listed.eml"), {"\"result\":\"fail\"", "\"reason\":\"body hash did not verify\"", "\"bits\":2048", "\"signed_fields\":[\"from\""});
}

TEST(CheckDkim, AcceptsWhatItIsTold) {
  expect_lines(check("dkim --zone signed.zone --ed25519 unknown signed.eml"), {"dkim=neutral header.d=corp.example header.s=e1", "dkim=pass header.d=corp.example header.s=s1"});
  expect_lines(check("dkim --zone signed.zone --least-key 4096 signed.eml"), {"dkim=pass header.d=corp.example header.s=e1", "dkim=policy header.d=corp.example header.s=s1"});
  expect_lines(check("dkim --zone signed.zone --sha1 accept signed.eml"), {"dkim=pass header.d=corp.example header.s=s1"});
  expect_lines(check("dmarc --zone signed.zone --ed25519 unknown --least-key 4096 signed.eml"), {"dkim=policy corp.example s1"});
  EXPECT_EQ(check("dkim --sha1 perhaps signed.eml").code, 2);
  expect_lines(check("dkim --help"), {"--least-key UINT=1024", "--sha1 TEXT:{accept,refuse}=refuse", "--ed25519 TEXT:{known,unknown}=known"});
}

TEST(CheckArc, FollowsTheChain) {
  expect_lines(check("arc --zone signed.zone signed.eml"), {"arc=none"});
  expect_lines(check("arc --zone signed.zone sealed.eml"), {"arc=pass", "i=1: sealed by list.example, who found: mx.list.example; dkim=pass header.d=corp.example header.s=s1"});
  expect_lines(check("arc --zone signed.zone listed.eml"), {"arc=fail", "because i=1: ARC-Message-Signature: body hash did not verify"});
  expect_lines(check("arc --json --zone signed.zone sealed.eml"), {"\"result\":\"pass\"", "\"sealer\":\"list.example\"", "\"oldest_pass\":0"});
}

}  // namespace
