// chasquid's dialogues against our session in memory. A reply is compared by its code and status: the text behind them is that
// server's own. A `.verify` file holds the message that has to be stored.
#include "fakeservers/smtp_session.h"
#include "sim/mail/message.h"
#include "tests/corpora/dialogue_script.h"
#include "tests/corpora/suites.h"

namespace corpora {
namespace {

using fakeservers::SmtpClientFacts;
using sim::mail::SmtpReply;

/// The server that the dialogues were written for: "testserver", who takes mail for itself from all, and for others after AUTH.
class TestServer final : public fakeservers::SmtpHandler, public ServerMaker {
 public:
  TestServer() { users_.add("user@testserver", "secretpassword", {}); }
  std::unique_ptr<sim::Session> connect(int port, bool tls) override {
    fakeservers::SmtpOptions options;
    options.host = "testserver";
    options.most_line_octets = 1000;
    options.most_message_octets = 50'000'000;
    options.logins = &logins_;
    options.require_auth = port == 1465 || port == 1587;
    sim::Peer peer;
    peer.tls = tls;
    return std::make_unique<fakeservers::SmtpSession>(options, peer, *this, faults_, trace_);
  }
  SmtpReply on_mail(const SmtpClientFacts&, const sim::mail::ReversePath&, std::size_t) override { return {250, "ok"}; }
  SmtpReply on_rcpt(const SmtpClientFacts& client, const sim::mail::Envelope&, const sim::mail::Address& to) override {
    const bool is_local = to.domain_lower() == "testserver" || to.domain_lower() == "localhost";
    if (!is_local && client.user.empty()) return {503, {5, 7, 1}, "relay not allowed"};
    if (is_local && to.local() != "user" && to.local() != "postmaster") return {550, {5, 1, 1}, "no such user"};
    return {250, "ok"};
  }
  SmtpReply on_message(const SmtpClientFacts&, const sim::mail::Envelope&, std::string raw) override {
    stored = std::move(raw);
    return {250, {2, 0, 0}, "taken"};
  }
  std::string stored;

 private:
  sim::Clock clock_{sim::Instant{}};
  sim::Trace trace_{clock_, sim::TraceLevel::off};
  fakeservers::FaultPlan faults_;
  fakeservers::MailStore users_;
  fakeservers::Logins logins_{"testserver", users_, sim::Random(1), trace_};
};

/// `?` stands for any character, `*` for the rest of a line.
bool fits(std::string_view expected, std::string_view got) {
  std::size_t at = 0;
  for (const char c : expected) {
    if (at > got.size()) return false;
    if (c == '*') {
      at = std::min(got.find('\n', at), got.size());
    } else if (at == got.size() || (c != '?' && c != got[at])) {
      return false;
    } else {
      ++at;
    }
  }
  return at == got.size();
}

std::string lf_only(std::string text) {
  std::erase(text, '\r');
  return text;
}

std::string body_of(const std::string& text) {
  const std::size_t head = text.find("\n\n");
  return head == std::string::npos ? "" : text.substr(head + 2);
}

std::string verify(const std::string& expected, const std::string& stored) {
  const sim::mail::Message wanted(expected);
  const sim::mail::Message message(stored);
  for (const sim::mail::HeaderField& field : wanted.headers()) {
    const auto value = message.raw_header(field.name);
    const auto pattern = wanted.raw_header(field.name);
    if (!value || !fits(*pattern, *value)) return "stored header " + std::string(field.name) + " differs";
  }
  return fits(body_of(expected), body_of(stored)) ? "" : "stored body differs";
}

}  // namespace

void run_smtp_chasquid(const Suite& suite, Report& report) {
  for (const Case& each : suite.cases_or_files(".cmy")) {
    if (each.file.extension() != ".cmy") continue;
    TestServer server;
    std::string why = play(bytes_of(each.file), server);
    const std::filesystem::path expected = each.file.string() + ".verify";
    if (why.empty() && std::filesystem::exists(expected))
      why = verify(lf_only(bytes_of(expected)), lf_only(server.stored));
    report.judge(each.name, why);
  }
}

}  // namespace corpora
