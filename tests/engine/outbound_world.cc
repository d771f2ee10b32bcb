#include "tests/engine/outbound_world.h"

#include <gtest/gtest.h>

#include "engine/configure.h"

namespace engine::tests {
namespace {

constexpr std::string_view provider_zone_text = "mail IN A 192.0.2.25\n";
const sim::Endpoint smtp_port{*sim::IpAddress::parse("192.0.2.25"), 25};

sim::dns::Zone zone() {
  const auto origin = *sim::dns::Name::parse("provider.example");
  return *sim::dns::Zone::parse(origin, provider_zone_text, {});
}

Database memory() {
  auto opened = Database::open({":memory:", 0, false});
  return std::move(*opened);
}

}  // namespace

sim::mail::SmtpReply Provider::on_mail(const fakeservers::SmtpClientFacts& client, const sim::mail::ReversePath&, std::size_t) {
  authenticated = client.user;
  return mail_reply;
}

sim::mail::SmtpReply Provider::on_rcpt(const fakeservers::SmtpClientFacts&, const sim::mail::Envelope&,
                                       const sim::mail::Address& to) {
  const auto found = recipient_replies.find(to.text());
  return found == recipient_replies.end() ? sim::mail::SmtpReply{250, "recipient ok"} : found->second;
}

sim::mail::SmtpReply Provider::on_message(const fakeservers::SmtpClientFacts&, const sim::mail::Envelope& envelope,
                                          std::string raw) {
  if (message_reply.is_positive()) taken.push_back({envelope, std::move(raw)});
  return message_reply;
}

OutboundWorld::OutboundWorld()
    : clock(*sim::parse_iso8601("2026-01-05T09:00:00Z")),
      trace(clock),
      resolver(zones, clock, trace),
      wire(clock, network, trace, sim::Random(1, "wire")),
      world{clock, sim::Random(1), trace, network, wire, resolver},
      database(memory()),
      properties(database) {
  sim::mail::start_mime_library();
  store_of_provider.add("desk", "secret", {});
  zones.put(zone());
  config.address = "acme@service-now.example";
  store = std::make_unique<Store>(database, clock, trace, world.random.stream("store"));
  parts = std::make_unique<Parts>(Parts{world, database, *store, properties, profile, config, *sim::IpAddress::parse("192.0.2.1")});
  write_factory_rows(*store);
  sender = std::make_unique<outbound::SmtpSender>(*parts);
  listen();
}

OutboundWorld::~OutboundWorld() { sender.reset(); }

void OutboundWorld::listen() {
  const auto listening = wire.listen({smtp_port, false, std::nullopt}, [this](const sim::Peer& peer) {
    fakeservers::SmtpOptions options;
    options.host = "mail.provider.example";
    options.logins = &logins;
    options.auth_needs_tls = false;
    return std::make_unique<fakeservers::SmtpSession>(options, peer, provider, faults, trace);
  });
  ASSERT_TRUE(listening);
}

void OutboundWorld::configure(const InstanceConfig& change) {
  const auto written = write_configuration(*parts, change);
  ASSERT_TRUE(written) << written.error().text();
  merge(config, change);
  parts->notifications = nullptr;
  parts->outbound_settings = nullptr;
}

void OutboundWorld::set(std::string_view property, std::string_view value) {
  properties.set(property, value);
  config.properties.push_back({std::string(property), std::string(value), {"story.yaml", 7, 3}});
}

void OutboundWorld::fire(const std::string& event, const std::string& record, const std::string& user, const std::string& parm1) {
  const auto fired = outbound::fire(*parts, {event, "incident", record, parm1, "", user});
  ASSERT_TRUE(fired) << fired.error().text();
  outbound::process_events(*parts);
}

void OutboundWorld::send() {
  sender->run();
  wire.run_until(clock.now() + std::chrono::minutes{30}, [this] { return !sender->is_running(); });
}

void OutboundWorld::pass(sim::Duration time) { wire.run_until(clock.now() + time); }

std::string OutboundWorld::email(const std::string& column, int row) {
  const std::string which = row == 0 ? "ORDER BY id DESC LIMIT 1" : "WHERE id = " + std::to_string(row);
  return value("SELECT " + column + " FROM sys_email " + which);
}

std::vector<std::string> OutboundWorld::decided(sim::EventKind kind) const {
  std::vector<std::string> out;
  for (const sim::Event& event : trace.events()) {
    if (event.kind == kind) out.push_back(event.by.id);
  }
  return out;
}

void OutboundWorld::restart() {
  sender.reset();
  wire.drop_host(parts->ip);  // a process that is gone holds no connections
  sender = std::make_unique<outbound::SmtpSender>(*parts);
}

InstanceConfig usual_config() {
  InstanceConfig config;
  config.address = "acme@service-now.example";
  AccountConfig account;
  account.name = "provider";
  account.type = "smtp";
  account.server = "mail.provider.example";
  config.accounts.push_back(account);
  for (const std::string name : {"yuki", "ken"}) {
    UserConfig user;
    user.user_name = name;
    user.first_name = name;
    user.email = name + "@corp.example";
    user.place = {"story.yaml", 3, 5};
    config.users.push_back(user);
  }
  config.records.push_back({"incident", {{"short_description", "Printer <broken>"}, {"caller_id", "yuki"}, {"comments", "It beeps"}}, {}});
  NotificationConfig notification;
  notification.name = "Opened";
  notification.event = "incident.inserted";
  notification.recipient_fields = {"caller_id"};
  notification.subject = "${number} opened: ${short_description}";
  notification.text = "Dear ${caller_id.name}, ${comments}";
  notification.html = "<html><body><p>${short_description}</p></body></html>";
  config.notifications.push_back(notification);
  return config;
}

}  // namespace engine::tests
