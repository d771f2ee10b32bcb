// Where the sources of the instance's behaviour disagree, a named switch decides (spec, part 16). A profile is a set of switches.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "sim/result.h"

namespace engine {

/// The order of the reply criteria behind the watermark (C5, C6).
enum class ReplyOrder { watermark_number_in_reply_to, watermark_in_reply_to_number, number_watermark_in_reply_to };
/// The outcome of out-of-office and locked-out mail (C1).
enum class IgnoredMailbox { junk, skipped };

struct Profile {
  std::string_view name;
  std::string_view meaning;
  ReplyOrder reply_order = ReplyOrder::watermark_number_in_reply_to;
  IgnoredMailbox ignored = IgnoredMailbox::junk;
  bool reply_prefix_exact_case = true;       // C9
  bool forward_prefix_exact_case = false;    // C9
};
const std::vector<Profile>& profiles();
/// An error names the profiles there are.
sim::Result<Profile> find_profile(std::string_view name);

}  // namespace engine
