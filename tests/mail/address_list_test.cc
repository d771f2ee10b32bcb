#include "sim/mail/address.h"

namespace {

using sim::mail::NamedAddress;
using sim::mail::parse_address_list;

/// "name <address>" of each member, parted by " | "; faults follow after " ! ".
std::string shown(std::string_view value, std::size_t most = 10000) {
  std::vector<std::string> faults;
  std::string out;
  for (const NamedAddress& each : parse_address_list(value, &faults, most))
    out += (out.empty() ? "" : " | ") + each.display_name + " <" + each.address.text() + ">";
  if (!faults.empty()) out += " ! " + std::to_string(faults.size());
  return out;
}

TEST(AddressList, ReadsBareAddressesAndNames) {
  EXPECT_EQ(shown("a@b, C D <c@d>,\"E, F\" <e@f>"), " <a@b> | C D <c@d> | E, F <e@f>");
}

TEST(AddressList, IgnoresEmptyMembers) { EXPECT_EQ(shown(" , a@b,, ,c@d,"), " <a@b> |  <c@d>"); }

TEST(AddressList, TakesTheMembersOfGroups) {
  EXPECT_EQ(shown("Team: a@b, Bob <c@d>; e@f, undisclosed-recipients:;"), " <a@b> | Bob <c@d> |  <e@f>");
}

TEST(AddressList, SkipsCommentsAndTakesAnOldStyleName) {
  EXPECT_EQ(shown("a@b (Anna (the first) Berg), (x) c@(y)d (z)"), "Anna (the first) Berg <a@b> | z <c@d>");
}

TEST(AddressList, DecodesEncodedWords) {
  EXPECT_EQ(shown("=?ISO-2022-JP?B?GyRCRURDZhsoQg==?= <yuki@corp.example>"), "田中 <yuki@corp.example>");
  EXPECT_EQ(shown("\"=?UTF-8?B?55Sw5Lit?=\" <y@c>"), "田中 <y@c>");
  EXPECT_EQ(shown("=?utf-8?q?a?= =?utf-8?q?b?= <y@c>"), "ab <y@c>");
}

TEST(AddressList, TakesNamesThatNobodyEncoded) {
  EXPECT_EQ(shown("田中 由紀 <y@c>"), "田中 由紀 <y@c>");
  EXPECT_EQ(shown("\x1B$BEDCf\x1B(B <y@c>"), "田中 <y@c>");
  EXPECT_EQ(shown("Ren\xE9 <r@c>"), "René <r@c>");
}

TEST(AddressList, LeavesOutWhatItCannotReadAndTellsIt) {
  EXPECT_EQ(shown("a@b, nobody, <>, c@d"), " <a@b> |  <c@d> ! 2");
  EXPECT_EQ(shown("Doe, John <j@x>"), "John <j@x> ! 1");
  EXPECT_EQ(shown("two words@x.example, a@b"), " <a@b> ! 1");
}

TEST(AddressList, TakesTheDotsOfJapaneseCarriers) {
  EXPECT_EQ(shown("foo..bar.@docomo.example"), " <\"foo..bar.\"@docomo.example>");
}

TEST(AddressList, IgnoresRoutes) { EXPECT_EQ(shown("A <@x,@y:a@b>"), "A <a@b>"); }

TEST(AddressList, ReadsFoldedLists) { EXPECT_EQ(shown("a@b,\r\n\tC\r\n D <c@d>\r\n"), " <a@b> | C D <c@d>"); }

TEST(AddressList, KeepsQuotedLocalParts) {
  EXPECT_EQ(shown("\"a b\"@c, X <\"d>e\"@f>"), " <\"a b\"@c> | X <\"d>e\"@f>");
}

TEST(AddressList, StopsAtItsBound) {
  EXPECT_EQ(shown("a@b,c@d,e@f", 2), " <a@b> |  <c@d> ! 1");
  EXPECT_EQ(shown("a@b,c@d", 2), " <a@b> |  <c@d>");
}

TEST(AddressList, ReadsWhatDoesNotEnd) {
  EXPECT_EQ(shown("A <a@b"), "A <a@b> ! 1");
  EXPECT_EQ(shown("a@b (never closed"), "never closed <a@b> ! 1");
  EXPECT_EQ(shown("\"never closed <a@b>"), " ! 2");
}

}  // namespace
