// Whom a report's text names, and what it says of each: the shapes in which mail servers write "<address>: why".
#pragma once
#include <string>
#include <vector>

namespace sim::automatic {

struct NamedRecipient {
  std::string address;
  std::string beside;  ///< what stands in the same line
  std::string words;   ///< that, and the lines that follow, up to the next recipient
};

struct NamedRecipients {
  std::vector<NamedRecipient> list;
  std::string preface;     ///< what stands before the first
  bool is_weak = false;    ///< only found in an SMTP transcript
};
NamedRecipients named_recipients(const std::vector<std::string>& lines);

}  // namespace sim::automatic
