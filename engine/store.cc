#include "engine/store.h"

#include "engine/store_state.h"

namespace engine {

Statement& Store::State::statement(std::string_view sql) { return database.kept(sql); }

bool is_name(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (text.empty() || text.size() > 80 || !letter(text.front())) return false;
  return std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; });
}

Store::Store(Database& database, const sim::Clock& clock, sim::Trace& trace, sim::Random random)
    : state_(std::make_unique<State>(database, clock, trace, random)) {
  database.prepare("INSERT INTO instance_start (at) VALUES (?)").run(state_->now());
  state_->start = database.last_row_id();
  // A restarted instance must not draw again what the one before it drew.
  state_->random = random.stream(fmt::format("sys_id {}", state_->start));
  state_->marks = random.stream(fmt::format("watermark {}", state_->start));
}

Store::~Store() = default;

Database& Store::database() { return state_->database; }

std::string Store::new_sys_id() {
  // Time, start and count first: keys rise, so indexes grow at their end whatever the size of the table.
  const auto ms = static_cast<std::uint64_t>(state_->now()) & 0xfffffffffffU;
  return fmt::format("{:011x}{:03x}{:06x}{}", ms, static_cast<std::uint64_t>(state_->start) & 0xfffU,
                     ++state_->made & 0xffffffU, state_->random.hex(12));
}

void Store::log(std::string_view email_sys_id, std::string_view level, std::string_view message) {
  state_->statement("INSERT INTO syslog_email (email, level, message, sys_created_on) VALUES (?, ?, ?, ?)")
      .run(email_sys_id, level, message, state_->now());
}

}  // namespace engine
