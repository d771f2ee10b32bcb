// What the files of the store share: the connection, the statements (each prepared when first used, then kept), and the making of keys.
#pragma once
#include <map>

#include "engine/store.h"

namespace engine {

struct Store::State {
  State(Database& database_given, const sim::Clock& clock_given, sim::Trace& trace_given, const sim::Random& random_given)
      : database(database_given), clock(clock_given), trace(trace_given), random(random_given), marks(random_given) {}

  Database& database;
  const sim::Clock& clock;
  sim::Trace& trace;
  sim::Random random;
  std::int64_t start = 0;             ///< number of this start of the instance
  std::uint64_t made = 0;             ///< sys_ids made since
  sim::Random marks;                  ///< the random ends of watermarks

  /// The statement of that text (a literal, or made from checked names), prepared when first asked for.
  Statement& statement(std::string_view sql);
  std::int64_t now() const { return clock.now().time_since_epoch().count(); }
  /// Columns of a record table, in order; empty if there is no such table.
  const std::vector<std::string>& columns(std::string_view table);
  void forget_columns(std::string_view table);

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> columns_;
};

/// A column whose values go to sys_journal_field.
inline bool is_journal(std::string_view column) { return column == "comments" || column == "work_notes"; }

/// Letters, digits and underscore, beginning with a letter: may stand in SQL as a name.
bool is_name(std::string_view text);

}  // namespace engine
