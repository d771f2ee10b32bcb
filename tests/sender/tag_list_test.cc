// Lists of tags as RFC 6376, 3.2 has them, and what is not one.
#include <gtest/gtest.h>

#include "sim/sender/tag_list.h"

namespace sender_tests {
namespace {

using namespace sim::sender;

TEST(TagList, ReadsNamesAndValues) {
  const TagList list = read_tags(" v = 1; a=rsa-sha256 ;\r\n\tbh= ab\r\n cd==; x_1=;");
  EXPECT_TRUE(list.faults.empty()) << list.faults[0];
  ASSERT_EQ(list.tags.size(), 4U);
  EXPECT_EQ(list.value("v"), "1");
  EXPECT_EQ(list.value("a"), "rsa-sha256");
  EXPECT_EQ(list.value("bh"), "ab\r\n cd==");
  EXPECT_EQ(list.squeezed("bh"), "abcd==");
  ASSERT_NE(list.find("x_1"), nullptr) << "empty is not absent";
  EXPECT_EQ(list.value("x_1", "other"), "");
  EXPECT_EQ(list.value("A", "other"), "other") << "tag names are case-sensitive";
  EXPECT_FALSE(list.squeezed("A"));
}

TEST(TagList, SaysWhereAValueStands) {
  const std::string text = "b = ab c ; d=x";
  const TagList list = read_tags(text);
  EXPECT_EQ(text.substr(list.tags[0].value_at, list.tags[0].value_end - list.tags[0].value_at), " ab c ");
  EXPECT_EQ(list.tags[1].value_end, text.size());
}

TEST(TagList, NamesEachFault) {
  EXPECT_EQ(read_tags("k=rsa; t; p=x").faults, std::vector<std::string>{"\"t\" is no tag"});
  EXPECT_EQ(read_tags("a=1;; b=2").faults, std::vector<std::string>{"\"\" is no tag"});
  EXPECT_EQ(read_tags("a=1; a=1").faults, std::vector<std::string>{"a= is there twice"});
  EXPECT_EQ(read_tags("1a=1").faults.size(), 1U);
  EXPECT_EQ(read_tags("a=x\001y").faults, std::vector<std::string>{"a= has a control character"});
  const TagList list = read_tags("v=DMARC1; garbage; p=reject");
  EXPECT_EQ(list.value("p"), "reject") << "what follows a fault is read";
  EXPECT_TRUE(read_tags("").tags.empty());
  EXPECT_TRUE(read_tags("a=\xc3\xa9").faults.empty()) << "RFC 8616";
}

TEST(TagList, IsBounded) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "a" + std::to_string(i) + "=1;";
  EXPECT_EQ(read_tags(text).tags.size(), most_tags);
  EXPECT_EQ(read_tags(text).faults.size(), 1U);
  EXPECT_LE(read_tags(std::string(100000, ';')).faults.size(), most_tags + 1);
}

TEST(TagList, CutsListsInValues) {
  EXPECT_EQ(pieces_of("from : to:\r\n subject", ':'), (std::vector<std::string>{"from", "to", "subject"}));
  EXPECT_EQ(pieces_of("a::b", ':'), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_TRUE(pieces_of(" ", ':').empty());
}

}  // namespace
}  // namespace sender_tests
