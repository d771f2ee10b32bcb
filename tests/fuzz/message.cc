// Oracle: every view lies in raw(), every text is UTF-8, the bounds hold, and what is read does not depend on the order of asking.
#include "sim/mail/message.h"

#include <cstdlib>

#include "sim/mail/detail/charset.h"
#include "sim/mail/dsn.h"
#include "sim/mail/entity.h"
#include "sim/mail/html_text.h"

namespace {

using sim::mail::Message;

void must(bool holds) {
  if (!holds) std::abort();
}

bool lies_in(std::string_view part, std::string_view whole) {
  return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void read_header(const Message& message) {
  must(lies_in(message.header_block(), message.raw()));
  for (const sim::mail::HeaderField& field : message.headers()) {
    must(!field.name.empty() && lies_in(field.name, message.raw()) && lies_in(field.value, message.raw()));
    must(sim::mail::detail::is_utf8(message.header(field.name).value()));
  }
  must(sim::mail::detail::is_utf8(message.subject()) && sim::mail::detail::is_utf8(message.message_id()));
  for (const auto& each : message.addresses("From")) must(sim::mail::detail::is_utf8(each.display_name));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string raw(reinterpret_cast<const char*>(data), size);
  sim::mail::MessageLimits limits;
  limits.headers = 50;
  limits.parts = 20;
  limits.depth = 5;
  const Message message(raw, limits);
  must(message.raw() == raw && message.headers().size() <= limits.headers);
  read_header(message);
  must(sim::mail::detail::is_utf8(message.text()) && sim::mail::detail::is_utf8(message.html()));
  // The raw bytes too: HTML that no mail program wrote.
  for (const std::string& html : {message.html(), raw}) {
    const std::string text = sim::mail::text_of_html(html);
    must(text.size() <= html.size() && (sim::mail::detail::is_utf8(text) || !sim::mail::detail::is_utf8(html)));
  }
  must(message.entities().entities.size() <= limits.parts && message.parts().size() <= limits.parts);
  for (const sim::mail::Entity& entity : message.entities().entities) must(entity.depth <= limits.depth);
  for (const sim::mail::Part& part : message.parts()) {
    must(sim::mail::detail::is_utf8(part.file_name) && sim::mail::detail::is_utf8(part.content_type));
    must(message.content(part).size() <= raw.size() + 4);
  }
  const Message again(raw, limits);
  must(again.parts().size() == message.parts().size() && again.text() == message.text());
  sim::mail::read_dsn(message);
  sim::mail::message_id_of(raw);
  return 0;
}
