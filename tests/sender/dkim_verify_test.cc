// What becomes of DKIM signatures: results and reasons (RFC 6376, 6; RFC 8301; RFC 8601, 2.7.1). Peers' signatures: tests/peers/dkim_test.cc.
#include <gtest/gtest.h>

#include "sim/sender/dkim_sign.h"
#include "sim/sender/dkim_verify.h"
#include "tests/auth/keys.h"
#include "tests/sender/zone_lookup.h"

namespace sender_tests {
namespace {

using namespace sim::sender;

const std::string letter = "From: Acme <acme@corp.example>\r\nTo: Ken <ken@other.example>\r\nSubject: Printer  3F\r\nDate: Mon, 05 Jan 2026 09:00:00 +0000\r\n"
                           "Message-ID: <1@corp.example>\r\n\r\nHello  there \r\n\r\nIt shows 0x6100.\r\n\r\n";
const sim::Instant signed_at = *sim::parse_iso8601("2026-01-05T09:00:00Z");
const sim::Instant read_at = signed_at + std::chrono::minutes{1};

std::string txt(const std::string& owner, const std::string& text) {
  std::string out = owner + ". TXT";
  for (const std::string& part : character_strings(text)) out += " \"" + part + '"';
  return out + '\n';
}

DkimKey rsa_key() { return *DkimKey::from_pem(auth_tests::key_file("dkim-rsa.key")); }
DkimKey ed25519_key() {
  sim::Random random(5, "dkim");
  return DkimKey::from_random(random);
}
DkimSigner rsa_signer() { return {"corp.example", "s1", rsa_key()}; }
std::string records() { return txt("s1._domainkey.corp.example", rsa_key().record()) + txt("e1._domainkey.corp.example", ed25519_key().record()); }

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

DkimVerdict verdict_on(const std::string& raw, const std::string& zone = records(), const DkimPolicy& policy = {}, sim::Instant now = read_at) {
  ZoneLookup dns(zone);
  const auto verdicts = verify_dkim(raw, dns, now, policy);
  EXPECT_EQ(verdicts.size(), 1U);
  return verdicts.empty() ? DkimVerdict{} : verdicts[0];
}

std::string told(const DkimVerdict& verdict) {
  return std::string(result_name(verdict.result)) + (verdict.reason.empty() ? "" : ": " + verdict.reason);
}

std::string told_on(const std::string& raw, const std::string& zone = records(), const DkimPolicy& policy = {}, sim::Instant now = read_at) {
  return told(verdict_on(raw, zone, policy, now));
}

std::string signed_letter(const DkimSigner& signer = rsa_signer()) { return dkim_signature(letter, signer, signed_at) + letter; }

TEST(DkimVerify, TakesWhatItSigned) {
  for (const Canon header : {Canon::simple, Canon::relaxed}) {
    for (const Canon body : {Canon::simple, Canon::relaxed}) {
      DkimSigner signer = rsa_signer();
      signer.canon = {header, body};
      EXPECT_EQ(told_on(signed_letter(signer)), "pass") << signer.canon.text();
    }
  }
  EXPECT_EQ(told_on(signed_letter({"corp.example", "e1", ed25519_key()})), "pass");
}

TEST(DkimVerify, TellsWhatWasSigned) {
  DkimSigner signer = rsa_signer();
  signer.identity = "acme@mail.corp.example";
  const DkimVerdict verdict = verdict_on(signed_letter(signer));
  EXPECT_EQ(told(verdict), "pass");
  EXPECT_EQ(verdict.domain, "corp.example");
  EXPECT_EQ(verdict.selector, "s1");
  EXPECT_EQ(verdict.identity, "acme@mail.corp.example");
  EXPECT_EQ(verdict.algorithm, "rsa-sha256");
  EXPECT_EQ(verdict.key_bits, 2048U);
  EXPECT_EQ(verdict.signature_start.size(), 8U);
  EXPECT_EQ(verdict.signed_fields, (std::vector<std::string>{"from", "subject", "date", "to", "message-id"}));
  EXPECT_EQ(verdict.cost, sim::Duration{10});
  ASSERT_EQ(verdict.steps.size(), 6U);
  EXPECT_EQ(verdict.steps[0], "tags: a=rsa-sha256 c=relaxed/relaxed d=corp.example s=s1 i=acme@mail.corp.example");
  EXPECT_EQ(verdict.steps[2], "key: s1._domainkey.corp.example TXT: RSA, 2048 bits");
  EXPECT_TRUE(verdict.steps[3].starts_with("body: 33 octets in relaxed form, sha256 ")) << verdict.steps[3];
  EXPECT_EQ(verdict.steps[4], "header: in relaxed form, signed and there: from, subject, date, to, message-id");
  EXPECT_EQ(verdict.steps[5], "signature: holds with the key");
}

TEST(DkimVerify, HasNothingToSayOfAnUnsignedMail) {
  ZoneLookup dns("");
  EXPECT_TRUE(verify_dkim(letter, dns, read_at).empty());
  EXPECT_TRUE(verify_dkim("", dns, read_at).empty());
}

TEST(DkimVerify, SeesAChangedBody) {
  const DkimVerdict verdict = verdict_on(replaced(signed_letter(), "0x6100", "0x6200"));
  EXPECT_EQ(told(verdict), "fail: body hash did not verify") << "cause-A07";
  EXPECT_NE(verdict.body_hash, verdict.signed_body_hash);
  EXPECT_EQ(verdict.steps.back(), "signature: holds with the key") << "the header is as it was";
  EXPECT_EQ(told_on(signed_letter() + "-- \r\nfooter\r\n"), "fail: body hash did not verify");
  EXPECT_EQ(told_on(replaced(signed_letter(), "Hello  there \r\n", "Hello there\r\n")), "pass") << "relaxed";
}

TEST(DkimVerify, SeesAChangedHeader) {
  EXPECT_EQ(told_on(replaced(signed_letter(), "Printer", "[list] Printer")), "fail: bad signature") << "cause-A08";
  EXPECT_EQ(told_on(replaced(signed_letter(), "Subject: Printer  3F", "SUBJECT:Printer\r\n\t3F ")), "pass") << "relaxed";
  DkimSigner simple = rsa_signer();
  simple.canon = {};
  EXPECT_EQ(told_on(replaced(signed_letter(simple), "Subject: Printer", "SUBJECT: Printer")), "fail: bad signature");
  const DkimVerdict verdict = verdict_on(replaced(signed_letter(), "Message-ID: <1@corp.example>\r\n", "Subject: second\r\n"));
  EXPECT_EQ(told(verdict), "fail: bad signature");
  EXPECT_EQ(verdict.steps[4], "header: in relaxed form, signed and there: from, subject, date, to; signed as absent: message-id; "
                              "there beyond what is signed: subject (1 of 2)");
}

TEST(DkimVerify, TakesTheLowestFieldsOfAName) {
  EXPECT_EQ(told_on("Subject: another\r\n" + signed_letter()), "pass") << "RFC 6376, 5.4.2";
  DkimSigner oversigning = rsa_signer();
  oversigning.oversigns = true;
  EXPECT_EQ(told_on(signed_letter(oversigning)), "pass");
  EXPECT_EQ(told_on("Subject: another\r\n" + signed_letter(oversigning)), "fail: bad signature");
  DkimSigner own = rsa_signer();
  own.fields = {"from", "cc", "cc", "subject"};
  EXPECT_EQ(told_on(signed_letter(own)), "pass") << "absent fields are null";
  EXPECT_EQ(told_on("Cc: boss@corp.example\r\n" + signed_letter(own)), "fail: bad signature");
}

TEST(DkimVerify, SeesFieldsBehindAnyNumberOfOthers) {
  DkimSigner oversigning = rsa_signer();
  oversigning.oversigns = true;
  const std::string raw = signed_letter(oversigning), body = "\r\n\r\nHello";
  std::string fillers;
  for (int i = 0; i < 1000; ++i) fillers += "\r\nX-Filler: " + std::to_string(i);
  const std::string large = "\r\nX-Large: " + std::string(300'000, 'y'), second = "\r\nSubject: another";
  for (const std::string& between : {fillers, large}) {
    EXPECT_EQ(told_on(replaced(raw, body, between + body)), "pass") << "what is not signed may be there";
    EXPECT_EQ(told_on(replaced(raw, body, between + second + body)), "fail: bad signature") << "h= says that there is one Subject";
  }
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += "Subject: s\r\nDKIM-Signature: x\r\n";
  ZoneLookup dns(records());
  EXPECT_EQ(verify_dkim(many + raw, dns, read_at).size(), 10U) << "and that takes no long time";
}

TEST(DkimVerify, KeepsACarriageReturnThatFoldsNothing) {
  EXPECT_EQ(told_on(replaced(signed_letter(), "Printer", "Prin\rter")), "fail: bad signature") << "RFC 6376, 3.4.2";
  EXPECT_EQ(told_on(replaced(signed_letter(), "Printer  3F", "Printer\r\n 3F")), "pass");
}

TEST(DkimVerify, ReadsBase64WithoutPadding) {
  const std::string raw = signed_letter();
  const std::size_t at = raw.find("==", raw.find("b="));
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(told_on(std::string(raw).erase(at, 2)), "pass") << "RFC 6376, 2.10";
  EXPECT_EQ(told_on(std::string(raw).erase(at - 1, 3)), "permerror: signature syntax error (b= is no base64)") << "one digit alone is nothing";
  EXPECT_EQ(told_on(replaced(raw, "=;", ";")), "fail: bad signature") << "bh= is the same hash, but was signed as it stood";
  const std::string key = ed25519_key().record();
  ASSERT_TRUE(key.ends_with('='));
  EXPECT_EQ(told_on(signed_letter({"corp.example", "e1", ed25519_key()}), txt("e1._domainkey.corp.example", key.substr(0, key.size() - 1))), "pass");
}

/// RFC 8616, 5: the hash is of what stands in the mail, the question for the key is of A-labels.
TEST(DkimVerify, AsksForTheKeyOfAnInternationalNameInALabels) {
  const std::string zone = txt("s1._domainkey.xn--bcher-kva.example", rsa_key().record());
  DkimSigner signer{"b\u00fccher.example", "s1", rsa_key()};
  EXPECT_EQ(told_on(signed_letter(signer), zone), "pass");
  EXPECT_EQ(verdict_on(signed_letter(signer), zone).domain, "b\u00fccher.example") << "as written";
  signer.identity = "acme@mail.xn--bcher-kva.example";
  EXPECT_EQ(told_on(signed_letter(signer), zone), "pass") << "the same name in another spelling";
  DkimSigner other{"xn--bcher-kva.example", "s1", rsa_key()};
  other.identity = "@b\u00fccher.example";
  EXPECT_EQ(told_on(signed_letter(other), zone.substr(0, zone.rfind('"')) + "; t=s\"\n"), "pass") << "and no subdomain";
  other.identity = "@b\u00fcche.example";
  EXPECT_EQ(told_on(signed_letter(other), zone), "permerror: signature syntax error (i= is outside of d=)");
}

TEST(DkimVerify, JudgesEachSignature) {
  const std::string once = dkim_signature(letter, rsa_signer(), signed_at) + letter;
  const std::string twice = dkim_signature(once, {"corp.example", "e1", ed25519_key()}, signed_at) + once;
  ZoneLookup dns(records());
  auto verdicts = verify_dkim(replaced(twice, "b=", "b=AAAA"), dns, read_at);
  ASSERT_EQ(verdicts.size(), 2U);
  EXPECT_EQ(told(verdicts[0]), "fail: bad signature");
  EXPECT_EQ(told(verdicts[1]), "pass");
  verdicts = verify_dkim(twice, dns, read_at, {.knows_ed25519 = false});
  EXPECT_EQ(told(verdicts[0]), "neutral: unsupported algorithm ed25519-sha256") << "cause-A12";
  EXPECT_EQ(told(verdicts[1]), "pass");
}

TEST(DkimVerify, PassesOverSignaturesBeyondTheBound) {
  std::string raw = letter;
  for (int i = 0; i < 30; ++i) raw = "DKIM-Signature: v=1; d=x" + std::to_string(i) + ".example\r\n" + raw;
  ZoneLookup dns("");
  EXPECT_EQ(verify_dkim(raw, dns, read_at).size(), 10U);
  EXPECT_TRUE(dns.asked.empty()) << "what is no signature needs no key";
}

TEST(DkimVerify, TellsSignaturesApartByTheirFirstOctets) {
  const std::string field = "DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s; h=from; bh=AAAA; b=";
  ZoneLookup dns("");
  const auto verdicts = verify_dkim(field + "ABCDEFGHIJ11\r\n" + field + "ABCDEFGHIJ22\r\n" + letter, dns, read_at);
  ASSERT_EQ(verdicts.size(), 2U);
  EXPECT_EQ(verdicts[0].signature_start, "ABCDEFGHIJ1") << "RFC 6008, 4";
  EXPECT_EQ(verdicts[1].signature_start, "ABCDEFGHIJ2");
}

TEST(DkimVerify, KeepsTime) {
  DkimSigner signer = rsa_signer();
  signer.lifetime = std::chrono::hours{1};
  EXPECT_EQ(told_on(signed_letter(signer), records(), {}, signed_at + std::chrono::hours{1}), "pass");
  EXPECT_EQ(told_on(signed_letter(signer), records(), {}, signed_at + std::chrono::minutes{61}), "fail: signature expired") << "cause-A11";
  EXPECT_EQ(told_on(signed_letter(), records(), {}, signed_at - std::chrono::minutes{5}), "pass") << "a clock may be behind";
  EXPECT_EQ(told_on(signed_letter(), records(), {}, signed_at - std::chrono::minutes{6}), "fail: signature timestamp in the future");
}

TEST(DkimVerify, TakesPartOfABodyIfItMay) {
  DkimSigner signer = rsa_signer();
  signer.body_octets = 13;
  const std::string longer = signed_letter(signer) + "Buy this!\r\n";
  const DkimVerdict verdict = verdict_on(longer);
  EXPECT_EQ(told(verdict), "pass");
  EXPECT_FALSE(verdict.covers_whole_body);
  EXPECT_EQ(told_on(longer, records(), {.takes_partial_bodies = false}), "policy: part of the body is not signed (l=)") << "cause-A10";
  EXPECT_EQ(told_on(replaced(longer, "Hello", "Hi")), "fail: body hash did not verify");
  signer.body_octets = 1000;
  EXPECT_TRUE(verdict_on(signed_letter(signer)).covers_whole_body);
  EXPECT_EQ(told_on(replaced(signed_letter(signer), "\r\nIt shows 0x6100.\r\n", "")), "permerror: l= is larger than the body");
}

TEST(DkimVerify, WantsTheTagsOfTheStandard) {
  const std::string good = signed_letter();
  const auto error = [&](const std::string& what, const std::string& with) { return told_on(replaced(good, what, with)); };
  EXPECT_EQ(error("v=1", "v=2"), "permerror: signature syntax error (v= is not 1)");
  EXPECT_EQ(error(" v=1;", ""), "permerror: signature syntax error (v= is missing)");
  EXPECT_EQ(error("d=corp.example", "x=corp.example"), "permerror: signature syntax error (d= is missing)");
  EXPECT_EQ(error("s=s1;", "s=s1; s=s2;"), "permerror: signature syntax error (s= is there twice)");
  EXPECT_EQ(error("h=From:", "h=X:"), "permerror: signature syntax error (From is not signed)");
  EXPECT_EQ(error("s=s1;", "s=s1; i=@example;"), "permerror: signature syntax error (i= is outside of d=)");
  EXPECT_EQ(error("s=s1;", "s=s1; i=@evilcorp.example;"), "permerror: signature syntax error (i= is outside of d=)");
  EXPECT_EQ(error("s=s1;", "s=s1; q=http;"), "permerror: signature syntax error (q= has no dns/txt)");
  EXPECT_EQ(error("c=relaxed/relaxed", "c=loose"), "permerror: signature syntax error (c= is no canonicalization)");
  EXPECT_EQ(error("s=s1;", "s=s1; l=-1;"), "permerror: signature syntax error (l= is no number)");
  EXPECT_EQ(error("s=s1;", "s=s1; x=5;"), "permerror: signature syntax error (x= is not after t=)");
  EXPECT_EQ(error("bh=", "bh=*"), "permerror: signature syntax error (bh= is no base64)");
  EXPECT_EQ(error("a=rsa-sha256", "a=rsa-md5"), "neutral: unsupported algorithm rsa-md5");
  EXPECT_EQ(error("s=s1;", "s=s1; q=http : dns/txt; ext=1;"), "fail: bad signature") << "unknown tags and ways to ask are no error";
}

TEST(DkimVerify, TellsWhyThereIsNoKey) {
  const std::string raw = signed_letter(), owner = "s1._domainkey.corp.example", key = rsa_key().record();
  const auto with = [&](const std::string& record) { return told_on(raw, txt(owner, record)); };
  EXPECT_EQ(told_on(raw, ""), "permerror: no key for signature") << "cause-A09";
  EXPECT_EQ(with("v=DKIM1; p="), "permerror: key revoked");
  EXPECT_EQ(with("v=DKIM1; k=rsa"), "permerror: key syntax error (no p=)");
  EXPECT_EQ(with("v=DKIM1; p=MIIB*"), "permerror: key syntax error (p= is no base64)");
  EXPECT_EQ(with("v=DKIM1; p=AAAA"), "permerror: key syntax error (p= is no RSA key)");
  EXPECT_EQ(with("v=DKIM1; k=ed25519; p=AAAA"), "permerror: key syntax error (p= has 3 octets, an Ed25519 key 32)");
  EXPECT_EQ(with("v=spf1 -all"), "permerror: key syntax error (v=spf1 -all)");
  EXPECT_EQ(with("k=rsa; v=DKIM1; p=AAAA"), "permerror: key syntax error (v=DKIM1)") << "v= comes first";
  EXPECT_EQ(with(replaced(key, "k=rsa", "k=dsa")), "permerror: key type dsa is unknown");
  EXPECT_EQ(with(replaced(key, "k=rsa", "s=tlsrpt")), "permerror: key is not for email (s=)");
  EXPECT_EQ(with(replaced(key, "k=rsa", "h=sha1")), "permerror: inappropriate hash algorithm (h=)");
  EXPECT_EQ(with(ed25519_key().record()), "permerror: inappropriate key algorithm (k=ed25519)");
  EXPECT_EQ(with(replaced(key, "v=DKIM1; k=rsa", "h=sha1 : sha256; s=chat:email; n=ours; x=1")), "pass") << "unknown tags are no error, v= may be missing";
}

TEST(DkimVerify, DistinguishesNoKeyFromNoAnswer) {
  ZoneLookup dns(records());
  dns.failing.insert("s1._domainkey.corp.example");
  EXPECT_EQ(told(verify_dkim(signed_letter(), dns, read_at)[0]), "temperror: key could not be fetched (servfail)");
}

TEST(DkimVerify, ReadsKeysThroughAliasesAndBesideOtherRecords) {
  const std::string key = rsa_key().record();
  EXPECT_EQ(told_on(signed_letter(), "s1._domainkey.corp.example. CNAME k.esp.example.\n" + txt("k.esp.example", key)), "pass");
  EXPECT_EQ(told_on(signed_letter(), txt("s1._domainkey.corp.example", "v=spf1 -all") + txt("s1._domainkey.corp.example", key)), "pass");
  const std::string split = "s1._domainkey.corp.example. TXT \"" + key.substr(0, 40) + "\" \"" + key.substr(40, 200) + "\" \"" + key.substr(240) + "\"\n";
  EXPECT_EQ(told_on(signed_letter(), split), "pass");
}

TEST(DkimVerify, HeedsTheFlagsOfAKey) {
  const std::string key = rsa_key().record(), owner = "s1._domainkey.corp.example";
  EXPECT_TRUE(verdict_on(signed_letter(), txt(owner, key + "; t=y")).is_testing);
  EXPECT_TRUE(verdict_on(replaced(signed_letter(), "0x6100", "0x6200"), txt(owner, key + "; t=x:y")).is_testing);
  DkimSigner signer = rsa_signer();
  signer.identity = "@mail.corp.example";
  EXPECT_EQ(told_on(signed_letter(signer), txt(owner, key + "; t=s")), "permerror: key does not allow a subdomain in i= (t=s)");
  EXPECT_EQ(told_on(signed_letter(), txt(owner, key + "; t=s")), "pass");
}

TEST(DkimVerify, RefusesWeakKeysByPolicy) {
  EXPECT_EQ(told_on(signed_letter(), records(), {.least_rsa_bits = 4096}), "policy: weak key (2048 bits)") << "RFC 8301, 3.2";
  EXPECT_EQ(told_on(replaced(signed_letter(), "0x6100", "0x6200"), records(), {.least_rsa_bits = 4096}), "fail: body hash did not verify");
  EXPECT_EQ(told_on(signed_letter({"corp.example", "e1", ed25519_key()}), records(), {.least_rsa_bits = 4096}), "pass") << "Ed25519 has no such bound";
}

TEST(DkimVerify, IsNotKeptBusyByKeys) {
  EXPECT_EQ(told_on(signed_letter(), txt("s1._domainkey.corp.example", "p=" + std::string(4000, 'A'))), "policy: key too large (3000 octets)");
  std::string zone;
  for (int i = 0; i < 50; ++i) zone += txt("s1._domainkey.corp.example", "p=A*" + std::to_string(i));
  const DkimVerdict verdict = verdict_on(signed_letter(), zone + txt("s1._domainkey.corp.example", rsa_key().record()));
  EXPECT_EQ(told(verdict), "permerror: key syntax error (p= is no base64)") << "of several records four are tried";
}

}  // namespace
}  // namespace sender_tests
