// Bounce management (spec 15): addresses whose mail came back, and which status codes count.
#include <array>

#include "engine/bounce_code.h"
#include "engine/store.h"
#include "engine/store_state.h"

namespace engine {

bool Store::counts_as_bounce(std::string_view status) {
  const auto code = BounceCode::parse(status);
  // Soft bounces never count, whatever an override says: the address works, this attempt did not.
  if (!code || !code->is_exact() || code->parts[0] != "5") return false;
  int best = -1;
  bool counts = false;
  const auto weigh = [&](std::string_view pattern, bool blocked) {
    const auto parsed = BounceCode::parse(pattern);
    if (!parsed || !parsed->covers(*code) || parsed->weight() < best) return;
    best = parsed->weight();
    counts = blocked;
  };
  for (const std::string_view pattern : default_bounce_codes) weigh(pattern, true);
  Statement& row = state_->statement("SELECT code, blocked FROM sys_bounce_override ORDER BY code");
  const Ended ended{row};
  row.reset();
  while (row.step()) weigh(row.view(0), row.integer(1) != 0);
  return counts;
}

BouncedAddress Store::count_bounce(std::string_view address, std::string_view status) {
  state_
      ->statement("INSERT INTO sys_blocked_email_address (email_key, address, bounces, status_code, sys_updated_on) VALUES (?, ?, 1, ?, ?) "
                  "ON CONFLICT (email_key) DO UPDATE SET bounces = bounces + 1, status_code = excluded.status_code, "
                  "sys_updated_on = excluded.sys_updated_on")
      .run(email_key(address), address, status, state_->now());
  Statement& row = state_->statement("SELECT bounces, blocked FROM sys_blocked_email_address WHERE email_key = ?");
  const Ended ended{row.bind_all(email_key(address))};
  row.step();
  return {static_cast<int>(row.integer(0)), row.integer(1) != 0};
}

void Store::set_blocked(std::string_view address, bool blocked) {
  state_->statement("UPDATE sys_blocked_email_address SET blocked = ?, sys_updated_on = ? WHERE email_key = ?")
      .run(blocked, state_->now(), email_key(address));
}

bool Store::is_blocked(std::string_view address) {
  Statement& row = state_->statement("SELECT 1 FROM sys_blocked_email_address WHERE email_key = ? AND blocked = 1");
  const Ended ended{row.bind_all(email_key(address))};
  return row.step();
}

}  // namespace engine
