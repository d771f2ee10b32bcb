#include "engine/vendor_filters.h"

namespace engine {

// The vendor publishes neither their orders nor the filter actions of the Ignore filters. Mail that the ignore properties mean goes to Junk
// (C3); Ignore VCAL has no property, so it marks as ignored.
const std::vector<VendorFilter>& vendor_filters() {
  static const std::vector<VendorFilter> table{
      {"Move spam to junk folder", 100, "move_to_junk", {"spam-flag", "virus"}, "Headers of the mail servers: spam (C13) or infected."},
      {"Ignore header", 100, "move_to_junk", {"ignore-header"}, "A header of glide.pop3.ignore_headers."},
      {"Ignore subject", 100, "move_to_junk", {"ignore-subject"}, "A start of the subject of glide.pop3.ignore_subjects."},
      {"Junk email - sender equals recipient", 100, "move_to_junk", {"sender-is-instance"}, "The sender is the SMTP user: a loop."},
      {"Ignore VCAL", 100, "mark_as_ignored", {"ignore-vcal"}, "A vCalendar in the body of the mail."},
  };
  return table;
}

const VendorFilter* find_vendor_filter(std::string_view name) {
  const auto& all = vendor_filters();
  const auto found = std::find_if(all.begin(), all.end(), [&](const VendorFilter& each) { return each.name == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace engine
