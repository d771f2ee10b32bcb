#include "engine/outbound/recipients.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/outbound/exclusions.h"

namespace engine::outbound {
namespace {

Candidate candidate_of(User user, std::string named_by, std::string_view log_switch, sim::Cause by) {
  Candidate candidate{std::nullopt, user.email.empty() ? user.user_name : user.email, std::move(named_by), log_switch, std::move(by)};
  candidate.user = std::move(user);
  return candidate;
}

/// A field or a parameter holds users by sys_id or user name, or addresses; several with commas.
class Gathering {
 public:
  Gathering(Parts& parts, const Occasion& occasion) : parts_(parts), by_{"notification:" + occasion.notification.name,
                                                                          occasion.notification.place} {}

  void add_references(std::string_view list, const std::string& named_by, std::string_view log_switch) {
    while (!list.empty()) {
      const auto comma = list.find(',');
      std::string item(list.substr(0, comma));
      item.erase(0, item.find_first_not_of(' '));
      item.erase(item.find_last_not_of(' ') + 1);
      list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
      if (!item.empty()) add_reference(item, named_by, log_switch);
    }
  }
  void add_group(const std::string& name) {
    for (User& member : parts_.store.group_members(name)) {
      found.push_back(candidate_of(std::move(member), "as a member of the group '" + name + "'", "recipient_groups", by_));
    }
  }

  std::vector<Candidate> found;

 private:
  void add_reference(const std::string& item, const std::string& named_by, std::string_view log_switch) {
    auto user = parts_.store.user_by_sys_id(item);
    if (!user) user = parts_.store.user_by_name(item);
    if (user) {
      found.push_back(candidate_of(std::move(*user), named_by, log_switch, by_));
    } else {
      found.push_back({std::nullopt, item, named_by, log_switch, by_});
    }
  }

  Parts& parts_;
  sim::Cause by_;
};

std::vector<Candidate> gather(Parts& parts, const Occasion& occasion) {
  const NotificationConfig& notification = occasion.notification;
  Gathering gathering(parts, occasion);
  for (const std::string& user : notification.users) {
    gathering.add_references(user, "in the notification's users", "recipient_users");
  }
  for (const std::string& group : notification.groups) gathering.add_group(group);
  if (occasion.record) {
    for (const std::string& field : notification.recipient_fields) {
      gathering.add_references(occasion.record->field(field), "by the record's field '" + field + "'", "recipient_fields");
    }
  }
  if (notification.event_parm1.value_or(false)) {
    gathering.add_references(occasion.event.parm1, "by the event's parm1", "event_parm");
  }
  if (notification.event_parm2.value_or(false)) {
    gathering.add_references(occasion.event.parm2, "by the event's parm2", "event_parm");
  }
  return std::move(gathering.found);
}

class Choice {
 public:
  Choice(Parts& parts, const Occasion& occasion, Recipients& into) : parts_(parts), occasion_(occasion), into_(into) {}

  void decide(const Candidate& candidate, std::vector<std::string>& list) {
    if (const Exclusion* exclusion = find_exclusion(parts_, occasion_, candidate)) exclude(candidate, *exclusion);
    else include(candidate, list);
  }

 private:
  void exclude(const Candidate& candidate, const Exclusion& exclusion) {
    sim::Cause by{std::string(exclusion.rule), occasion_.notification.place};
    if (candidate.user && !exclusion.is_of_notification) by.place = parts_.cause_of_user(candidate.user->user_name).place;
    const std::string evidence(exclusion.reason);
    note(sim::EventKind::recipient_excluded, candidate, evidence, by);
    if (is_logged("exclude_logging", exclusion.log_switch)) log("excluded", candidate, evidence);
  }

  void include(const Candidate& candidate, std::vector<std::string>& list) {
    if (std::find(seen_.begin(), seen_.end(), candidate.text) != seen_.end()) return;
    seen_.push_back(candidate.text);
    list.push_back(candidate.text);
    std::string evidence = "named " + candidate.named_by;
    if (candidate.user && candidate.user->email.empty()) evidence += ", but has no address";
    note(sim::EventKind::recipient_included, candidate, evidence, candidate.by);
    if (is_logged("include_logging", candidate.log_switch)) log("included", candidate, "they are " + evidence);
  }

  void note(sim::EventKind kind, const Candidate& candidate, const std::string& evidence, const sim::Cause& by) {
    if (!parts_.world.trace.wants(kind)) return;
    parts_.world.trace.note(kind, occasion_.mail, {{"recipient", shown(candidate)}, {"evidence", evidence}}, by);
  }

  bool is_logged(const std::string& which, std::string_view log_switch) const {
    const std::string name = "glide.notification.recipient." + which;
    if (!parts_.properties.flag(name)) return false;
    return log_switch.empty() || parts_.properties.flag(fmt::format("{}.{}", name, log_switch));
  }

  /// The wording of the instance's own log (spec 6.2, KB0758267).
  void log(std::string_view verb, const Candidate& candidate, const std::string& why) {
    const std::string who = candidate.user ? fmt::format("'{}' ({})", candidate.user->name, candidate.user->sys_id)
                                           : fmt::format("'{}'", candidate.text);
    into_.log.push_back(fmt::format("Notification '{}' ({}) {} recipients because {}: {}", occasion_.notification.name,
                                    occasion_.notification_id, verb, why, who));
  }

  static std::string shown(const Candidate& candidate) {
    if (!candidate.user) return candidate.text;
    if (candidate.user->email.empty()) return candidate.user->user_name;
    return fmt::format("{} <{}>", candidate.user->user_name, candidate.user->email);
  }

  Parts& parts_;
  const Occasion& occasion_;
  Recipients& into_;
  std::vector<std::string> seen_;
};

}  // namespace

Recipients choose_recipients(Parts& parts, const Occasion& occasion) {
  Recipients chosen;
  Choice choice(parts, occasion, chosen);
  for (const Candidate& candidate : gather(parts, occasion)) choice.decide(candidate, chosen.to);
  for (const std::string& address : occasion.notification.addresses) {
    choice.decide({std::nullopt, address, "among the notification's addresses", "recipient_users",
                   {"notification:" + occasion.notification.name, occasion.notification.place}},
                  chosen.copied);
  }
  return chosen;
}

}  // namespace engine::outbound
