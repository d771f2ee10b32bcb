#include <fmt/format.h>

#include "scenarios/runner/decode.h"
#include "scenarios/runner/director.h"

namespace scenarios::steps {
namespace {

const Shape& when_shape() {
  static const Shape keys{"when", "What the fault waits for. What is left out matches everything.",
                          {optional("protocol", choice({"smtp", "pop3", "imap"}), "The protocol."),
                           optional("verb", text(), "CONNECT, EHLO, MAIL, RCPT, DATA, END-OF-DATA, RETR, DELE, FETCH, STORE, QUIT, ..."),
                           optional("argument", text(), "Part of the command's argument: `yuki@`."),
                           optional("nth", integer(), "Only the nth match, from 1."),
                           optional("times", integer(), "Stop after so many.")}};
  return keys;
}

const Shape& then_shape() {
  static const Shape keys{"then", "What happens then: one of these.",
                          {optional("reply", text(), "This reply: `451 4.7.1 later`; for POP3 the text behind -ERR, for IMAP behind NO."),
                           optional("delay", duration(), "Go on as usual after this time."),
                           optional("hang_up", boolean(), "Close without a word."),
                           optional("stall", boolean(), "Never answer."),
                           optional("garble", text(), "These bytes instead of the reply."),
                           optional("kill", choice({"instance"}), "Hang up, and the instance is killed."),
                           optional("dns", choice({"servfail", "timed-out", "refused"}), "With `dns`: what the resolver gets."),
                           optional("network", choice({"refused", "partitioned"}), "With `between` or `host`: what happens to the path."),
                           optional("slow", duration(), "With `between` or `host`: one-way delay of the path.")}};
  return keys;
}

const Shape& fault_shape() {
  static const Shape keys{"step 'fault'", "Something goes wrong, by script.",
                          {optional("name", text(), "For `repair` and reports; default `fault`."),
                           optional("host", host(), "At this host's servers, or on the paths to it."),
                           optional("between", list_of(host_or_instance()), "On the path between two hosts."),
                           optional("dns", text(), "For this domain name and all below it."),
                           optional("when", object(when_shape), "Which commands (SMTP, POP3 and IMAP faults)."),
                           required("then", object(then_shape), "What happens.")}};
  return keys;
}

fakeservers::FaultWhen when_of(const Value* map) {
  fakeservers::FaultWhen when;
  if (map == nullptr) return when;
  when.protocol = map->text_of("protocol");
  when.verb = map->text_of("verb");
  when.argument = map->text_of("argument");
  when.nth = static_cast<int>(number_at(*map, "nth").value_or(0));
  when.times = static_cast<int>(number_at(*map, "times").value_or(0));
  return when;
}

std::optional<fakeservers::FaultThen> then_of(const Value& then) {
  if (const auto reply = text_at(then, "reply")) return fakeservers::ReplyWith{reply_of(*reply), *reply};
  if (const auto delay = duration_at(then, "delay")) return fakeservers::Delay{*delay};
  if (flag_at(then, "hang_up").value_or(false)) return fakeservers::HangUp{};
  if (flag_at(then, "stall").value_or(false)) return fakeservers::Stall{};
  if (const auto bytes = text_at(then, "garble")) return fakeservers::Garble{*bytes + "\r\n"};
  if (const auto part = text_at(then, "kill")) return fakeservers::Kill{*part};
  return std::nullopt;
}

sim::Result<void> break_dns(Stage& stage, const std::string& name, const Value& value, const Value& then) {
  const auto below = sim::dns::Name::parse(value.text_of("dns"));
  if (!below) return sim::Error{below.error().what, below.error().advice, value.place};
  sim::dns::DnsFault fault{*below, std::nullopt, duration_at(then, "delay").value_or(sim::Duration{0})};
  const std::string answer = then.text_of("dns");
  if (answer == "servfail") fault.answer = sim::dns::Status::servfail;
  if (answer == "timed-out") fault.answer = sim::dns::Status::timed_out;
  if (answer == "refused") fault.answer = sim::dns::Status::refused;
  stage.begin_dns_fault(name, fault);
  return {};
}

sim::Result<void> break_network(Stage& stage, const std::string& name, const Value& value, const Value& then) {
  sim::Path path;
  path.refused = then.text_of("network") == "refused";
  path.partitioned = then.text_of("network") == "partitioned";
  path.delay = duration_at(then, "slow").value_or(path.delay);
  const auto ends = texts_at(value, "between");
  if (ends.size() == 2) {
    const auto a = stage.ip_of_host(ends[0]), b = stage.ip_of_host(ends[1]);
    stage.network().set_path(a, b, path);
    stage.begin_world_fault(name, [&stage, a, b] { stage.network().clear_path(a, b); });
    return {};
  }
  if (value.find("host") == nullptr) return sim::Error{"a path has two ends", "between: [host, host], or host:", value.place};
  const auto ip = stage.ip_of_host(value.text_of("host"));
  stage.network().set_host_path(ip, path);
  stage.begin_world_fault(name, [&stage, ip] { stage.network().clear_host_path(ip); });
  return {};
}

sim::Result<void> play_fault(Performance& performance, const Value& value) {
  Stage& stage = performance.stage;
  const Value& then = *value.find("then");
  const std::string name = value.text_of("name", "fault");
  if (value.find("dns") != nullptr) return break_dns(stage, name, value, then);
  if (then.find("network") != nullptr || then.find("slow") != nullptr) return break_network(stage, name, value, then);
  auto* server = stage.host(value.text_of("host"));
  if (server == nullptr) return sim::Error{"a fault needs a host, a path or a name in DNS", "add host:, between: or dns:", value.place};
  if (stage.is_real(*server)) return sim::Error{"a real server plays no script of faults", "break a path, or let the host be simulated", value.place};
  auto effect = then_of(then);
  if (!effect) return sim::Error{"the fault does nothing", "say reply, delay, hang_up, stall, garble or kill", then.place};
  server->faults().add({name, when_of(value.find("when")), *std::move(effect), value.place});
  return {};
}

}  // namespace

Step fault() {
  return {"fault", object(fault_shape), "Something goes wrong, by script: at a server's command, on a path, or in DNS.",
          "fault: {name: busy, host: mail.corp.example, when: {verb: RCPT, times: 2}, then: {reply: 450 4.2.1 busy}}", play_fault};
}

}  // namespace scenarios::steps
