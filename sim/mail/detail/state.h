// What a Message holds: the bytes, the scanned header, and what was decoded so far.
#pragma once
#include <optional>

#include "sim/mail/entity.h"

namespace sim::mail {

struct Message::State {
  std::string raw;
  MessageLimits limits;
  FieldScan header;
  std::vector<std::string> faults;
  bool is_read = false;              ///< the tree and all below it are there
  EntityTree tree;
  std::vector<Part> parts;
  std::vector<std::size_t> leaves;   ///< Part::index -> entity
  std::optional<std::string> text, html;

  const HeaderField* find(std::string_view name) const;
  void read();                       ///< builds tree and parts once
  std::string body_text(std::string_view type);
};

}  // namespace sim::mail
