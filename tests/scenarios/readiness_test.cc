// `mailrig readiness`: its verdicts, and what it says where nothing was asked.
#include "tests/scenarios/command.h"

namespace {

using command::Command;
using command::mailrig;

TEST_F(Command, TellsWhatBigReceiversDemandOfAMail) {
  const auto zone = file("x.zone", "$ORIGIN shop.example.\n@ TXT \"v=spf1 ip4:192.0.2.7 -all\"\nout A 192.0.2.7\n_dmarc TXT \"v=DMARC1; p=none\"\n"
                                   "$ORIGIN 2.0.192.in-addr.arpa.\n7 PTR out.shop.example.\n");
  const auto mail = file("x.eml", "From: a@shop.example\nDate: Mon, 05 Jan 2026 09:00:00 +0000\nMessage-ID: <1@shop.example>\n\nhello\n");
  const std::string common = "readiness --zone " + zone + " --ip 192.0.2.7 --from a@shop.example ";
  const auto small = mailrig(common + mail);
  EXPECT_EQ(small.code, 0) << small.output;
  for (const char* ready : {"Gmail: ready", "Yahoo: ready", "Outlook: ready"}) EXPECT_NE(small.output.find(ready), std::string::npos) << small.output;
  // A bulk sender must sign, and over TLS.
  const auto bulk = mailrig(common + "--bulk --no-tls --spam-rate 31 --json " + mail);
  EXPECT_EQ(bulk.code, 0) << bulk.output;
  for (const char* reply : {"550 5.7.30 ", "550 5.7.29 ", "[TS03]", "550 5.7.515 "}) EXPECT_NE(bulk.output.find(reply), std::string::npos) << reply << bulk.output;
  EXPECT_EQ(mailrig("readiness --ip no.address " + mail).code, 2);
  EXPECT_EQ(mailrig("readiness " + (folder_ / "missing.eml").string()).code, 2);
}

/// What readiness says of a small mail; `header` stands above its end.
struct ReadinessCase {
  std::string options, header;
  std::vector<std::string> says, does_not_say;
};

TEST_F(Command, ReadinessKnowsWhatItDidNotAsk) {
  const std::string zone = file("x.zone", "$ORIGIN shop.example.\n@ TXT \"v=spf1 ip4:192.0.2.7 -all\"\nout A 192.0.2.7\n_dmarc TXT \"v=DMARC1; p=reject\"\n"
                                          "$ORIGIN 2.0.192.in-addr.arpa.\n7 PTR out.shop.example.\n");
  const std::string all = "--zone " + zone + " --ip 192.0.2.7 --from a@shop.example ";
  const std::string one_click = "List-Unsubscribe: <https://shop.example/u>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n";
  const std::vector<ReadinessCase> cases{
      {"", "", {"Gmail: not known: 3 demands not asked (give --zone, --ip, --from)"}, {": ready"}},
      {"--json ", "", {"\"ready\":null,\"not_met\":0,\"not_known\":3"}, {}},
      {"--zone " + zone + " ", "", {"Yahoo: not known", "not known Y10 "}, {"FAILED", ": ready"}},
      {all + "--bulk ", "", {"FAILED    G12 ", "FAILED    Y9 ", "FAILED    O5 "}, {}},
      {all + "--bulk --transactional ", "", {"not asked G12 ", "not asked Y9 ", "not asked O5 "}, {}},
      {all + "--bulk ", one_click, {"no passing signature covers both fields"}, {}},
      {all + "--bulk --now 2024-03-01T00:00:00Z ", "", {"reply:  421 4.7.30 ", "for good: 550 5.7.30 "}, {"reply:  550 5.7.30"}},
      {all + "--bulk --now 2026-03-01T00:00:00Z ", "", {"reply:  550 5.7.30 ", "at first: 421 4.7.30 "}, {}},
      {all + "--bulk --now 2023-03-01T00:00:00Z ", "", {"reply:  none yet at that date"}, {}},
  };
  for (const ReadinessCase& each : cases) {
    const auto told = mailrig("readiness " + each.options +
                              file("x.eml", "From: a@shop.example\nDate: Mon, 05 Jan 2026 09:00:00 +0000\nMessage-ID: <1@shop.example>\n" + each.header + "\nhello\n"));
    EXPECT_EQ(told.code, 0) << told.output;
    for (const std::string& text : each.says) EXPECT_NE(told.output.find(text), std::string::npos) << each.options << text << "\n" << told.output;
    for (const std::string& text : each.does_not_say) EXPECT_EQ(told.output.find(text), std::string::npos) << each.options << text << "\n" << told.output;
  }
  EXPECT_EQ(mailrig("readiness --spam-rate 10001 " + file("x.eml", "From: a@shop.example\n\nx\n")).code, 2);
  const auto no_mail = mailrig("readiness " + file("no.eml", "nothing of a mail\n"));
  EXPECT_EQ(no_mail.code, 2);
  EXPECT_NE(no_mail.output.find("no.eml:1:1: this is no mail"), std::string::npos) << no_mail.output;
}

}  // namespace
