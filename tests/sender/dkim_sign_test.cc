// DKIM signatures as octets (RFC 6376, 8463). Whether others take them: tests/peers/dkim_test.cc.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "sim/auth/base64.h"
#include "sim/sender/dkim_canon.h"
#include "sim/sender/dkim_sign.h"
#include "sim/mail/entity.h"
#include "tests/auth/keys.h"

namespace sender_tests {
namespace {

using namespace sim::sender;
using auth_tests::key_file;

/// RFC 8463, A: its message and its key.
const std::string football = "From: Joe SixPack <joe@football.example.com>\r\nTo: Suzie Q <suzie@shopping.example.net>\r\nSubject: Is dinner ready?\r\n"
                             "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\nMessage-ID: <20030712040037.46341.5F8J@football.example.com>\r\n\r\n"
                             "Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";
const std::string brisbane = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n";
const sim::Instant signing_time = *sim::parse_iso8601("2026-01-05T09:00:00Z");

DkimSigner signer(bool oversigns = false) { return {"football.example.com", "brisbane", *DkimKey::from_pem(brisbane), oversigns}; }

std::string unfolded(std::string text) {
  std::erase_if(text, [](char c) { return c == '\r' || c == '\n' || c == '\t'; });
  return text;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(DkimCanon, ReducesHeaderFields) {
  EXPECT_EQ(relaxed_header("SubJect ", " a  b\r\n\t c \t"), "subject:a b c");
  EXPECT_EQ(relaxed_header("A", "X"), "a:X");
  EXPECT_EQ(relaxed_header("Empty", "  "), "empty:");
}

TEST(DkimCanon, ReducesBodies) {
  EXPECT_EQ(relaxed_body(" C \r\nD \t E\r\n\r\n\r\n"), " C\r\nD E\r\n") << "RFC 6376, 3.4.5";
  EXPECT_EQ(simple_body(" C \r\nD \t E\r\n\r\n\r\n"), " C \r\nD \t E\r\n");
  EXPECT_EQ(relaxed_body(""), "");
  EXPECT_EQ(simple_body(""), "\r\n");
  EXPECT_EQ(relaxed_body("\r\n\r\n"), "");
  EXPECT_EQ(relaxed_body("no end"), "no end\r\n");
}

/// dkim-canon: a message, and what it becomes in either form. Left out are what contradicts RFC 6376: an empty file without the simple body's
/// CRLF (3.4.3), and bodies that end in lines of blanks only, which the corpus keeps (3.4.4).
TEST(DkimCanon, AgreesWithTheCorpus) {
  const char* root = std::getenv("MAILRIG_CORPORA");
  const std::filesystem::path folder = std::filesystem::path(root == nullptr ? "" : root) / "dkim-canon/tests/fixtures/messages/dkim";
  if (root == nullptr || !std::filesystem::exists(folder)) GTEST_SKIP() << "MAILRIG_CORPORA has no dkim-canon";
  const auto read = [&](const std::string& name) {
    std::ifstream in(folder / name, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  int checked = 0;
  for (int number = 1; number < 30; ++number) {
    const std::string suffix = (number < 10 ? ".0" : ".") + std::to_string(number);
    if (!std::filesystem::exists(folder / ("relaxed.expected" + suffix))) continue;
    if (read("email" + suffix).empty() || read("relaxed.expected" + suffix).ends_with("\n \r\n")) continue;
    std::string raw;
    for (const char c : read("email" + suffix)) raw += c == '\n' && !raw.ends_with('\r') ? std::string("\r\n") : std::string(1, c);
    const sim::mail::FieldScan scan = sim::mail::scan_fields(raw, {});
    std::string header;
    for (const auto& field : scan.fields) header += relaxed_header(field.name, field.value) + "\r\n";
    const std::string body = raw.substr(scan.body_at);
    EXPECT_EQ(header + "\r\n" + relaxed_body(body), read("relaxed.expected" + suffix)) << suffix;
    const std::string simple = read("simple.expected" + suffix);
    EXPECT_EQ(simple.substr(simple.find("\r\n\r\n") + 4), simple_body(body)) << suffix;
    ++checked;
  }
  EXPECT_GT(checked, 10);
}

TEST(DkimKey, PublishesItsRecord) {
  EXPECT_EQ(signer().key.record(), "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=") << "RFC 8463, A.2";
  const std::string rsa = DkimKey::from_pem(key_file("dkim-rsa.key"))->record();
  EXPECT_TRUE(rsa.starts_with("v=DKIM1; k=rsa; p=MIIB")) << rsa;
  const auto strings = character_strings(rsa);
  EXPECT_EQ(strings.size(), 2U);
  EXPECT_EQ(strings[0] + strings[1], rsa);
}

TEST(DkimKey, OfTheSeedIsTheSameEachTime) {
  sim::Random one(1, "dkim"), again(1, "dkim"), other(2, "dkim");
  const std::string record = DkimKey::from_random(one).record();
  EXPECT_EQ(DkimKey::from_random(again).record(), record);
  EXPECT_NE(DkimKey::from_random(other).record(), record);
}

TEST(DkimKey, IsRefusedIfItIsOfNoUse) {
  EXPECT_FALSE(DkimKey::from_pem("no key"));
  EXPECT_NE(DkimKey::from_pem(key_file("ken.key")).error().what.find("neither RSA nor Ed25519"), std::string::npos);
}

TEST(DkimSignature, HasTheBodyHashOfTheStandard) {
  const std::string field = unfolded(dkim_signature(football, signer(), signing_time));
  EXPECT_TRUE(has(field, "bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;")) << field;
  EXPECT_TRUE(has(field, "a=ed25519-sha256; c=relaxed/relaxed;d=football.example.com; s=brisbane; t=1767603600;")) << field;
  EXPECT_TRUE(has(field, "h=From:Subject:Date:To:Message-ID;")) << field;
}

TEST(DkimSignature, IsFoldedAndTheSameEachTime) {
  for (const DkimSigner& each : {signer(), DkimSigner{"football.example.com", "s1", *DkimKey::from_pem(key_file("dkim-rsa.key"))}}) {
    const std::string field = dkim_signature(football, each, signing_time);
    EXPECT_EQ(field, dkim_signature(football, each, signing_time));
    EXPECT_TRUE(field.ends_with("\r\n"));
    for (std::size_t at = 0, end = 0; at < field.size(); at = end + 2) {
      end = field.find("\r\n", at);
      ASSERT_NE(end, std::string::npos);
      EXPECT_LE(end - at, 78U) << field;
      EXPECT_TRUE(at == 0 || field[at] == '\t');
    }
  }
}

TEST(DkimSignature, CoversEachFieldOfAName) {
  const std::string two = "Subject: second\r\n" + football;
  EXPECT_TRUE(has(unfolded(dkim_signature(two, signer(), signing_time)), "h=From:Subject:Subject:Date:"));
  EXPECT_TRUE(has(unfolded(dkim_signature(football, signer(true), signing_time)), "h=From:From:Subject:Subject:Date:Date:To:To:Message-ID:Message-ID;"));
  EXPECT_TRUE(has(unfolded(dkim_signature("Subject: x\r\n\r\n", signer(), signing_time)), "h=From:Subject;")) << "From must be there (RFC 6376, 5.4)";
}

TEST(DkimSignature, ChangesWithWhatItCovers) {
  const std::string first = dkim_signature(football, signer(), signing_time);
  std::string other = football;
  other.replace(other.find("dinner"), 6, "supper");
  EXPECT_NE(dkim_signature(other, signer(), signing_time), first);
  EXPECT_NE(dkim_signature(football + "PS\r\n", signer(), signing_time), first);
  EXPECT_EQ(dkim_signature("X-Other: 1\r\n" + football + "\r\n\r\n", signer(), signing_time), first) << "neither this field nor empty lines count";
}

}  // namespace
}  // namespace sender_tests
