#include "engine/outbound/waiting.h"

#include <fmt/format.h>

#include <algorithm>

namespace engine::outbound {
namespace {

constexpr int page_size = 100;

/// Word for word the condition of the index sys_email_waiting, so that SQLite uses it.
constexpr std::string_view waiting =
    "type IN ('send-ready', 'send-retry-backoff', 'send-retry-delayed', 'received') AND state = 'ready'";

}  // namespace

Waiting::Waiting(Parts& parts)
    : parts_(parts),
      lanes_{Lane{standing::outbox.type}, Lane{standing::retry_backoff.type}, Lane{standing::retry_delayed.type}},
      due_(parts.database.prepare(fmt::format("SELECT id FROM sys_email WHERE type = ? AND {} AND id > ? AND next_attempt <= ?"
                                              " ORDER BY id LIMIT ?",
                                              waiting))),
      newest_(parts.database.prepare(
          fmt::format("SELECT sys_created_on FROM sys_email WHERE type = ? AND {} ORDER BY id DESC LIMIT 1", waiting))) {}

void Waiting::rewind(std::uint64_t fingerprint) {
  for (Lane& lane : lanes_) {
    if (fingerprint != fingerprint_) lane.passed = 0;
    lane.after = lane.passed;
  }
  fingerprint_ = fingerprint;
  lane_ = 0;
  page_.clear();
}

/// From the first lane each time: what was made since it was last looked at comes before what waits for another try.
bool Waiting::fill_page() {
  for (lane_ = 0; lane_ < lanes_.size(); ++lane_) {
    const Lane& lane = lanes_[lane_];
    due_.bind_all(lane.type, lane.after, std::int64_t{parts_.world.clock.now().time_since_epoch().count()}, page_size);
    while (due_.step()) page_.push_back(due_.integer(0));
    due_.reset();
    if (page_.empty()) continue;
    std::reverse(page_.begin(), page_.end());
    return true;
  }
  lane_ = lanes_.size() - 1;
  return false;
}

std::optional<EmailRecord> Waiting::next() {
  while (!page_.empty() || fill_page()) {
    const std::int64_t id = page_.back();
    page_.pop_back();
    lanes_[lane_].after = id;
    auto email = parts_.store.find_email(id);
    // Something else may have moved it since the page was read.
    if (email && email->type == lanes_[lane_].type) return email;
  }
  return std::nullopt;
}

void Waiting::stays() { lanes_[lane_].passed = lanes_[lane_].after; }

std::optional<sim::Instant> Waiting::newest() {
  std::optional<sim::Instant> out;
  for (const Lane& lane : lanes_) {
    newest_.bind_all(lane.type);
    if (newest_.step()) out = std::max(out.value_or(sim::Instant::min()), sim::Instant(sim::Duration(newest_.integer(0))));
    newest_.reset();
  }
  return out;
}

}  // namespace engine::outbound
