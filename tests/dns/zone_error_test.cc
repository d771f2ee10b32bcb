#include "tests/dns/dns_texts.h"

namespace {

using dns_texts::name;
using sim::dns::Zone;

struct Case {
  const char* text;
  int line;
  int column;
  const char* says;    // part of what is wrong
  const char* advises; // part of the advice
};

class ZoneError : public testing::TestWithParam<Case> {};

TEST_P(ZoneError, PointsAndAdvises) {
  const Case& c = GetParam();
  const auto parsed = Zone::parse(name("corp.example"), c.text, {"story.yaml", 1, 1});
  ASSERT_FALSE(parsed.has_value()) << c.text;
  const auto& error = parsed.error();
  EXPECT_EQ(error.place.text(), "story.yaml:" + std::to_string(c.line) + ":" + std::to_string(c.column)) << error.text();
  EXPECT_NE(error.what.find(c.says), std::string::npos) << error.text();
  EXPECT_NE(error.advice.find(c.advises), std::string::npos) << error.text();
}

INSTANTIATE_TEST_SUITE_P(
    Texts, ZoneError,
    testing::Values(
        Case{"@ TEXT hello", 1, 3, "'TEXT' is not a record type", "did you mean TXT?"},
        Case{"\nmail AAA 2001:db8::1", 2, 6, "'AAA'", "did you mean A"},
        Case{"www CANME mail", 1, 5, "'CANME'", "did you mean CNAME?"},
        Case{"@ XM 10 mail", 1, 3, "'XM'", "did you mean MX?"},
        Case{"@ HTTPS 1 .", 1, 3, "records of type HTTPS are not read", "TYPE65 \\# LENGTH HEX"},
        Case{"@ CAA 0 issue x", 1, 3, "records of type CAA are not read", "TYPE257 \\# LENGTH HEX"},
        Case{"@ DNAME other.test.", 1, 3, "records of type DNAME are not read", "the names below it"},
        Case{"@ BOGUS 1 .", 1, 3, "'BOGUS' is not a record type", "hold A, AAAA, MX"},
        Case{"@ 99999999999 A 192.0.2.1", 1, 3, "'99999999999' is not a time to live", "0 to 2147483647"},
        Case{"MX 10 mail", 1, 7, "'mail' is not a record type", "'@ MX ...'"},
        Case{"@ ANY x", 1, 7, "ANY", "write one of"},
        Case{"mail", 1, 1, "no type", "A, AAAA"},
        Case{"mail IN A 192.0.2.300", 1, 11, "'192.0.2.300' is not an IP address", "A 192.0.2.10"},
        Case{"mail IN A 2001:db8::1", 1, 11, "IPv6", "AAAA records"},
        Case{"mail AAAA 192.0.2.1", 1, 11, "IPv4", "A records"},
        Case{"@ MX mail", 1, 6, "cut short", "MX 10 mail"},
        Case{"@ MX ten mail", 1, 6, "'ten' is not a preference", "MX 10 mail"},
        Case{"@ MX 65536 mail", 1, 6, "'65536' is not a preference", "MX 10 mail"},
        Case{"@ MX 10 mail mail2", 1, 14, "'mail2' is too much", "MX 10 mail"},
        Case{"@ MX 10 mail.corp.example", 1, 9, "without a dot", "'mail.corp.example.'"},
        Case{"@ TXT \"open", 1, 7, "quote is not closed", "add"},
        Case{"@ TXT ( a\n b", 1, 7, "never closed", "')'"},
        Case{"@ TXT a )", 1, 9, "never opened", "'('"},
        Case{"@ CH TXT a", 1, 3, "class CH", "IN"},
        Case{"  A 192.0.2.1", 1, 3, "no owner", "'@'"},
        Case{"mail.other.example. A 192.0.2.1", 1, 1, "not in the zone", "zone that it belongs to"},
        Case{"a..b A 192.0.2.1", 1, 1, "a label is empty", "one dot"},
        Case{"$INCLUDE other", 1, 1, "$INCLUDE is refused", "put that file"},
        Case{"$GENERATE 1-3 a$", 1, 1, "$GENERATE is not played", "write out the records"},
        Case{"$COMMENT x", 1, 1, "'$COMMENT'", "$ORIGIN and $TTL"},
        Case{"a TYPE257 0 issue", 1, 11, "TYPE257 has no form of its own here", "0005697373"},
        Case{"a TYPE257 \\# 3 0005697373", 1, 14, "3 octets are announced", "TYPE257"},
        Case{"a TYPE257 \\# 1 zz", 1, 16, "'zz' is not hexadecimal", "TYPE257"},
        Case{"a TYPE41 \\# 0", 1, 10, "can be asked for, but not stored", "write one of"},
        Case{"$TTL soon", 1, 6, "'soon'", "1h30m"},
        Case{"$TTL 99999999999", 1, 6, "'99999999999'", "1h30m"},
        Case{"$TTL", 1, 1, "one value", "$TTL 1h"},
        Case{"a A 192.0.2.1\na CNAME b", 2, 3, "CNAME and other data", "alias"},
        Case{"a CNAME b\na TXT x", 2, 3, "CNAME and other data", "alias"},
        Case{"a CNAME b\na CNAME c", 2, 3, "CNAME and other data", "alias"},
        Case{"@ CNAME b", 1, 3, "cannot be an alias", "A or MX"},
        Case{"a SOA ns h 1 1 1 1 1", 1, 3, "zone's own name", "corp.example"},
        Case{"@ SOA ns h 1 1 1 1 1\n@ SOA ns h 2 1 1 1 1", 2, 3, "two SOA", "keep one"},
        Case{"@ SOA ns h one 1 1 1 1", 1, 12, "'one' is not a serial", "SOA ns1"},
        Case{"@ TXT a\\25", 1, 7, "\\DDD", "three digits"}));

TEST(ZoneErrorPlace, CountsFromWhereTheTextStands) {
  const auto parsed = Zone::parse(name("corp.example"), "a A 192.0.2.1\nb A no", {"story.yaml", 20, 5});
  ASSERT_FALSE(parsed.has_value());
  EXPECT_EQ(parsed.error().place.text(), "story.yaml:21:9");
}

TEST(ZoneErrorPlace, ATooLongTxtStringIsRefusedWithAdvice) {
  const auto parsed = Zone::parse(name("corp.example"), "@ TXT \"" + std::string(256, 'x') + "\"", {"z", 1, 1});
  ASSERT_FALSE(parsed.has_value());
  EXPECT_NE(parsed.error().advice.find("several"), std::string::npos);
}

TEST(ZoneErrorPlace, ARelativeNameMayNotGrowBeyond255Octets) {
  const std::string label(63, 'a');
  const auto text = label + "." + label + "." + label + "." + std::string(55, 'b') + " A 192.0.2.1";
  EXPECT_FALSE(Zone::parse(name("corp.example"), text, {"z", 1, 1}).has_value());
}

}  // namespace
