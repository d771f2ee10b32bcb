// Our DKIM signatures against verifiers that others wrote; the key comes from a DNS of their own making.
#include <gtest/gtest.h>

#include <fstream>

#include "sim/sender/dkim_sign.h"
#include "tests/auth/keys.h"
#include "tests/peers/served.h"

namespace peers {
namespace {

using sim::sender::DkimKey;
using sim::sender::DkimSigner;

const std::string body = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello  there \r\n\r\n\tIt shows 0x6100.\r\n\r\n\r\n";
const std::string mail = "From: =?utf-8?B?55Sw5Lit?= <acme@service-now.example>\r\nTo: yuki@corp.example,\r\n ken@corp.example\r\nSubject:  Printer   on 3F\r\n"
                         "Date: Mon, 05 Jan 2026 09:00:00 +0000\r\nMessage-ID: <1@service-now.example>\r\nCc:\r\n" + body;
const sim::Instant now = *sim::parse_iso8601("2026-01-05T09:00:00Z");

constexpr const char* dkimpy = R"(
import sys, dkim
record, mail = sys.argv[1].encode(), open(sys.argv[2], 'rb').read()
sys.exit(0 if dkim.verify(mail, dnsfunc=lambda name, timeout=5: record if name == b's1._domainkey.service-now.example.' else None) else 1)
)";
constexpr const char* mail_dkim = R"(
use strict; no warnings; use Mail::DKIM::Verifier; use Net::DNS;
my ($record, $file) = @ARGV;
my @strings = $record =~ /(.{1,255})/gs;
*Mail::DKIM::DNS::query = sub {
  return $_[0] eq 's1._domainkey.service-now.example' ? Net::DNS::RR->new(owner => $_[0], type => 'TXT', txtdata => \@strings) : ();
};
my $verifier = Mail::DKIM::Verifier->new;
open my $in, '<:raw', $file or die; local $/; $verifier->PRINT(<$in>); $verifier->CLOSE;
print $verifier->result_detail, "\n"; exit($verifier->result eq 'pass' ? 0 : 1);
)";

class DkimVerifiers : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "mailrig-dkim-XXXXXX").string();
    folder = mkdtemp(pattern.data());
  }
  void TearDown() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  std::string write(const std::string& name, const std::string& content) const {
    std::ofstream(folder / name, std::ios::binary) << content;
    return (folder / name).string();
  }
  /// The verdicts on a mail as it is, with another body, with another subject, with a second From.
  std::vector<int> verdicts(const std::string& program, const DkimSigner& signer) const {
    const std::string signed_mail = dkim_signature(mail, signer, now) + mail;
    std::string other_subject = signed_mail, other_body = signed_mail;
    other_subject.replace(other_subject.find("on 3F"), 5, "on 4F");
    other_body.replace(other_body.find("0x6100"), 6, "0x6200");
    std::vector<int> out;
    for (const std::string& each : {signed_mail, other_body, other_subject, "From: boss@service-now.example\r\n" + signed_mail}) {
      const Outcome said = run(program + " '" + signer.key.record() + "' " + write("mail.eml", each));
      out.push_back(said.status);
      if (out.size() == 1) {
        EXPECT_EQ(said.status, 0) << said.output << signed_mail;
      }
    }
    return out;
  }
  DkimSigner rsa(bool oversigns) const {
    return {"service-now.example", "s1", *DkimKey::from_pem(auth_tests::key_file("dkim-rsa.key")), oversigns};
  }
  DkimSigner ed25519(bool oversigns) const {
    sim::Random random(5, "dkim");
    return {"service-now.example", "s1", DkimKey::from_random(random), oversigns};
  }
  std::filesystem::path folder;
};

TEST_F(DkimVerifiers, OfPythonTakeBothAlgorithms) {
  if (run("/usr/bin/python3 -c 'import dkim, nacl'").status != 0) GTEST_SKIP() << "python3-dkim or python3-nacl is not installed";
  const std::string program = "/usr/bin/python3 " + write("verify.py", dkimpy);
  for (const bool is_rsa : {true, false}) {
    // It takes no second From, whether it was signed against or not.
    EXPECT_EQ(verdicts(program, is_rsa ? rsa(false) : ed25519(false)), (std::vector<int>{0, 1, 1, 1}));
    EXPECT_EQ(verdicts(program, is_rsa ? rsa(true) : ed25519(true)), (std::vector<int>{0, 1, 1, 1}));
  }
}

TEST_F(DkimVerifiers, OfPerlTakeRsa) {
  if (run("perl -MMail::DKIM::Verifier -MNet::DNS -e 1").status != 0) GTEST_SKIP() << "libmail-dkim-perl is not installed";
  const std::string program = "perl " + write("verify.pl", mail_dkim);
  EXPECT_EQ(verdicts(program, rsa(false)), (std::vector<int>{0, 1, 1, 0}));
  EXPECT_EQ(verdicts(program, rsa(true)), (std::vector<int>{0, 1, 1, 1}));
}

}  // namespace
}  // namespace peers
