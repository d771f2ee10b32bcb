// S/MIME against OpenSSL's own program, in both directions (RFC 8551).
#include <gtest/gtest.h>

#include <fstream>

#include "sim/auth/smime.h"
#include "tests/auth/keys.h"
#include "tests/peers/served.h"

namespace peers {
namespace {

using namespace sim::auth;
using auth_tests::certificate;
using auth_tests::identity;

const std::string keys = "scenarios/library/keys/";
const std::string mail = "From: yuki@corp.example\r\nTo: acme@service-now.example\r\nSubject: Printer\r\nMIME-Version: 1.0\r\n"
                         "Content-Type: text/plain\r\n\r\nIt shows 0x6100.\r\n";
const sim::Instant now = *sim::parse_iso8601("2026-01-05T09:00:00Z");

class OpensslCms : public testing::Test {
 protected:
  void SetUp() override {
    if (!is_installed("openssl")) GTEST_SKIP() << "openssl is not installed";
    std::string pattern = (std::filesystem::temp_directory_path() / "mailrig-cms-XXXXXX").string();
    folder = mkdtemp(pattern.data());
  }
  void TearDown() override {
    std::error_code ignored;
    if (!folder.empty()) std::filesystem::remove_all(folder, ignored);
  }
  std::string path(const std::string& name) const { return (folder / name).string(); }
  std::string write(const std::string& name, const std::string& content) const {
    std::ofstream(path(name), std::ios::binary) << content;
    return path(name);
  }
  std::string read(const std::string& name) const {
    std::ifstream in(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  std::filesystem::path folder;
  sim::Random random{3, "openssl cms"};
};

TEST_F(OpensslCms, VerifiesWhatWeSign) {
  for (const char* who : {"yuki", "ken"}) {
    const auto made = signed_mail(mail, identity(who), {now, true}, random);
    const Outcome said = run("openssl cms -verify -attime 1767603600 -CAfile " + keys + "ca.crt -in " + write("signed.eml", *made));
    EXPECT_EQ(said.status, 0) << who << said.output;
    EXPECT_NE(said.output.find("It shows 0x6100."), std::string::npos) << said.output;
    std::string changed = *made;
    changed.replace(changed.find("0x6100"), 6, "0x6200");
    EXPECT_NE(run("openssl cms -verify -attime 1767603600 -CAfile " + keys + "ca.crt -in " + write("changed.eml", changed)).status, 0);
  }
}

TEST_F(OpensslCms, VerifiesASignatureWithoutItsCertificate) {
  const auto made = signed_mail(mail, identity("yuki"), {now, false}, random);
  const std::string in = " -in " + write("signed.eml", *made);
  EXPECT_EQ(run("openssl cms -verify -attime 1767603600 -CAfile " + keys + "ca.crt -certfile " + keys + "yuki.crt" + in).status, 0);
  EXPECT_NE(run("openssl cms -verify -attime 1767603600 -CAfile " + keys + "ca.crt" + in).status, 0);
}

TEST_F(OpensslCms, DecryptsWhatWeEncrypt) {
  for (const ContentCipher cipher : {ContentCipher::aes_256_cbc, ContentCipher::aes_256_gcm}) {
    const auto made = encrypted_mail(mail, {certificate("acme"), certificate("ken")}, cipher, random);
    const std::string in = write("closed.eml", *made);
    for (const std::string who : {"acme", "ken"}) {
      const Outcome said = run("openssl cms -decrypt -recip " + keys + who + ".crt -inkey " + keys + who + ".key -in " + in);
      EXPECT_EQ(said.status, 0) << who << said.output;
      EXPECT_NE(said.output.find("It shows 0x6100."), std::string::npos) << said.output;
    }
  }
}

TEST_F(OpensslCms, SignsWhatWeVerify) {
  const std::string in = write("plain.txt", "Content-Type: text/plain\r\n\r\nIt shows 0x6100.\r\n");
  const std::string to = " -from yuki@corp.example -to acme@service-now.example -subject Printer -in " + in + " -out " + path("signed.eml");
  for (const char* how : {"", "-nodetach ", "-md sha512 ", "-nosmimecap ", "-keyopt rsa_padding_mode:pss "}) {
    const Outcome said = run("openssl cms -sign -signer " + keys + "yuki.crt -inkey " + keys + "yuki.key " + how + to);
    ASSERT_EQ(said.status, 0) << said.output;
    const sim::mail::Message message(read("signed.eml"));
    const OpenedMail found = open_mail(message, {{}, {{certificate("ca")}, {}}}, {true, true, now});
    EXPECT_EQ(found.signature.state, SignatureState::valid) << how << found.signature.reason;
    EXPECT_EQ(found.raw ? sim::mail::Message(*found.raw).text() : message.text(), "It shows 0x6100.\n") << how;
  }
}

TEST_F(OpensslCms, EncryptsWhatWeDecrypt) {
  const std::string in = write("plain.txt", "Content-Type: text/plain\r\n\r\nIt shows 0x6100.\r\n");
  for (const char* cipher : {"-aes-256-cbc", "-aes-256-gcm", "-aes-128-cbc", "-aes-128-gcm", "-des3"}) {
    const Outcome said = run("openssl cms -encrypt " + std::string(cipher) + " -in " + in + " -out " + path("closed.eml") + " " + keys + "acme.crt " + keys + "ken.crt");
    ASSERT_EQ(said.status, 0) << said.output;
    for (const char* who : {"acme", "ken"}) {
      const OpenedMail found = open_mail(sim::mail::Message(read("closed.eml")), {{identity(who)}, {}}, {true, true, now});
      ASSERT_TRUE(found.raw) << cipher << " " << who << ": " << found.trouble;
      EXPECT_EQ(sim::mail::Message(*found.raw).text(), "It shows 0x6100.\n");
    }
  }
}

}  // namespace
}  // namespace peers
