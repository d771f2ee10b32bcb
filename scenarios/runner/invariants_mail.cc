#include <algorithm>

#include <fmt/format.h>

#include "scenarios/runner/evidence.h"
#include "scenarios/runner/invariants.h"

namespace scenarios {
namespace {

using sim::EventKind;

/// What the trace says about one mail.
struct Fate {
  std::size_t made = 0;        ///< composed or put on the wire
  bool accepted = false, ended = false, deleted = false, dropped = false;
};

std::map<std::string, Fate> fates(const sim::Trace& trace) {
  std::map<std::string, Fate> all;
  for (const sim::Event& event : trace.events()) {
    if (event.mail.empty()) continue;
    Fate& fate = all[event.mail];
    switch (event.kind) {
      case EventKind::mail_composed:
      case EventKind::mail_junk:
      case EventKind::mail_injected: ++fate.made; break;
      case EventKind::smtp_accepted: fate.accepted = true; break;
      case EventKind::maildrop_stored:
      case EventKind::queue_bounced:
      case EventKind::queue_dropped: fate.ended = true; break;
      case EventKind::policy_passed: fate.ended = fate.ended || event.by.id == "blackhole"; break;
      case EventKind::maildrop_deleted: fate.deleted = true; break;
      case EventKind::email_duplicate:
      case EventKind::email_archived:
      case EventKind::email_poison: fate.dropped = true; break;
      default: break;
    }
  }
  return all;
}

bool is_still_queued(Stage& stage) {
  return stage.world().wire.open_connections() > 0 ||
         std::any_of(stage.hosts().begin(), stage.hosts().end(), [&](const auto& host) { return stage.queued(*host) > 0; });
}

std::size_t refusals_told(Stage& stage) {
  std::size_t told = stage.courier().refused();
  for (const PersonStory& person : stage.story().people) told += stage.person(person.config.id)->refusals().size();
  return told;
}

/// Rows by Message-ID. Whatever their type: a profile may list ignored mail under Skipped (C1), and the instance's own mails have ids of their own.
std::map<std::string, std::size_t> rows_by_message_id(Stage& stage, bool only_received) {
  std::map<std::string, std::size_t> rows;
  for (const Row& row : email_rows(stage)) {
    const bool is_received = cell(row, "type").value_or("").starts_with("received");
    if (is_received || !only_received) ++rows[without_brackets(cell(row, "message_id").value_or(""))];
  }
  return rows;
}

}  // namespace

std::vector<Finding> nothing_lost(Stage& stage) {
  std::vector<Finding> lost;
  const auto rows = rows_by_message_id(stage, false);
  std::vector<std::string> never_accepted;
  const bool moves = is_still_queued(stage) || stage.courier().is_busy();
  for (const auto& [mail, fate] : fates(stage.trace())) {
    if (fate.accepted && !fate.ended && !moves) {
      lost.push_back({.holds = false, .what = fmt::format("a server accepted the mail {}, and it is nowhere", mail), .mails = {mail}});
    }
    if (fate.deleted && !fate.dropped && !rows.contains(mail)) {
      lost.push_back({.holds = false, .what = fmt::format("the mail {} was deleted from its maildrop and has no Email row", mail), .mails = {mail}});
    }
    if (fate.made > 0 && !fate.accepted && !fate.ended) never_accepted.push_back(mail);
  }
  if (!moves && never_accepted.size() > refusals_told(stage)) {
    lost.push_back({.holds = false, .what = fmt::format("no server took the mail {}, and its sender was told nothing", never_accepted.front()),
                    .mails = never_accepted});
  }
  return lost;
}

std::vector<Finding> nothing_doubled(Stage& stage) {
  std::vector<Finding> doubled;
  const auto all = fates(stage.trace());
  const auto made = [&](const std::string& mail) {
    const auto found = all.find(mail);
    return found == all.end() ? std::size_t{1} : std::max<std::size_t>(1, found->second.made);
  };
  for (auto& host : stage.hosts()) {
    for (const auto& [user, drop] : host->store().maildrops()) {
      std::map<std::string, std::size_t> copies;
      for (const auto& mail : drop.mails) {
        const std::string id = sim::mail::message_id_of(mail.raw);
        const std::size_t allowed = made(id) * std::max<std::size_t>(1, mail.envelope.to.size());
        if (id.empty() || ++copies[id] != allowed + 1) continue;
        doubled.push_back({.holds = false, .what = fmt::format("the maildrop {} at {} holds the mail {} twice", user, host->config().name, id), .mails = {id}});
      }
    }
  }
  for (const auto& [id, count] : rows_by_message_id(stage, true)) {
    if (id.empty() || count <= made(id)) continue;
    doubled.push_back({.holds = false, .what = fmt::format("the Email table holds the mail {} {} times", id, count), .mails = {id}});
  }
  return doubled;
}

}  // namespace scenarios
