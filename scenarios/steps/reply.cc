#include <fmt/format.h>

#include "scenarios/runner/decode.h"
#include "scenarios/runner/director.h"
#include "scenarios/runner/letter.h"
#include "scenarios/runner/match.h"

namespace scenarios::steps {
namespace {

const Shape& reply_shape() {
  static const Shape keys{"step 'reply'", "A person answers a mail.",
                          letter_keys({required("as", person(), "Who answers."),
                                       optional("about", match(), "The subject of the mail to answer; default the last one in their maildrop."),
                                       optional("quote", boolean(), "Quote the answered text, watermark included (default true)."),
                                       optional("threading", boolean(), "Write In-Reply-To and References (default true).")})};
  return keys;
}

sim::Result<void> play_reply(Performance& performance, const Value& value) {
  auto letter = decode_letter(value);
  if (!letter) return letter.error();
  auto* writer = performance.stage.person(value.text_of("as"));
  const Value* about = value.find("about");
  const auto* answered = writer->last_mail([&](const sim::mail::Message& mail) { return about == nullptr || matches(*about, mail.subject()); });
  if (answered == nullptr) {
    return sim::Error{fmt::format("{} has no mail {}to answer", value.text_of("as"), about == nullptr ? "" : "with that subject "),
                      "let time pass before: wait: {until: idle}", value.place};
  }
  fakeservers::people::QuoteOptions quote;
  quote.keep_text = flag_at(value, "quote").value_or(true);
  quote.keep_threading = flag_at(value, "threading").value_or(true);
  quote.subject = text_at(value, "subject");
  if (writer->reply(*answered, *std::move(letter), quote).empty()) {
    return sim::Error{writer->trouble(), "give each a certificate: people: NAME: smime: {certificate:, key:}", value.place};
  }
  return {};
}

}  // namespace

Step reply() {
  return {"reply", object(reply_shape), "A person answers the last mail they got, with quoting and headers as mail programs write them.",
          "reply: {as: yuki, text: It now smells of smoke., quote: false}", play_reply};
}

}  // namespace scenarios::steps
