#include <fmt/format.h>

#include "scenarios/runner/decode.h"
#include "scenarios/runner/director.h"
#include "scenarios/runner/read_yaml.h"
#include "scenarios/runner/validate.h"

namespace scenarios::steps {
namespace {

constexpr std::size_t most_octets = 100'000'000;

const Shape& deliver_shape() {
  static const Shape keys{"step 'deliver'", "A message as it is, put on the wire from outside. A text alone is the file.",
                          {required("file", file(), "The message, relative to this file."),
                           optional("to", list_of(address()), "Envelope recipients; default the instance's address."),
                           optional("from", text(), "Reverse path; default the first From address, empty is the null one."),
                           optional("at", host(), "The server that gets it; default the one of the first recipient's domain.")},
                          "file"};
  return keys;
}

/// SMTP carries lines that end in CRLF; files are often kept with LF.
std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 40);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) out += '\r';
    out += text[i];
  }
  return out;
}

sim::Result<void> play_deliver(Performance& performance, const Value& value) {
  Stage& stage = performance.stage;
  const Value map = long_form(value, "file");
  const Value& named = *map.find("file");
  auto content = read_file(path_beside(named), most_octets);
  if (!content) return content.error();
  const std::string raw = with_crlf(*content);
  sim::mail::Envelope envelope;
  auto to = texts_at(map, "to");
  if (to.empty()) to.push_back(stage.story().instance.address);
  for (const std::string& recipient : to) {
    if (const auto address = sim::mail::Address::parse(recipient)) envelope.to.push_back(*address);
  }
  const sim::mail::Message message(raw);
  const auto author = message.from();
  const std::string from = map.find("from") == nullptr ? (author ? author->address.text() : "") : map.text_of("from");
  if (const auto address = sim::mail::Address::parse(from)) envelope.from = *address;
  auto* server = map.find("at") == nullptr ? stage.host_of_domain(envelope.to.front().domain()) : stage.host(map.text_of("at"));
  if (server == nullptr) return sim::Error{"no host takes mail for " + to.front(), "name one with at:", value.place};
  stage.trace().note(sim::EventKind::mail_injected, message.message_id(), {{"file", named.text}, {"from", envelope.from.text()}, {"to", to.front()}},
                     {"", named.place});
  stage.courier().send(envelope, raw, server->config().ip);
  return {};
}

}  // namespace

Step deliver() {
  return {"deliver", object(deliver_shape), "A real message, byte for byte, from a host outside.", "deliver: {file: mails/dsn.eml, from: \"\"}", play_deliver};
}

}  // namespace scenarios::steps
