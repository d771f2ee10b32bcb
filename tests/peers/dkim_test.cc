// Our DKIM signatures and ARC seals against verifiers that others wrote, and theirs against ours; the keys come from a DNS of each one's own making.
#include <gtest/gtest.h>

#include <fstream>

#include "sim/sender/arc.h"
#include "sim/sender/dkim_sign.h"
#include "sim/sender/dkim_verify.h"
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

constexpr const char* dkimpy_sign = R"(
import sys, dkim
key, file, algorithm, header, body, length = sys.argv[1:7]
mail = open(file, 'rb').read()
sys.stdout.buffer.write(dkim.sign(mail, b's1', b'service-now.example', open(key, 'rb').read().strip(), signature_algorithm=algorithm.encode(),
                                  canonicalize=(header.encode(), body.encode()), length=length == 'l'))
)";
constexpr const char* dkimpy_arc = R"(
import sys, dkim
record, mail = sys.argv[1].encode(), open(sys.argv[2], 'rb').read()
if len(sys.argv) > 3:
  mail = b'Authentication-Results: mx.list.example; arc=pass; spf=pass smtp.mailfrom=corp.example\r\n' + mail
  sys.stdout.buffer.write(b''.join(dkim.arc_sign(mail, b's1', b'service-now.example', open(sys.argv[3], 'rb').read(), b'mx.list.example')) + mail)
else:
  print(dkim.arc_verify(mail, dnsfunc=lambda name, timeout=5: record)[0].decode())
)";
constexpr const char* mail_dkim_sign = R"(
use strict; no warnings; use Mail::DKIM::Signer;
my ($key, $file, $algorithm, $header, $body) = @ARGV;
my $signer = Mail::DKIM::Signer->new(Algorithm => $algorithm, Method => "$header/$body", Domain => 'service-now.example', Selector => 's1', KeyFile => $key);
open my $in, '<:raw', $file or die; local $/; $signer->PRINT(<$in>); $signer->CLOSE;
binmode STDOUT; my $field = $signer->signature->as_string; $field =~ s/\r?\n/\r\n/g; print $field, "\r\n";
)";

/// The records of one key, for our side.
class OneRecord final : public sim::dns::Lookup {
 public:
  explicit OneRecord(std::string text) : text_(std::move(text)) {}
  sim::dns::Answer look_up(const sim::dns::Name& name, sim::dns::Type) override {
    if (name.text() != "s1._domainkey.service-now.example") return {};
    return {sim::dns::Status::found, {{name, sim::dns::Type::TXT, 60, sim::dns::TxtData{{text_}}}}};
  }

 private:
  std::string text_;
};

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
  /// Our verdicts on what a peer signed: as it is, with another body, with another subject.
  std::vector<std::string> our_verdicts(const std::string& signer, const std::string& record) const {
    const Outcome field = run(signer);
    EXPECT_EQ(field.status, 0) << field.output;
    EXPECT_TRUE(field.output.starts_with("DKIM-Signature:")) << field.output;
    const std::string signed_mail = field.output + mail;
    std::string other_subject = signed_mail, other_body = signed_mail;
    other_subject.replace(other_subject.find("on 3F"), 5, "on 4F");
    other_body.replace(other_body.find("0x6100"), 6, "0x6200");
    std::vector<std::string> out;
    // The peers' clock is the machine's: t= is no matter here.
    const sim::sender::DkimPolicy any_time{.clock_skew = std::chrono::hours{24 * 36500}};
    for (const std::string& each : {signed_mail, other_body, other_subject}) {
      OneRecord dns(record);
      const auto verdicts = verify_dkim(each, dns, now, any_time);
      out.push_back(verdicts.empty() ? "none" : std::string(result_name(verdicts[0].result)) + ' ' + verdicts[0].reason);
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

const std::string key_path = "scenarios/library/keys/dkim-rsa.key";
const std::vector<std::string> as_signed{"pass ", "fail body hash did not verify", "fail bad signature"};

TEST_F(DkimVerifiers, OfPythonTakeEachFormAndPartOfABody) {
  if (run("/usr/bin/python3 -c 'import dkim, nacl'").status != 0) GTEST_SKIP() << "python3-dkim or python3-nacl is not installed";
  const std::string program = "/usr/bin/python3 " + write("verify.py", dkimpy);
  using sim::sender::Canon;
  for (const Canon header : {Canon::simple, Canon::relaxed}) {
    for (const Canon text : {Canon::simple, Canon::relaxed}) {
      DkimSigner signer = rsa(true);
      signer.canon = {header, text};
      signer.identity = "acme@mail.service-now.example";
      signer.body_octets = 100;
      EXPECT_EQ(verdicts(program, signer), (std::vector<int>{0, 1, 1, 1})) << signer.canon.text();
    }
  }
}

TEST_F(DkimVerifiers, TakeWhatPythonSigns) {
  if (run("/usr/bin/python3 -c 'import dkim, nacl'").status != 0) GTEST_SKIP() << "python3-dkim or python3-nacl is not installed";
  const std::string program = "/usr/bin/python3 " + write("sign.py", dkimpy_sign), file = ' ' + write("mail.eml", mail);
  for (const std::string form : {"simple simple", "simple relaxed", "relaxed simple", "relaxed relaxed"}) {
    EXPECT_EQ(our_verdicts(program + ' ' + key_path + file + " rsa-sha256 " + form + " -", rsa(false).key.record()), as_signed) << form;
    EXPECT_EQ(our_verdicts(program + ' ' + key_path + file + " rsa-sha256 " + form + " l", rsa(false).key.record()), as_signed) << form;
  }
  // RFC 8463, A.2: the seed as dkimpy wants it, and its public key.
  const std::string seed = write("seed", "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=");
  EXPECT_EQ(our_verdicts(program + ' ' + seed + file + " ed25519-sha256 relaxed simple -", "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="),
            as_signed);
}

TEST_F(DkimVerifiers, TakeWhatPerlSigns) {
  if (run("perl -MMail::DKIM::Signer -e 1").status != 0) GTEST_SKIP() << "libmail-dkim-perl is not installed";
  const std::string program = "perl " + write("sign.pl", mail_dkim_sign) + ' ' + key_path + ' ' + write("mail.eml", mail);
  for (const std::string form : {"simple simple", "simple relaxed", "relaxed simple", "relaxed relaxed"}) {
    EXPECT_EQ(our_verdicts(program + " rsa-sha256 " + form, rsa(false).key.record()), as_signed) << form;
  }
}

TEST_F(DkimVerifiers, OfPythonAndOursAgreeOnChains) {
  if (run("/usr/bin/python3 -c 'import dkim'").status != 0) GTEST_SKIP() << "python3-dkim is not installed";
  const std::string program = "/usr/bin/python3 " + write("arc.py", dkimpy_arc) + " '" + rsa(false).key.record() + "' ";
  const sim::sender::ArcSealer sealer{"service-now.example", "s1", rsa(false).key, "mx.service-now.example", {}};
  // Sealed by us, by Python, by us: each judges what the other sealed.
  const std::string once = arc_set(mail, sealer, "spf=pass smtp.mailfrom=corp.example; dkim=none", {}, now) + mail;
  EXPECT_EQ(run(program + write("once.eml", once)).output, "pass\n");
  EXPECT_EQ(run(program + write("changed.eml", once + "footer\r\n")).output, "fail\n");
  const Outcome twice = run(program + write("once.eml", once) + ' ' + key_path);
  OneRecord dns(rsa(false).key.record());
  const sim::sender::DkimPolicy any_time{.clock_skew = std::chrono::hours{24 * 36500}};
  const auto found = verify_arc(twice.output, dns, now, any_time);
  EXPECT_EQ(found.result, sim::sender::ArcResult::pass) << found.reason << '\n' << twice.output;
  EXPECT_EQ(found.sets, 2U);
  const std::string thrice = arc_set(twice.output, sealer, "arc=pass", found, now) + twice.output;
  EXPECT_EQ(run(program + write("thrice.eml", thrice)).output, "pass\n");
}

}  // namespace
}  // namespace peers
