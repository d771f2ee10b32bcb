#include "engine/outbound/candidates.h"

#include <fmt/format.h>

#include "engine/outbound/mail_row.h"
#include "engine/record_fields.h"
#include "engine/store_state.h"

namespace engine::outbound {
namespace {

/// Within the days and hours of the schedule? Instants are UTC (sim/clock.h), and so are the schedule's hours.
bool is_within(sim::Instant now, std::int64_t days, std::int64_t from_minute, std::int64_t to_minute) {
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const auto minute = std::chrono::duration_cast<std::chrono::minutes>(now - day).count();
  const unsigned weekday = std::chrono::weekday(day).iso_encoding() - 1;
  return ((days >> weekday) & 1) != 0 && minute >= from_minute && minute < to_minute;
}

constexpr std::string_view device_columns = "name, type, email_address, active, days, from_minute, to_minute";

Device read_device(const Statement& row, sim::Instant now) {
  return {row.text(0), row.text(1), row.text(2), row.integer(3) != 0, is_within(now, row.integer(4), row.integer(5), row.integer(6))};
}

std::optional<Device> primary_device(Parts& parts, const std::string& user) {
  Statement& row = parts.database.kept(
      fmt::format("SELECT {} FROM cmn_notif_device WHERE \"user\" = ? AND primary_email = 1 ORDER BY id LIMIT 1", device_columns));
  const Ended ended{row.bind_all(user)};
  if (!row.step()) return std::nullopt;
  return read_device(row, parts.world.clock.now());
}

/// What a user has chosen for the notification: unsubscribed from it, or further devices for it.
struct Choices {
  bool is_unsubscribed = false;
  std::vector<Device> devices;
};

Choices choices_of(Parts& parts, const Occasion& occasion, const std::string& user) {
  Choices found;
  Statement& row = parts.database.kept(
      "SELECT d.name, d.type, d.email_address, d.active, d.days, d.from_minute, d.to_minute, s.active FROM sys_notif_subscription s "
      "LEFT JOIN cmn_notif_device d ON d.sys_id = s.device WHERE s.\"user\" = ? AND s.notification = ? ORDER BY s.id");
  const Ended ended{row.bind_all(user, occasion.notification.given.name)};
  while (row.step()) {
    const bool is_on = row.integer(7) != 0;
    if (row.is_null(0)) found.is_unsubscribed = !is_on;
    else if (is_on) found.devices.push_back(read_device(row, parts.world.clock.now()));
  }
  return found;
}

struct Group {
  std::string sys_id, name, email, manager;
  bool is_active = true, excludes_manager = false, includes_members = false;
};

std::optional<Group> find_group(Parts& parts, std::string_view key) {
  for (const std::string_view by : {"sys_id", "name"}) {
    Statement& row = parts.database.kept(
        fmt::format("SELECT sys_id, name, email, manager, active, exclude_manager, include_members FROM sys_user_group WHERE {} = ?", by));
    const Ended ended{row.bind_all(key)};
    if (!row.step()) continue;
    return Group{row.text(0), row.text(1), row.text(2), row.text(3), row.integer(4) != 0, row.integer(5) != 0, row.integer(6) != 0};
  }
  return std::nullopt;
}

/// How someone came to be named.
struct Reason {
  std::string named_by;
  std::string_view log_switch;
};

class Gathering {
 public:
  Gathering(Parts& parts, const Occasion& occasion)
      : parts_(parts), occasion_(occasion), by_{"notification:" + occasion.notification.given.name, occasion.notification.given.place} {}

  void add_user(User user, const Reason& why) {
    Candidate candidate{std::nullopt, user.email.empty() ? user.user_name : user.email, why.named_by, why.log_switch, by_};
    Choices choices;
    if (occasion_.set.has_subscriptions) choices = choices_of(parts_, occasion_, user.sys_id);
    if (occasion_.set.has_devices) candidate.device = primary_device(parts_, user.sys_id);
    // "This overrides the email address configured in the sys_user table" (KB0750584).
    if (candidate.device && !candidate.device->email_address.empty()) candidate.text = candidate.device->email_address;
    candidate.is_unsubscribed = choices.is_unsubscribed;
    candidate.user = user;
    found.push_back(std::move(candidate));
    for (Device& device : choices.devices) add_device(user, std::move(device));
  }

  void add_group(const Group& group) {
    const std::string name = fmt::format("the group '{}'", group.name);
    if (!group.is_active) {
      Candidate candidate = plain(group.name, {name, "recipient_groups.membership"});
      candidate.is_inactive_group = true;
      found.push_back(std::move(candidate));
      return;
    }
    if (!group.email.empty()) found.push_back(plain(group.email, {"as the address of " + name, "recipient_groups.group_email"}));
    const auto manager = group.manager.empty() || group.excludes_manager ? std::nullopt : parts_.store.user_by_sys_id(group.manager);
    if (manager) add_user(*manager, {"as the manager of " + name, "recipient_groups.manager"});
    if (!group.email.empty() && !group.includes_members) return;
    for (User& member : parts_.store.group_members(group.name)) {
      add_user(std::move(member), {"as a member of " + name, "recipient_groups.membership"});
    }
  }

  /// Users by sys_id or user name, groups by sys_id or name, addresses; several with commas.
  void add_references(std::string_view list, const Reason& why) {
    for (const std::string& item : items_of(list)) {
      auto user = parts_.store.user_by_sys_id(item);
      if (!user) user = parts_.store.user_by_name(item);
      if (user) add_user(std::move(*user), why);
      else if (const auto group = find_group(parts_, item)) add_group(*group);
      else found.push_back(plain(item, why));
    }
  }

  void add_addresses(const std::vector<std::string>& addresses, Channel channel) {
    for (const std::string& address : addresses) {
      Candidate candidate = plain(address, {"among the notification's addresses", "recipient_users"});
      candidate.channel = channel;
      found.push_back(std::move(candidate));
    }
  }

  /// "Users proactively subscribe" (D:c_SubscriptionBasedNotifications): they need not be named.
  void add_subscribers() {
    std::vector<std::string> users;
    {
      Statement& row = parts_.database.kept(
          "SELECT DISTINCT \"user\" FROM sys_notif_subscription WHERE notification = ? AND active = 1 AND device = '' ORDER BY id");
      const Ended ended{row.bind_all(occasion_.notification.given.name)};
      while (row.step()) users.push_back(row.text(0));
    }
    for (const std::string& sys_id : users) {
      if (auto user = parts_.store.user_by_sys_id(sys_id)) add_user(std::move(*user), {"by their subscription", "subscription"});
    }
  }

  std::vector<Candidate> found;

 private:
  Candidate plain(const std::string& address, const Reason& why) const { return {std::nullopt, address, why.named_by, why.log_switch, by_}; }

  void add_device(const User& user, Device device) {
    Candidate candidate{user, device.email_address, fmt::format("with the device '{}' that they subscribed", device.name), "subscription", by_};
    candidate.channel = device.type == "sms" ? Channel::sms : Channel::to;
    candidate.device = std::move(device);
    candidate.is_further_device = true;
    found.push_back(std::move(candidate));
  }

  Parts& parts_;
  const Occasion& occasion_;
  sim::Cause by_;
};

void gather_fields(const Occasion& occasion, Parts& parts, Gathering& gathering) {
  if (!occasion.record) return;
  for (const std::string& field : occasion.notification.given.recipient_fields) {
    gathering.add_references(record_field(parts, *occasion.record, field).value_or(""),
                             {"by the record's field '" + field + "'", "recipient_fields"});
  }
}

}  // namespace

std::vector<Candidate> candidates(Parts& parts, const Occasion& occasion) {
  const NotificationConfig& given = occasion.notification.given;
  Gathering gathering(parts, occasion);
  for (const std::string& user : given.users) gathering.add_references(user, {"in the notification's users", "recipient_users"});
  for (const std::string& name : given.groups) {
    if (const auto group = find_group(parts, name)) gathering.add_group(*group);
  }
  gather_fields(occasion, parts, gathering);
  if (given.event_parm1.value_or(false)) gathering.add_references(occasion.event.parm1, {"by the event's parm1", "event_parm"});
  if (given.event_parm2.value_or(false)) gathering.add_references(occasion.event.parm2, {"by the event's parm2", "event_parm"});
  if (occasion.set.has_subscriptions && given.subscribable.value_or(false)) gathering.add_subscribers();
  gathering.add_addresses(given.addresses, Channel::copied);
  gathering.add_addresses(given.blind_copied, Channel::blind_copied);
  return std::move(gathering.found);
}

std::vector<Candidate> delegates_of(Parts& parts, const Occasion& occasion, const Candidate& candidate) {
  if (!occasion.set.has_delegates || occasion.notification.given.exclude_delegates.value_or(false)) return {};
  if (!candidate.user || candidate.is_further_device) return {};
  std::vector<std::string> delegates;
  {
    Statement& row = parts.database.kept(
        "SELECT delegate FROM sys_user_delegate WHERE \"user\" = ?1 AND notifications = 1 AND starts <= ?2 AND ends >= ?2 ORDER BY id");
    const Ended ended{row.bind_all(candidate.user->sys_id, std::int64_t{parts.world.clock.now().time_since_epoch().count()})};
    while (row.step()) delegates.push_back(row.text(0));
  }
  Gathering gathering(parts, occasion);
  for (const std::string& sys_id : delegates) {
    auto user = parts.store.user_by_sys_id(sys_id);
    if (user) gathering.add_user(std::move(*user), {fmt::format("as the delegate of '{}'", candidate.user->name), "delegate"});
  }
  return std::move(gathering.found);
}

}  // namespace engine::outbound
