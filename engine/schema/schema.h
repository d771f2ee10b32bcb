// The numbered schema files of this folder, built into the program.
#pragma once
#include <string_view>
#include <vector>

namespace engine {

struct SchemaFile {
  int number;
  std::string_view sql;
};
const std::vector<SchemaFile>& schema_files();

}  // namespace engine
