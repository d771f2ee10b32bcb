#include <fmt/format.h>

#include "scenarios/runner/director.h"
#include "scenarios/runner/letter.h"
#include "scenarios/runner/match.h"

namespace scenarios::steps {
namespace {

const Shape& forward_shape() {
  static const Shape keys{"step 'forward'", "A person forwards a mail.",
                          letter_keys({required("as", person(), "Who forwards."),
                                       optional("about", match(), "The subject of the mail; default the last one in their maildrop.")})};
  return keys;
}

sim::Result<void> play_forward(Performance& performance, const Value& value) {
  auto letter = decode_letter(value);
  if (!letter) return letter.error();
  auto* writer = performance.stage.person(value.text_of("as"));
  const Value* about = value.find("about");
  const auto* mail = writer->last_mail([&](const sim::mail::Message& one) { return about == nullptr || matches(*about, one.subject()); });
  if (mail == nullptr) {
    return sim::Error{fmt::format("{} has no such mail to forward", value.text_of("as")), "let time pass before: wait: {until: idle}", value.place};
  }
  if (writer->forward(*mail, *std::move(letter)).empty()) {
    return sim::Error{writer->trouble(), "give each a certificate: people: NAME: smime: {certificate:, key:}", value.place};
  }
  return {};
}

}  // namespace

Step forward() {
  return {"forward", object(forward_shape), "A person forwards the last mail they got.",
          "forward: {as: ken, to: acme@service-now.example, text: Same at door 3.}", play_forward};
}

}  // namespace scenarios::steps
