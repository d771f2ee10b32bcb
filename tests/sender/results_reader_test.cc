// What a receiver wrote of its findings, read again (RFC 8601, 2.2).
#include "sim/sender/results_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sender_tests {
namespace {

using namespace sim::sender;
using testing::ElementsAre;

/// "dmarc=pass header.from=corp.example", one text a result.
std::vector<std::string> read(std::string_view value) {
  std::vector<std::string> out;
  for (const MethodResult& each : read_results(value)) {
    std::string& text = out.emplace_back(each.method + "=" + each.result);
    for (const auto& [name, property] : each.properties) text += " " + name + "=" + property;
  }
  return out;
}

TEST(ResultsReader, ReadsEachMethodWithItsProperties) {
  EXPECT_THAT(read("mx.corp.example 1; spf=pass smtp.mailfrom=corp.example;\r\n\tdkim=pass (2048-bit key) header.d=corp.example header.b=\"Ab/d+f==\""),
              ElementsAre("spf=pass smtp.mailfrom=corp.example", "dkim=pass header.d=corp.example header.b=Ab/d+f=="));
  EXPECT_THAT(read("mx.example; DMARC / 1 (v) = (r) PASS reason=\"a; b\" Header . (c) From = \"corp.example\""),
              ElementsAre("dmarc=pass reason=a; b header.from=corp.example"));
  EXPECT_THAT(read("mx.example; dmarc=pass action=none header.from=corp.example"), ElementsAre("dmarc=pass action=none header.from=corp.example"))
      << "large receivers write some without a ptype";
  EXPECT_THAT(read("mx.example; none"), ElementsAre());
  EXPECT_THAT(read("dmarc=pass header.from=corp.example"), ElementsAre()) << "this would be the authserv-id";
  EXPECT_THAT(read(""), ElementsAre());
}

TEST(ResultsReader, TakesNothingFromCommentsAndQuotedStrings) {
  EXPECT_THAT(read("mx.example (; dmarc=pass); dkim=fail (a (nested) \\) ; dmarc=pass) header.i=\"; dmarc=pass\\\"; dmarc=pass\"@evil.example; spf=none"),
              ElementsAre("dkim=fail header.i=; dmarc=pass\"; dmarc=pass@evil.example", "spf=none"));
  EXPECT_THAT(read("\"mx; dmarc=pass\"; spf=none"), ElementsAre("spf=none"));
  EXPECT_THAT(read("mx.example; spf=none \"; dmarc=pass header.from=corp.example"), ElementsAre()) << "a quoted string without an end holds the rest";
  EXPECT_THAT(read("mx.example; spf=none (; dmarc=pass header.from=corp.example"), ElementsAre("spf=none"));
}

TEST(ResultsReader, LeavesOutWhatBreaksTheGrammar) {
  for (const char* odd : {"dmarc", "dmarc pass", "=pass", "dmarc=", "\"dmarc\"=pass", "dmarc=\"pass\"", "dmarc/2=pass", "x dmarc=pass", "dmarc=pass stray",
                          "dmarc=pass header.from="})
    EXPECT_THAT(read(std::string("mx.example; ") + odd + "; spf=none"), ElementsAre("spf=none")) << odd;
}

TEST(ResultsReader, IsBounded) {
  std::string many = "mx.example", wide = "mx.example; dkim=pass";
  for (int i = 0; i < 10'000; ++i) {
    many += "; dkim=none";
    wide += " a.b=c";
  }
  EXPECT_EQ(read_results(many).size(), most_read_results);
  EXPECT_EQ(read_results(wide).at(0).properties.size(), most_read_results);
  EXPECT_TRUE(read_results(std::string(1'000'000, '(')).empty());
}

TEST(ResultsReader, KnowsWhoSawDmarcPassAndForWhom) {
  EXPECT_TRUE(says_dmarc_pass("mx.example; dkim=none; dmarc=pass (p=reject) header.from=Corp.Example", "corp.example"));
  EXPECT_TRUE(says_dmarc_pass("mx.example; dmarc=pass header.from=b\u00fccher.example", "xn--bcher-kva.example"));
  for (const char* other : {"dmarc=passed header.from=corp.example", "dmarc=pass", "dmarc=pass header.from=evil.example",
                            "dmarc=pass header.from=corp.example.evil.example",
                            "xdmarc=pass header.from=corp.example", "dmarc=fail header.from=corp.example; dmarc=pass header.from=corp.example",
                            "dkim=fail header.i=\"dmarc=pass header.from=corp.example\"@evil.example"})
    EXPECT_FALSE(says_dmarc_pass(std::string("mx.example; ") + other, "corp.example")) << other;
  EXPECT_FALSE(says_dmarc_pass("mx.example; dmarc=pass header.from=\"\"", ""));
}

}  // namespace
}  // namespace sender_tests
