// Chains of hops that seal what they saw (RFC 8617). The public cases for each rule: tests/corpora (arc-valimail).
#include <gtest/gtest.h>

#include "sim/sender/arc.h"
#include "tests/sender/zone_lookup.h"

namespace sender_tests {
namespace {

using namespace sim::sender;

const std::string note = "From: Acme <acme@corp.example>\r\nTo: list@list.example\r\nSubject: Printer\r\nDate: Mon, 05 Jan 2026 09:00:00 +0000\r\n\r\nHello\r\n";
const sim::Instant sealed_at = *sim::parse_iso8601("2026-01-05T09:00:00Z");

DkimKey hop_key() {
  sim::Random random(7, "arc");
  return DkimKey::from_random(random);
}

std::string hop_zone() {
  std::string out;
  for (const std::string name : {"list.example", "forwarder.example", "gateway.example"}) out += "a1._domainkey." + name + ". TXT \"" + hop_key().record() + "\"\n";
  return out;
}

ArcVerdict chain_of(const std::string& raw) {
  ZoneLookup dns(hop_zone());
  return verify_arc(raw, dns, sealed_at);
}

std::string sealed(const std::string& raw, const std::string& domain, const std::string& results = "dkim=pass header.d=corp.example") {
  return arc_set(raw, {domain, "a1", hop_key(), "mx." + domain, {}}, results, chain_of(raw), sealed_at) + raw;
}

std::string changed(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

TEST(Arc, IsNoneWithoutSets) {
  const ArcVerdict verdict = chain_of(note);
  EXPECT_EQ(verdict.result, ArcResult::none);
  EXPECT_EQ(verdict.sets, 0U);
}

TEST(Arc, PassesThroughHopsThatSeal) {
  const ArcVerdict verdict = chain_of(sealed(sealed(note, "list.example"), "forwarder.example", "arc=pass"));
  EXPECT_EQ(verdict.result, ArcResult::pass) << verdict.reason;
  EXPECT_EQ(verdict.sets, 2U);
  EXPECT_EQ(verdict.sealers, (std::vector<std::string>{"list.example", "forwarder.example"}));
  EXPECT_EQ(verdict.results, (std::vector<std::string>{"mx.list.example; dkim=pass header.d=corp.example", "mx.forwarder.example; arc=pass"}));
  EXPECT_EQ(verdict.oldest_pass, 0U);
  EXPECT_EQ(verdict.cost, sim::Duration{40}) << "two seals, two message signatures";
}

TEST(Arc, SeesFieldsBehindAnyNumberOfOthers) {
  const std::string once = sealed(note, "list.example");
  std::string fillers;
  for (int i = 0; i < 1000; ++i) fillers += "\r\nX-Filler: 1";
  EXPECT_EQ(chain_of(changed(once, "\r\n\r\n", fillers + "\r\n\r\n")).result, ArcResult::pass);
  EXPECT_EQ(chain_of(changed(once, "\r\n\r\n", fillers + "\r\nSubject: another\r\n\r\n")).reason, "i=1: ARC-Message-Signature: bad signature");
}

TEST(Arc, TellsSinceWhenTheMailIsAsItIs) {
  // The forwarder adds a footer and seals the result: the list's message signature no longer holds, the chain does.
  const ArcVerdict verdict = chain_of(sealed(sealed(note, "list.example") + "footer\r\n", "forwarder.example"));
  EXPECT_EQ(verdict.result, ArcResult::fail) << "nobody sealed between the two";
  const std::string listed = sealed(note, "list.example");
  const std::string tagged = changed(listed, "Subject: Printer", "Subject: [list] Printer");
  const std::string set = arc_set(tagged, {"forwarder.example", "a1", hop_key(), "mx.forwarder.example", {}}, "arc=pass", chain_of(listed), sealed_at);
  const ArcVerdict later = chain_of(set + tagged);
  EXPECT_EQ(later.result, ArcResult::pass) << later.reason;
  EXPECT_EQ(later.oldest_pass, 2U) << "RFC 8617, 5.2";
}

TEST(Arc, BreaksWhereTheMailWasChangedAfterTheLastSeal) {
  const std::string twice = sealed(sealed(note, "list.example"), "forwarder.example");
  EXPECT_EQ(chain_of(twice + "footer\r\n").reason, "i=2: ARC-Message-Signature: body hash did not verify");
  EXPECT_EQ(chain_of(changed(twice, "Subject: P", "Subject: [x] P")).reason, "i=2: ARC-Message-Signature: bad signature");
  EXPECT_EQ(chain_of(changed(twice, "mx.list.example", "mx.evil.example")).reason, "i=2: ARC-Seal: bad signature") << "cause-A18";
  EXPECT_EQ(chain_of(changed(twice, "d=forwarder.example; i=2", "d=gone.example; i=2")).reason, "i=2: ARC-Seal: no key for signature");
}

TEST(Arc, WantsCompleteSetsInOrder) {
  const std::string once = sealed(note, "list.example");
  EXPECT_EQ(chain_of(changed(once, "ARC-Authentication-Results: i=1;", "ARC-Authentication-Results: i=2;")).reason,
            "ARC-Authentication-Results of i=1 is missing");
  EXPECT_EQ(chain_of(changed(once, "ARC-Authentication-Results: i=1;", "ARC-Authentication-Results: i=51;")).reason,
            "ARC-Authentication-Results without an instance number");
  EXPECT_EQ(chain_of(once.substr(0, once.find("ARC-Message")) + once).reason, "ARC-Seal is there twice for i=1");
  EXPECT_EQ(chain_of(changed(once, "cv=none", "cv=pass")).reason, "i=1: cv=pass instead of none");
  EXPECT_EQ(chain_of(changed(once, "cv=none", "cv=fail")).reason, "i=1: cv=fail");
  EXPECT_EQ(chain_of(changed(once, "ARC-Seal: ", "ARC-Seal: h=from; ")).reason, "i=1: ARC-Seal: signature syntax error (h= in ARC-Seal)");
}

TEST(Arc, SealsABrokenChainAsBrokenAndThenNoMore) {
  const std::string broken = sealed(note, "list.example") + "footer\r\n";
  const std::string told = sealed(broken, "forwarder.example");
  EXPECT_NE(told.find("cv=fail; d=forwarder.example; i=2"), std::string::npos) << told;
  EXPECT_EQ(chain_of(told).reason, "i=2: cv=fail");
  EXPECT_EQ(sealed(told, "gateway.example"), told) << "RFC 8617, 5.1.2";
}

TEST(Arc, EndsAtFiftySets) {
  std::string raw = note;
  ArcVerdict so_far;
  for (unsigned i = 0; i < 52; ++i) {
    raw = arc_set(raw, {"list.example", "a1", hop_key(), "mx.list.example", {}}, "dkim=pass", so_far, sealed_at) + raw;
    so_far.result = ArcResult::pass;
    so_far.sets = std::min(i + 1, most_arc_sets);
  }
  const ArcVerdict verdict = chain_of(raw);
  EXPECT_EQ(verdict.sets, most_arc_sets);
  EXPECT_EQ(verdict.result, ArcResult::pass) << verdict.reason;
}

TEST(Arc, IsNotPassedWithoutDns) {
  ZoneLookup dns(hop_zone());
  dns.failing.insert("a1._domainkey.list.example");
  const ArcVerdict verdict = verify_arc(sealed(note, "list.example"), dns, sealed_at);
  EXPECT_EQ(verdict.reason, "i=1: ARC-Message-Signature: key could not be fetched (servfail)");
}

TEST(Arc, FoldsLongLists) {
  std::string raw = note;
  for (const std::string name : {"Sender", "Reply-To", "Cc", "In-Reply-To", "References", "MIME-Version", "Content-Type", "DKIM-Signature"}) raw = name + ": x\r\n" + raw;
  const std::string both = sealed(raw, "list.example", "spf=pass smtp.mailfrom=corp.example; dkim=pass header.d=corp.example header.s=s1; dmarc=pass header.from=corp.example");
  EXPECT_EQ(chain_of(both).result, ArcResult::pass) << chain_of(both).reason;
  for (std::size_t at = 0; at < both.size(); at = both.find("\r\n", at) + 2) EXPECT_LE(both.find("\r\n", at) - at, 110U) << both.substr(at, 120);
}

}  // namespace
}  // namespace sender_tests
