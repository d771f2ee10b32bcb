// The tables as scripts see them through GlideRecord: which there are, their columns, and rows by key or by encoded query.
#pragma once
#include "engine/parts.h"
#include "engine/script/frame.h"
#include "engine/script/views.h"

namespace engine::script {

/// Found once for each table and schema.
const TableView& view_of(Parts& parts, std::string_view table);
/// incident and what a story declares: the tables that scripts may write.
bool is_record_table(Parts& parts, std::string_view table);

struct RowLimits {
  std::size_t most, most_bytes;
};
struct Rows {
  Frame frame;                  ///< "ok" and the values, row after row
  std::size_t count = 0;
  bool is_cut = false;          ///< there were more
};
/// The rows that an encoded query chooses, in its order, else as they were made.
sim::Result<Rows> find_rows(Parts& parts, std::string_view table, std::string_view encoded, const RowLimits& limits);
/// "ok" and the values of the row of that sys_id or number; "ok" alone if there is none.
Frame one_row(Parts& parts, std::string_view table, std::string_view key);

}  // namespace engine::script
