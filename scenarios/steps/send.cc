#include "scenarios/runner/director.h"
#include "scenarios/runner/letter.h"

namespace scenarios::steps {
namespace {

const Shape& send_shape() {
  static const Shape keys{"step 'send'", "A person writes a mail.", letter_keys({required("as", person(), "Who writes.")})};
  return keys;
}

sim::Result<void> play_send(Performance& performance, const Value& value) {
  auto letter = decode_letter(value);
  if (!letter) return letter.error();
  auto* writer = performance.stage.person(value.text_of("as"));
  if (writer->send(*std::move(letter)).empty()) {
    return sim::Error{writer->trouble(), "give each a certificate: people: NAME: smime: {certificate:, key:}", value.place};
  }
  return {};
}

}  // namespace

Step send() {
  return {"send", object(send_shape), "A person writes a mail and hands it to their server.",
          "send: {as: yuki, to: acme@service-now.example, subject: Printer on 3F is broken, text: It shows 0x6100.}", play_send};
}

}  // namespace scenarios::steps
