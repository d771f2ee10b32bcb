// Watermarks (spec 5): prefix, seven digits, an underscore, twenty random characters.
#include "engine/store.h"
#include "engine/store_state.h"

namespace engine {

std::optional<Watermark> Store::watermark(std::string_view number) {
  // Word for word the expression of the index sys_watermark_counter.
  Statement& row = state_->statement(
      "SELECT number, source_table, source_id, email FROM sys_watermark WHERE substr(number, 1, instr(number || '_', '_') - 1) = ? AND number = ?");
  const Ended ended{row.bind_all(number.substr(0, number.find('_')), number)};
  if (!row.step()) return std::nullopt;
  return Watermark{row.text(0), row.text(1), row.text(2), row.text(3)};
}

bool Store::has_watermark(std::string_view email_sys_id) {
  Statement& row = state_->statement("SELECT 1 FROM sys_watermark WHERE email = ? LIMIT 1");
  const Ended ended{row.bind_all(email_sys_id)};
  return row.step();
}

std::string Store::new_watermark(std::string_view table, std::string_view record, std::string_view email_sys_id) {
  const std::string number = next_number("sys_watermark") + "_" + state_->marks.token(20);
  // A clone's counter may give a number that stands already: then the mail leaves without one.
  state_
      ->statement("INSERT OR IGNORE INTO sys_watermark (number, source_table, source_id, email, sys_created_on) VALUES (?, ?, ?, ?, ?)")
      .run(number, table, record, email_sys_id, state_->now());
  return state_->database.changes() > 0 ? number : std::string();
}

}  // namespace engine
