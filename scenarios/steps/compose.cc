#include "scenarios/runner/director.h"

namespace scenarios::steps {
namespace {

const Shape& shape() {
  static const Shape keys{"step 'compose'", "A mail written by hand in the instance.",
                          {required("to", text(), "Recipients, as typed."),
                           optional("cc", text(), "Copies."),
                           optional("bcc", text(), "Blind copies."),
                           optional("subject", text(), "Its subject."),
                           optional("text", text(), "Its body."),
                           optional("table", text(), "Table of the record it is about."),
                           optional("record", text(), "Number or sys_id of that record.")}};
  return keys;
}

sim::Result<void> play(Performance& performance, const Value& value) {
  engine::Instance* instance = performance.stage.instance();
  if (instance == nullptr) return sim::Error{"the instance is down", "restart it before", value.place};
  return instance->compose({.to = value.text_of("to"), .cc = value.text_of("cc"), .bcc = value.text_of("bcc"),
                            .subject = value.text_of("subject"), .text = value.text_of("text"), .table = value.text_of("table"),
                            .record = value.text_of("record")});
}

}  // namespace

Step compose() {
  return {"compose", object(shape), "Somebody writes a mail in the instance's own mail client.",
          "compose: {to: yuki@corp.example, subject: Your printer, text: It is on its way.}", play};
}

}  // namespace scenarios::steps
