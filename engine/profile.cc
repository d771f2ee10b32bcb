#include "engine/profile.h"

namespace engine {

const std::vector<Profile>& profiles() {
  static const std::vector<Profile> all{
      {"current", "the official documents of the newest release (Australia), where they say something",
       ReplyOrder::watermark_number_in_reply_to, IgnoredMailbox::junk, true, false},
      {"xanadu", "releases Xanadu to Zurich: In-Reply-To is tried before the record number (C6)",
       ReplyOrder::watermark_in_reply_to_number, IgnoredMailbox::junk, true, false},
      {"seed-001", "as one customer described it: number, watermark, In-Reply-To (C5); out-of-office and locked-out to Skipped (C1)",
       ReplyOrder::number_watermark_in_reply_to, IgnoredMailbox::skipped, false, false},
  };
  return all;
}

sim::Result<Profile> find_profile(std::string_view name) {
  std::string names;
  for (const Profile& profile : profiles()) {
    if (profile.name == name) return profile;
    names.append(names.empty() ? "" : ", ").append(profile.name);
  }
  return sim::Error{"there is no profile '" + std::string(name) + "'", "profiles: " + names, {}};
}

}  // namespace engine
