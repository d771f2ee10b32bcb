// An instance's outbound half with a provider's SMTP server on the virtual wire: what the outbound tests play with.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/outbound/outbox.h"
#include "engine/outbound/smtp_sender.h"
#include "fakeservers/smtp_session.h"
#include "sim/wire/virtual_wire.h"

namespace engine::tests {

/// Takes every mail unless told what to say.
class Provider final : public fakeservers::SmtpHandler {
 public:
  struct Taken {
    sim::mail::Envelope envelope;
    std::string raw;
  };
  sim::mail::SmtpReply on_mail(const fakeservers::SmtpClientFacts&, const sim::mail::ReversePath&, std::size_t) override;
  sim::mail::SmtpReply on_rcpt(const fakeservers::SmtpClientFacts&, const sim::mail::Envelope&, const sim::mail::Address& to) override;
  sim::mail::SmtpReply on_message(const fakeservers::SmtpClientFacts&, const sim::mail::Envelope&, std::string raw) override;

  std::map<std::string, sim::mail::SmtpReply> recipient_replies;
  sim::mail::SmtpReply mail_reply{250, "sender ok"}, message_reply{250, {2, 0, 0}, "queued"};
  std::vector<Taken> taken;
  std::string authenticated;
};

class OutboundWorld {
 public:
  OutboundWorld();
  ~OutboundWorld();

  /// The first time: the configuration; later: a change.
  void configure(const InstanceConfig& change);
  void set(std::string_view property, std::string_view value);
  void fire(const std::string& event, const std::string& record = "", const std::string& user = "", const std::string& parm1 = "");
  /// Runs the sender and the world until it is done.
  void send();
  void pass(sim::Duration time);
  /// One value of the newest mail, or of the mail in row `row` counted from 1.
  std::string email(const std::string& column, int row = 0);
  std::string value(const std::string& sql) { return database.value(sql); }
  int mails() { return std::stoi(value("SELECT count(*) FROM sys_email")); }
  /// The ids of what decided in the trace's events of this kind, in order.
  std::vector<std::string> decided(sim::EventKind kind) const;
  void listen();
  /// A new sender on the same database: the process came up again.
  void restart();

  sim::Clock clock;
  sim::Trace trace;
  sim::Network network;
  sim::dns::Zones zones;
  sim::dns::Resolver resolver;
  sim::wire::VirtualWire wire;
  fakeservers::MailStore store_of_provider;
  fakeservers::Logins logins{"mail.provider.example", store_of_provider, sim::Random(1), trace};
  sim::World world;
  fakeservers::FaultPlan faults;
  Provider provider;
  Database database;
  Properties properties;
  Profile profile;
  InstanceConfig config;
  std::unique_ptr<Store> store;
  std::unique_ptr<Parts> parts;
  std::unique_ptr<outbound::SmtpSender> sender;
};

/// The world of most tests: yuki (caller), ken, an unlocked account, incident INC0000001, and one notification for the caller.
InstanceConfig usual_config();

}  // namespace engine::tests
