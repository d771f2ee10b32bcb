#include "sim/dns/message.h"

#include "tests/dns/dns_texts.h"

namespace {

using dns_texts::name;
using sim::dns::Message;
using sim::dns::read_message;
using sim::dns::Type;
using sim::dns::write_message;
using namespace std::string_literals;

/// A query header for one question, recursion desired, and what follows it.
std::string packet(const std::string& rest, int questions = 1, int answers = 0) {
  std::string out = "\x12\x34\x01\x00"s;
  for (const int count : {questions, answers, 0, 0}) out += {static_cast<char>(count >> 8), static_cast<char>(count)};
  return out + rest;
}

Message response_of(std::string_view zone_text) {
  const auto zone = dns_texts::zone("corp.example", zone_text);
  Message out;
  out.id = 7;
  out.is_response = out.authoritative = true;
  out.questions = {{name("corp.example"), Type::ANY, 1, {}}};
  for (const auto& [owner, records] : zone.records()) out.answers.insert(out.answers.end(), records.begin(), records.end());
  return out;
}

TEST(DnsMessage, ReadsAQuery) {
  const auto query = read_message(packet("\4MAIL\4corp\7example\0\0\x0f\0\1"s));
  ASSERT_TRUE(query.has_value());
  EXPECT_EQ(query->id, 0x1234);
  EXPECT_TRUE(query->recursion_desired);
  EXPECT_FALSE(query->is_response);
  ASSERT_EQ(query->questions.size(), 1U);
  EXPECT_EQ(query->questions[0].name, name("mail.corp.example"));
  EXPECT_EQ(query->questions[0].type, Type::MX);
  EXPECT_FALSE(query->edns.has_value());
}

TEST(DnsMessage, WritesTheQuestionInTheAskersSpelling) {
  const auto bytes = packet("\4MaIl\4corp\7EXAMPLE\0\0\x0f\0\1"s);
  EXPECT_EQ(write_message(*read_message(bytes)), bytes);
}

TEST(DnsMessage, EveryTypeComesBackAsItWasWritten) {
  const auto message = response_of("@ MX 10 mail\n@ NS ns1\n@ TXT \"a b\" \"\"\nmail A 192.0.2.1\nmail AAAA 2001:db8::1\nw CNAME mail\np PTR mail\n");
  const auto read = read_message(write_message(message));
  ASSERT_TRUE(read.has_value()) << read.error().text();
  EXPECT_EQ(read->answers, message.answers);
  EXPECT_TRUE(read->authoritative);
  EXPECT_EQ(read->id, 7);
}

TEST(DnsMessage, NamesAreWrittenOnceAndPointedTo) {
  const auto bytes = write_message(response_of("@ MX 10 mail\nmail A 192.0.2.1\n"));
  EXPECT_EQ(bytes.find("example"), bytes.rfind("example"));
}

TEST(DnsMessage, LongTxtStringsGoOutInPieces) {
  Message message = response_of("");
  message.answers = {{name("corp.example"), Type::TXT, 60, sim::dns::TxtData{{std::string(600, 'k')}}}};
  const auto read = read_message(write_message(message));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(std::get<sim::dns::TxtData>(read->answers.at(0).data).joined(), std::string(600, 'k'));
}

TEST(DnsMessage, WhatDoesNotFitIsTruncated) {
  Message message = response_of("");
  for (int i = 0; i < 100; ++i) {
    message.answers.push_back({name("corp.example"), Type::TXT, 60, sim::dns::TxtData{{"number " + std::to_string(i)}}});
  }
  message.edns = sim::dns::Edns{};
  const auto bytes = write_message(message, 512);
  EXPECT_LE(bytes.size(), 512U);
  const auto read = read_message(bytes);
  ASSERT_TRUE(read.has_value());
  EXPECT_TRUE(read->truncated);
  EXPECT_TRUE(read->answers.empty());
  EXPECT_EQ(read->questions.size(), 1U);
  EXPECT_TRUE(read->edns.has_value());
}

TEST(DnsMessage, AdditionalRecordsAreLeftOutWithoutTruncation) {
  Message message = response_of("@ MX 10 mail\n");
  message.additional.assign(40, {name("mail.corp.example"), Type::TXT, 60, sim::dns::TxtData{{"long enough to overflow"}}});
  const auto read = read_message(write_message(message, 512));
  ASSERT_TRUE(read.has_value());
  EXPECT_FALSE(read->truncated);
  EXPECT_EQ(read->answers, message.answers);
  EXPECT_TRUE(read->additional.empty());
}

TEST(DnsMessage, CarriesEdnsBothWays) {
  Message message;
  message.questions = {{name("corp.example"), Type::A, 1, {}}};
  message.edns = sim::dns::Edns{4096, 0, true};
  message.rcode = sim::dns::Rcode::badvers;
  const auto read = read_message(write_message(message));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->edns, message.edns);
  EXPECT_EQ(read->rcode, sim::dns::Rcode::badvers);
}

TEST(DnsMessage, PassesOverOldTypesWhoseNamesMayBeCompressed) {
  const auto read = read_message(packet("\1a\0\0\1\0\1"s + "\xc0\x0c\0\x0e\0\1\0\0\0\5\0\3xyz"s + "\xc0\x0c\0\1\0\1\0\0\0\5\0\4\xc0\0\2\1"s, 1, 2));
  ASSERT_TRUE(read.has_value()) << read.error().text();
  ASSERT_EQ(read->answers.size(), 1U);
  EXPECT_EQ(read->answers[0].data_text(), "192.0.2.1");
}

TEST(DnsMessage, CarriesUnknownTypesAsOctets) {
  const auto read = read_message(packet("\1a\0\0\1\0\1"s + "\xc0\x0c\1\1\0\1\0\0\0\5\0\3xyz"s, 1, 1));
  ASSERT_TRUE(read.has_value()) << read.error().text();
  ASSERT_EQ(read->answers.size(), 1U);
  EXPECT_EQ(read->answers[0].text(), "a. 5 IN TYPE257 \\# 3 78797a");
  EXPECT_EQ(read_message(write_message(*read))->answers, read->answers);
}

TEST(DnsMessage, RefusesPointersThatDoNotLeadBack) {
  EXPECT_FALSE(read_message(packet("\xc0\x0c\0\1\0\1"s)).has_value());                  // to itself
  EXPECT_FALSE(read_message(packet("\xc0\x0e\xc0\x0c\0\1\0\1"s)).has_value());          // a loop of two
  EXPECT_FALSE(read_message(packet("\1a\xc0\x0c\0\1\0\1"s)).has_value());               // to its own beginning
  EXPECT_FALSE(read_message(packet("\xc0\x20\0\1\0\1\1a\0"s)).has_value());             // forward
  EXPECT_FALSE(read_message(packet("\xc0\x00\0\1\0\1"s)).has_value());                  // into the header
}

TEST(DnsMessage, RefusesBadLabelsAndLengths) {
  EXPECT_FALSE(read_message(packet("\x41" + std::string(65, 'a') + "\0\0\1\0\1"s)).has_value());
  EXPECT_FALSE(read_message(packet("\x80\0\0\1\0\1"s)).has_value());
  std::string long_name;
  for (int i = 0; i < 5; ++i) long_name += "\x3f" + std::string(63, 'a');
  EXPECT_FALSE(read_message(packet(long_name + "\0\0\1\0\1"s)).has_value());
  EXPECT_FALSE(read_message(packet("\1a\0\0\1\0\1"s + "\xc0\x0c\0\1\0\1\0\0\0\5\0\3\xc0\0\2"s, 1, 1)).has_value());  // A of three octets
  EXPECT_FALSE(read_message(packet("\1a\0\0\1\0\1"s + "\xc0\x0c\0\x10\0\1\0\0\0\5\0\2\5x"s, 1, 1)).has_value());    // TXT beyond its end
  EXPECT_FALSE(read_message(packet("\1a\0\0\1\0\1"s + "\xc0\x0c\0\x0f\0\1\0\0\0\5\0\2\0\1"s, 1, 1)).has_value());   // MX without a name
  EXPECT_FALSE(read_message(packet("\1a\0\0\1\0\1trailing"s)).has_value());
}

TEST(DnsMessage, EveryCutOfAMessageIsRefused) {
  const auto bytes = write_message(response_of("@ MX 10 mail\nmail A 192.0.2.1\n@ TXT x\n"));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(read_message(bytes.substr(0, size)).has_value()) << size;
  }
}

}  // namespace
