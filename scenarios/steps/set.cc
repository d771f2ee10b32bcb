#include "scenarios/runner/decode.h"
#include "scenarios/runner/director.h"
#include "scenarios/runner/shapes.h"
#include "scenarios/runner/zones.h"

namespace scenarios::steps {
namespace {

const Shape& host_change_shape() {
  static const Shape keys{"host change", "What can change at a running host.",
                          {required("policies", host_shape().find("policies")->type, "Its policies from now on; those not named are off.")}};
  return keys;
}

const Shape& person_change_shape() {
  static const Shape keys{"person change", "What can change about a person.",
                          {required("out_of_office", person_shape().find("out_of_office")->type, "Answers from now on, or `false`.")}};
  return keys;
}

const Shape& set_shape() {
  static const Shape keys{"step 'set'", "Configuration that changes in the middle of the story.",
                          {optional("instance", change_of(instance_shape), "Entries are found by their key; given keys change, new entries are added."),
                           optional("hosts", map_of(object(host_change_shape)), "Policies by host."),
                           optional("people", map_of(object(person_change_shape)), "Out-of-office answers by person."),
                           optional("dns", map_of(text()), "Zones that are replaced. What was asked before is remembered until its TTL ends."),
                           optional("records", map_of(text()), "Zones in which the records of the names and types that are given here are replaced.")}};
  return keys;
}

sim::Result<void> set_hosts(Stage& stage, const Value& hosts) {
  for (const Member& member : hosts.members) {
    auto* host = stage.host(member.key);
    if (host == nullptr) return sim::Error{"there is no host '" + member.key + "'", "", member.place};
    const Value* policies = member.value.find("policies");
    if (policies == nullptr) continue;
    if (const auto problems = scan_problems(*policies); !problems.empty()) return problems.front();
    host->set_policies(decode_policies(*policies));
  }
  return {};
}

sim::Result<void> set_people(Stage& stage, const Value& people) {
  for (const Member& member : people.members) {
    auto* person = stage.person(member.key);
    if (person == nullptr) return sim::Error{"there is no person '" + member.key + "'", "", member.place};
    if (const Value* away = member.value.find("out_of_office")) person->set_out_of_office(decode_out_of_office(*away));
  }
  return {};
}

sim::Result<void> set_dns(Stage& stage, const Value& dns) {
  for (const Member& member : dns.members) {
    auto zone = decode_zone(member);
    if (!zone) return zone.error();
    stage.put_zone(*std::move(zone));
  }
  return {};
}

sim::Result<void> set_records(Stage& stage, const Value& records) {
  for (const Member& member : records.members) {
    const auto change = decode_zone(member);
    if (!change) return change.error();
    const auto* zone = stage.zones().find(change->origin());
    if (zone == nullptr) return sim::Error{"there is no zone '" + member.key + "'", "write the whole zone under dns:", member.place};
    stage.put_zone(with_records(*zone, *change));
  }
  return {};
}

sim::Result<void> play_set(Performance& performance, const Value& value) {
  Stage& stage = performance.stage;
  for (const Member& member : value.members) {
    sim::Result<void> done;
    if (member.key == "instance") done = stage.change_instance(decode_instance(member.value));
    if (member.key == "hosts") done = set_hosts(stage, member.value);
    if (member.key == "people") done = set_people(stage, member.value);
    if (member.key == "dns") done = set_dns(stage, member.value);
    if (member.key == "records") done = set_records(stage, member.value);
    if (!done) return done;
    stage.trace().note(sim::EventKind::story_changed, "", {{"what", member.key + " " + member.value.brief()}}, {"", member.place});
  }
  return {};
}

}  // namespace

Step set() {
  return {"set", object(set_shape), "Changes the configuration while the world runs.",
          "set: {instance: {properties: {glide.email.smtp.active: \"true\"}}}", play_set};
}

}  // namespace scenarios::steps
