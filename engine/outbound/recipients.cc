#include "engine/outbound/recipients.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "engine/outbound/exclusions.h"

namespace engine::outbound {
namespace {

/// Users of one reason share a row of the log, as the instance writes them (KB0758267); a row names no more than these.
constexpr std::size_t most_names_in_a_row = 100;

class Choice {
 public:
  Choice(Parts& parts, const Occasion& occasion, Recipients& into) : parts_(parts), occasion_(occasion), into_(into) {
    for (const auto* known : {&into.to, &into.copied, &into.blind_copied, &into.sms}) seen_.insert(known->begin(), known->end());
  }

  /// True if the candidate gets the mail, now or already.
  bool decide(const Candidate& candidate) {
    const Exclusion* exclusion = find_exclusion(parts_, occasion_, candidate);
    if (exclusion != nullptr) exclude(candidate, *exclusion);
    else include(candidate);
    return exclusion == nullptr;
  }

  void write_log() {
    for (const Line& line : lines_) {
      for (std::size_t first = 0; first < line.names.size(); first += most_names_in_a_row) {
        const auto begin = line.names.begin() + static_cast<std::ptrdiff_t>(first);
        const auto end = line.names.begin() + static_cast<std::ptrdiff_t>(std::min(first + most_names_in_a_row, line.names.size()));
        into_.log.push_back(fmt::format("{}: {}", line.start, fmt::join(begin, end, ", ")));
      }
    }
  }

 private:
  struct Line {
    std::string start;
    std::vector<std::string> names;
  };

  std::vector<std::string>& list(Channel channel) {
    switch (channel) {
      case Channel::copied: return into_.copied;
      case Channel::blind_copied: return into_.blind_copied;
      case Channel::sms: return into_.sms;
      default: return into_.to;
    }
  }

  void exclude(const Candidate& candidate, const Exclusion& exclusion) {
    sim::Cause by{std::string(exclusion.rule), occasion_.notification.given.place};
    if (candidate.user && !exclusion.is_of_notification) by.place = parts_.cause_of_user(candidate.user->user_name).place;
    const std::string evidence(exclusion.reason);
    note(sim::EventKind::recipient_excluded, candidate, evidence, by);
    if (is_logged("exclude_logging", exclusion.log_switch)) log("excluded", candidate, evidence);
  }

  void include(const Candidate& candidate) {
    if (!seen_.insert(candidate.text).second) return;
    list(candidate.channel).push_back(candidate.text);
    std::string evidence = "named " + candidate.named_by;
    if (has_no_address(candidate)) evidence += ", but has no address";
    note(sim::EventKind::recipient_included, candidate, evidence, candidate.by);
    if (is_logged("include_logging", candidate.log_switch)) log("included", candidate, "they are " + evidence);
  }

  void note(sim::EventKind kind, const Candidate& candidate, const std::string& evidence, const sim::Cause& by) {
    if (!parts_.world.trace.wants(kind)) return;
    parts_.world.trace.note(kind, occasion_.mail, {{"recipient", shown(candidate)}, {"evidence", evidence}}, by);
  }

  bool is_logged(std::string_view which, std::string_view log_switch) {
    const auto known = switches_.find({which, log_switch});
    if (known != switches_.end()) return known->second;
    const std::string name = fmt::format("glide.notification.recipient.{}", which);
    const bool is_on =
        parts_.properties.flag(name) && (log_switch.empty() || parts_.properties.flag(fmt::format("{}.{}", name, log_switch)));
    switches_.emplace(std::pair(which, log_switch), is_on);
    return is_on;
  }

  /// The wording of the instance's own log (spec 6.2, KB0758267).
  void log(std::string_view verb, const Candidate& candidate, const std::string& why) {
    const std::string start = fmt::format("Notification '{}' ({}) {} recipients because {}", occasion_.notification.given.name,
                                          occasion_.notification.sys_id, verb, why);
    const std::string who = candidate.user ? fmt::format("'{}' ({})", candidate.user->name, candidate.user->sys_id)
                                           : fmt::format("'{}'", candidate.text);
    auto line = std::find_if(lines_.begin(), lines_.end(), [&](const Line& each) { return each.start == start; });
    if (line == lines_.end()) line = lines_.insert(lines_.end(), Line{start, {}});
    line->names.push_back(who);
  }

  static std::string shown(const Candidate& candidate) {
    if (!candidate.user) return candidate.text;
    if (has_no_address(candidate)) return candidate.user->user_name;
    return fmt::format("{} <{}>", candidate.user->user_name, candidate.text);
  }

  Parts& parts_;
  const Occasion& occasion_;
  Recipients& into_;
  std::set<std::string, std::less<>> seen_;
  std::map<std::pair<std::string_view, std::string_view>, bool> switches_;
  std::vector<Line> lines_;
};

}  // namespace

void screen_scripted(Parts& parts, const Occasion& occasion, MailText& mail, Recipients& recipients) {
  if (mail.copied.empty() && mail.blind_copied.empty()) return;
  const sim::Cause by{"notification:" + occasion.notification.given.name, occasion.notification.given.place};
  Choice choice(parts, occasion, recipients);
  const auto screen = [&](const std::vector<std::string>& addresses, Channel channel) {
    for (const std::string& address : addresses) {
      choice.decide({std::nullopt, address, "by a mail script", "recipient_users", by, channel});
    }
  };
  screen(mail.copied, Channel::copied);
  screen(mail.blind_copied, Channel::blind_copied);
  choice.write_log();
}

Recipients choose_recipients(Parts& parts, const Occasion& occasion) {
  Recipients chosen;
  Choice choice(parts, occasion, chosen);
  for (const Candidate& candidate : candidates(parts, occasion)) {
    if (!choice.decide(candidate)) continue;
    // A delegate gets a copy of what the user gets, nothing more; delegates of delegates do not.
    for (const Candidate& delegate : delegates_of(parts, occasion, candidate)) choice.decide(delegate);
  }
  choice.write_log();
  return chosen;
}

}  // namespace engine::outbound
