#include "scenarios/runner/decode.h"
#include "scenarios/runner/director.h"
#include "scenarios/runner/letter.h"

namespace scenarios::steps {
namespace {

const Shape& compose_shape() {
  static const Shape keys{"step 'compose'", "A mail written by hand in the instance.",
                          {required("to", text(), "Recipients, as typed."),
                           optional("cc", text(), "Copies."),
                           optional("bcc", text(), "Blind copies."),
                           optional("subject", text(), "Its subject."),
                           optional("text", text(), "Its body."),
                           optional("table", text(), "Table of the record it is about."),
                           optional("record", text(), "Number or sys_id of that record."),
                           optional("attachments", list_of(object(attachment_shape)), "Files chosen by hand."),
                           optional("include_attachments", boolean(), "The record's attachments go with it."),
                           optional("by_script", boolean(), "A script inserts the row: its list of recipients is not split.")}};
  return keys;
}

sim::Result<void> play_compose(Performance& performance, const Value& value) {
  engine::Instance* instance = performance.stage.instance();
  if (instance == nullptr) return sim::Error{"the instance is down", "restart it before", value.place};
  auto files = decode_attachments(value.find("attachments"));
  if (!files) return files.error();
  return instance->compose({.to = value.text_of("to"), .cc = value.text_of("cc"), .bcc = value.text_of("bcc"),
                            .subject = value.text_of("subject"), .text = value.text_of("text"), .table = value.text_of("table"),
                            .record = value.text_of("record"), .attachments = *std::move(files),
                            .include_attachments = flag_at(value, "include_attachments").value_or(false),
                            .is_by_script = flag_at(value, "by_script").value_or(false)});
}

}  // namespace

Step compose() {
  return {"compose", object(compose_shape), "Somebody writes a mail in the instance's own mail client.",
          "compose: {to: yuki@corp.example, subject: Your printer, text: It is on its way.}", play_compose};
}

}  // namespace scenarios::steps
