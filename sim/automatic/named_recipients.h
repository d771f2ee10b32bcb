// Whom a report's text names, and what it says of each: the shapes in which mail servers write "<address>: why".
#pragma once
#include <string>
#include <vector>

namespace sim::automatic {

struct NamedRecipient {
  std::string address;
  std::string words;   ///< what follows, up to the next recipient, in one line
};

struct NamedRecipients {
  std::vector<NamedRecipient> list;
  std::string preface;     ///< what stands before the first
  bool is_weak = false;    ///< only found in an SMTP transcript
};
NamedRecipients named_recipients(const std::vector<std::string>& lines);

}  // namespace sim::automatic
