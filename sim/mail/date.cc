#include "sim/mail/date.h"

#include <gmime/gmime.h>

#include "sim/mail/detail/words.h"
#include "sim/mail/message.h"

namespace sim::mail {

std::optional<Instant> parse_date(std::string_view value) {
  start_mime_library();
  GDateTime* date = g_mime_utils_header_decode_date(detail::decode_words(value).c_str());
  if (date == nullptr) return std::nullopt;
  const gint64 seconds = g_date_time_to_unix(date);
  g_date_time_unref(date);
  return Instant(std::chrono::seconds(seconds));
}

}  // namespace sim::mail
