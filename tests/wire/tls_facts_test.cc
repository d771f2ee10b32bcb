#include "sim/wire/tls_facts.h"

namespace sim::wire {
namespace {

TEST(CertificateName, MatchesWithoutCaseAndOneLabelForAStar) {
  EXPECT_TRUE(name_matches("mx.corp.example", "MX.Corp.Example"));
  EXPECT_TRUE(name_matches("mx.corp.example", "mx.corp.example."));
  EXPECT_TRUE(name_matches("*.corp.example", "mx.corp.example"));
  EXPECT_FALSE(name_matches("*.corp.example", "a.mx.corp.example"));
  EXPECT_FALSE(name_matches("*.corp.example", "corp.example"));
  EXPECT_FALSE(name_matches("*.corp.example", ".corp.example"));
  EXPECT_FALSE(name_matches("m*.corp.example", "mx.corp.example"));
  EXPECT_FALSE(name_matches("", ""));
}

TEST(CertificateEnd, IsOneThatARealCertificateCanState) {
  EXPECT_EQ(iso8601(stated_end(Instant::max())), "9999-12-31T23:59:59.000Z");
  EXPECT_EQ(iso8601(stated_end(*parse_iso8601("2026-01-05T09:00:00.750Z"))), "2026-01-05T09:00:00.000Z");
}

}  // namespace
}  // namespace sim::wire
