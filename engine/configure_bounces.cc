// What a configuration says of bounces: addresses that came back, codes that count (spec 15).
#include "engine/bounce_code.h"
#include "engine/configure.h"
#include "sim/mail/address.h"

namespace engine {
namespace {

sim::Result<void> write_address(Parts& parts, const BouncedAddressConfig& each) {
  if (!sim::mail::Address::parse(each.address)) {
    return sim::Error{fmt::format("bounced address '{}' is no address", each.address), "such as ken@corp.example", each.place};
  }
  if (each.bounces.value_or(0) < 0) return sim::Error{fmt::format("'{}' cannot have bounced less than never", each.address), "", each.place};
  const std::string key = email_key(each.address);
  const std::int64_t now = parts.world.clock.now().time_since_epoch().count();
  parts.database.prepare("INSERT OR IGNORE INTO sys_blocked_email_address (email_key, address, sys_updated_on) VALUES (?, ?, ?)")
      .run(key, each.address, now);
  // Unblocking begins the count anew; otherwise the next bounce would block at once.
  if (each.blocked && !*each.blocked) {
    parts.database.prepare("UPDATE sys_blocked_email_address SET bounces = 0 WHERE email_key = ?").run(key);
  }
  parts.database
      .prepare("UPDATE sys_blocked_email_address SET bounces = coalesce(?, bounces), "
               "blocked = coalesce(?, blocked), sys_updated_on = ? WHERE email_key = ?")
      .run(each.bounces, each.blocked, now, key);
  return {};
}

}  // namespace

sim::Result<void> write_bounces(Parts& parts, const InstanceConfig& change) {
  for (const BouncedAddressConfig& each : change.bounced_addresses) {
    if (const auto written = write_address(parts, each); !written) return written.error();
  }
  for (const BounceOverrideConfig& each : change.bounce_overrides) {
    if (!BounceCode::parse(each.code)) {
      return sim::Error{fmt::format("'{}' is no code of bounces", each.code), "class.subject.detail, * for any: 5.2.*", each.place};
    }
    parts.database
        .prepare("INSERT INTO sys_bounce_override (code, blocked) VALUES (?, ?) ON CONFLICT (code) DO UPDATE SET blocked = excluded.blocked")
        .run(each.code, each.blocked);
  }
  return {};
}

}  // namespace engine
