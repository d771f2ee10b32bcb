// What is kept of the tables between scripts, so that their shapes are not asked of the database again and again.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace engine::script {

struct Column {
  std::string name;
  std::string_view refers_to;   ///< the table whose sys_ids it holds, "" for a plain one
};

/// A table as scripts see it.
struct TableView {
  std::vector<Column> columns;  ///< in the order in which rows come; none if scripts cannot read such a table
  std::string select;           ///< "SELECT ... FROM ..." of all of them
};

/// By table; of one schema only.
struct Views {
  std::string schema;           ///< its version
  std::map<std::string, TableView, std::less<>> tables;
};

}  // namespace engine::script
