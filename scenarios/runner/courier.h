// Puts the story's own mails on the wire: SMTP from a host outside (the steps `deliver` and `junk`).
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "sim/client/smtp_client.h"
#include "sim/world.h"

namespace scenarios {

class Courier {
 public:
  Courier(sim::World& world, sim::IpAddress ip, std::string name);
  ~Courier();
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;

  /// Sends one mail to the server at `to`, port 25, in a session of its own.
  void send(const sim::mail::Envelope& envelope, std::string raw, const sim::IpAddress& to);
  /// Does something later; is_busy() until it is done.
  void later(sim::Duration delay, std::function<void()> what);
  bool is_busy() const;
  /// Mails that were not accepted: their sender knows.
  std::size_t refused() const;

 private:
  struct State;
  sim::World& world_;
  sim::IpAddress ip_;
  std::string name_;
  std::shared_ptr<State> state_;
};

}  // namespace scenarios
