#include <fmt/format.h>

#include "fakeservers/people/junk_client.h"
#include "scenarios/runner/decode.h"
#include "scenarios/runner/director.h"

namespace scenarios::steps {
namespace {

using fakeservers::people::JunkMail;
using fakeservers::people::JunkOptions;

const Shape& mix_shape() {
  static const Shape keys = [] {
    Shape mix{"mix", "Relative weights of the labels; all alike by default.", {}};
    for (const auto label : fakeservers::people::all_labels()) {
      mix.keys.push_back(optional(std::string(label_name(label)), integer(), "Its weight."));
    }
    return mix;
  }();
  return keys;
}

const Shape& junk_shape() {
  static const Shape keys{"step 'junk'", "A burst of labelled mails from the junk client. A number alone is the count.",
                          {required("count", integer(), "How many."),
                           optional("to", address(), "Whom; default the instance's address."),
                           optional("mix", object(mix_shape), "How much of each label."),
                           optional("over", duration(), "Evenly spread over this time; default all at once."),
                           optional("size", integer(), "Pad bodies to about so many octets.")},
                          "count"};
  return keys;
}

JunkOptions options_of(Stage& stage, const Value& map) {
  JunkOptions options;
  const auto to = sim::mail::Address::parse(map.text_of("to", stage.story().instance.address));
  if (to) options.to = *to;
  for (const PersonStory& person : stage.story().people) options.senders.push_back(person.config.address);
  if (const Value* mix = map.find("mix")) {
    for (const auto label : fakeservers::people::all_labels()) {
      if (const auto weight = number_at(*mix, label_name(label))) options.weights[label] = static_cast<unsigned>(*weight);
    }
  }
  options.text_octets = static_cast<std::size_t>(number_at(map, "size").value_or(0));
  return options;
}

void send_one(Stage& stage, const JunkMail& mail, const sim::IpAddress& server) {
  const std::string id = sim::mail::message_id_of(mail.raw);
  const std::string label(label_name(mail.label));
  stage.junk().push_back({label, id});
  stage.trace().note(sim::EventKind::mail_junk, id, {{"label", label}, {"from", mail.envelope.from.text()}});
  stage.courier().send(mail.envelope, mail.raw, server);
}

sim::Result<void> play_junk(Performance& performance, const Value& value) {
  Stage& stage = performance.stage;
  const Value map = long_form(value, "count");
  const auto options = std::make_shared<JunkOptions>(options_of(stage, map));
  auto* server = stage.host_of_domain(options->to.domain());
  if (server == nullptr) return sim::Error{"no host takes mail for " + options->to.text(), "", value.place};
  const auto count = std::clamp<long long>(number_at(map, "count").value_or(0), 0, 100'000);
  const auto over = duration_at(map, "over").value_or(sim::Duration{0});
  // One stream for the whole burst, so that its mails do not depend on what happens between them.
  const auto random = std::make_shared<sim::Random>(stage.world().random.stream(fmt::format("junk {}", stage.junk().size())));
  for (long long n = 0; n < count; ++n) {
    stage.courier().later(over * n / std::max(1LL, count), [&stage, options, random, ip = server->config().ip] {
      send_one(stage, make_junk(*random, *options, stage.clock().now()), ip);
    });
  }
  return {};
}

}  // namespace

Step junk() {
  return {"junk", object(junk_shape), "The junk client sends labelled mails: spam, GTUBE, spoofed senders, EICAR, malformed MIME, auto-replies, bounces, ham.",
          "junk: {count: 200, over: 10m, mix: {spam: 3, ham: 1}}", play_junk};
}

}  // namespace scenarios::steps
