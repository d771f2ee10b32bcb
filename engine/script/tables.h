// The tables as scripts see them through GlideRecord: which there are, their columns, and rows by key or by encoded query.
#pragma once
#include "engine/parts.h"
#include "engine/script/frame.h"

namespace engine::script {

struct Column {
  std::string name;
  std::string_view refers_to;   ///< the table whose sys_ids it holds, "" for a plain one
};
/// In the order in which rows come; none if scripts cannot read such a table.
std::vector<Column> columns_of(Parts& parts, std::string_view table);
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
