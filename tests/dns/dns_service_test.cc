#include "fakeservers/dns_service.h"

#include "sim/dns/message.h"
#include "tests/dns/dns_texts.h"

namespace {

using namespace std::chrono_literals;
using dns_texts::data;
using dns_texts::name;
using sim::dns::Message;
using sim::dns::Rcode;
using sim::dns::Type;
using Texts = std::vector<std::string>;

class DnsServiceTest : public testing::Test {
 protected:
  DnsServiceTest() {
    std::string text = "@ SOA ns host 1 1h 1h 1h 120\n@ MX 10 mail\nmail A 192.0.2.10\nwww CNAME mail\nout CNAME x.nowhere.test.\n";
    for (int i = 0; i < 60; ++i) text += fmt::format("big TXT \"text number {}\"\n", i);
    for (int i = 0; i < 30; ++i) text += fmt::format("medium TXT \"text number {}\"\n", i);
    zones.put(dns_texts::zone("corp.example", text));
  }
  static Message query(std::string_view asked, Type type) {
    Message out;
    out.id = 99;
    out.recursion_desired = true;
    out.questions = {{name(asked), type, 1, {}}};
    return out;
  }
  Message ask(const Message& question) {
    const auto packet = service.answer_datagram(write_message(question));
    EXPECT_TRUE(packet.has_value());
    auto response = sim::dns::read_message(packet.value_or(""));
    EXPECT_TRUE(response.has_value());
    return response ? *response : Message();
  }
  static std::string framed(const std::string& packet) {
    return {std::string{static_cast<char>(packet.size() >> 8), static_cast<char>(packet.size())} + packet};
  }

  sim::dns::Zones zones;
  fakeservers::DnsService service{zones};
};

/// The bytes that a session sends, and whether it closes.
struct Heard {
  std::string bytes;
  bool closed = false;
  bool armed = false;
};
void hear(Heard& heard, const sim::Actions& actions) {
  for (const auto& action : actions) {
    if (const auto* send = std::get_if<sim::Send>(&action)) heard.bytes += send->bytes;
    heard.closed |= std::holds_alternative<sim::Close>(action);
    heard.armed |= std::holds_alternative<sim::Deadline>(action);
  }
}

TEST_F(DnsServiceTest, AnswersWithAuthority) {
  const auto response = ask(query("corp.example", Type::MX));
  EXPECT_EQ(response.id, 99);
  EXPECT_TRUE(response.is_response);
  EXPECT_TRUE(response.authoritative);
  EXPECT_TRUE(response.recursion_desired);
  EXPECT_EQ(response.rcode, Rcode::noerror);
  EXPECT_EQ(data(response.answers), Texts{"10 mail.corp.example."});
}

TEST_F(DnsServiceTest, SendsAliasesBeforeWhatTheyLeadTo) {
  const auto response = ask(query("www.corp.example", Type::A));
  EXPECT_EQ(data(response.answers), (Texts{"mail.corp.example.", "192.0.2.10"}));
}

TEST_F(DnsServiceTest, NegativeAnswersCarryTheSoa) {
  const auto absent = ask(query("none.corp.example", Type::A));
  EXPECT_EQ(absent.rcode, Rcode::nxdomain);
  ASSERT_EQ(absent.authority.size(), 1U);
  EXPECT_EQ(absent.authority[0].type, Type::SOA);
  EXPECT_EQ(absent.authority[0].ttl, 120U);
  const auto typeless = ask(query("mail.corp.example", Type::MX));
  EXPECT_EQ(typeless.rcode, Rcode::noerror);
  EXPECT_TRUE(typeless.answers.empty());
  EXPECT_EQ(typeless.authority.size(), 1U);
}

TEST_F(DnsServiceTest, AnUnknownTypeOfAKnownNameHasNoData) {
  const auto response = ask(query("mail.corp.example", static_cast<Type>(65)));
  EXPECT_EQ(response.rcode, Rcode::noerror);
  EXPECT_EQ(response.questions.at(0).type, static_cast<Type>(65));
}

TEST_F(DnsServiceTest, RefusesWhatIsNotIts) {
  EXPECT_EQ(ask(query("other.test", Type::A)).rcode, Rcode::refused);
  EXPECT_FALSE(ask(query("other.test", Type::A)).authoritative);
  auto chaos = query("corp.example", Type::TXT);
  chaos.questions[0].klass = 3;
  EXPECT_EQ(ask(chaos).rcode, Rcode::refused);
  EXPECT_EQ(ask(query("corp.example", static_cast<Type>(252))).rcode, Rcode::refused);  // AXFR
}

TEST_F(DnsServiceTest, TruncatesAt512OctetsWithoutEdns) {
  const auto question = write_message(query("medium.corp.example", Type::TXT));
  EXPECT_LE(service.answer_datagram(question)->size(), 512U);
  EXPECT_TRUE(ask(query("medium.corp.example", Type::TXT)).truncated);
  const auto whole = sim::dns::read_message(*service.answer_stream(question));
  EXPECT_FALSE(whole->truncated);
  EXPECT_EQ(whole->answers.size(), 30U);
}

TEST_F(DnsServiceTest, EdnsMakesRoomUpToItsPayload) {
  auto question = query("medium.corp.example", Type::TXT);
  question.edns = sim::dns::Edns{4096, 0, false};
  const auto response = ask(question);
  EXPECT_FALSE(response.truncated);
  EXPECT_EQ(response.answers.size(), 30U);
  EXPECT_EQ(response.edns->payload, 1232);
  question.questions[0].name = name("big.corp.example");
  EXPECT_TRUE(ask(question).truncated);
  EXPECT_LE(service.answer_datagram(write_message(question))->size(), 1232U);
}

TEST_F(DnsServiceTest, AnEdnsVersionThatIsNotKnownIsBadvers) {
  auto question = query("corp.example", Type::MX);
  question.edns = sim::dns::Edns{1232, 1, false};
  EXPECT_EQ(ask(question).rcode, Rcode::badvers);
}

TEST_F(DnsServiceTest, BadPacketsAreAnsweredOrPassedOver) {
  EXPECT_FALSE(service.answer_datagram("short").has_value());
  auto reply = query("corp.example", Type::MX);
  reply.is_response = true;
  EXPECT_FALSE(service.answer_datagram(write_message(reply)).has_value());
  const auto cut = write_message(query("corp.example", Type::MX)).substr(0, 20);
  EXPECT_EQ(sim::dns::read_message(*service.answer_datagram(cut))->rcode, Rcode::formerr);
  auto update = query("corp.example", Type::SOA);
  update.opcode = 5;
  EXPECT_EQ(ask(update).rcode, Rcode::notimp);
  Message nothing;
  EXPECT_EQ(ask(nothing).rcode, Rcode::formerr);
}

TEST_F(DnsServiceTest, PlaysFaults) {
  zones.put_fault({name("corp.example"), sim::dns::Status::servfail, 0ms});
  EXPECT_EQ(ask(query("corp.example", Type::MX)).rcode, Rcode::servfail);
  zones.put_fault({name("corp.example"), sim::dns::Status::timed_out, 0ms});
  EXPECT_FALSE(service.answer_datagram(write_message(query("corp.example", Type::MX))).has_value());
}

TEST_F(DnsServiceTest, AStreamTakesSeveralQueriesCutAnywhere) {
  const auto first = write_message(query("corp.example", Type::MX));
  const auto second = write_message(query("big.corp.example", Type::TXT));
  const auto stream = framed(first) + framed(second);
  const auto expected = framed(*service.answer_stream(first)) + framed(*service.answer_stream(second));
  for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
    const auto session = service.make_session();
    Heard heard;
    hear(heard, session->open());
    for (std::size_t at = 0; at < stream.size(); at += piece) {
      hear(heard, session->receive(std::string_view(stream).substr(at, piece)));
    }
    EXPECT_EQ(heard.bytes, expected) << piece;
    EXPECT_FALSE(heard.closed);
  }
}

TEST_F(DnsServiceTest, AStreamThatDripsDoesNotMoveItsDeadline) {
  const auto session = service.make_session();
  Heard opened;
  hear(opened, session->open());
  EXPECT_TRUE(opened.armed);
  Heard heard;
  hear(heard, session->receive(framed(write_message(query("corp.example", Type::MX))).substr(0, 10)));
  EXPECT_FALSE(heard.armed);
  hear(heard, session->wake());
  EXPECT_TRUE(heard.closed);
}

TEST_F(DnsServiceTest, AStreamOfSomethingElseIsClosed) {
  const auto session = service.make_session();
  Heard heard;
  hear(heard, session->open());
  hear(heard, session->receive(std::string(100, '\0')));
  EXPECT_TRUE(heard.closed);
  EXPECT_TRUE(heard.bytes.empty());
  EXPECT_TRUE(session->receive("more").empty());
}

TEST_F(DnsServiceTest, ABurstOfQueriesMakesBoundedOutput) {
  const auto session = service.make_session();
  std::string burst;
  for (int i = 0; i < 5000; ++i) burst += framed(write_message(query("big.corp.example", Type::TXT)));
  Heard heard;
  hear(heard, session->receive(burst));
  EXPECT_TRUE(heard.closed);
  EXPECT_LT(heard.bytes.size(), 1'100'000U);
}

}  // namespace
