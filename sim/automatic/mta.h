// Mail servers as data: by what a server's report is known, and what its own words mean.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "sim/automatic/reason.h"

namespace sim::automatic {

enum class Mta {
  unknown, activehunter, biglobe, courier, domino, dovecot, dragonfly, exchange, exim, ezweb, fml, gmail, gmx, google_groups, imail,
  james, kddi, mail_marshal, mail_ru, message_labs, messaging_server, mimecast, notes, opensmtpd, postfix, qmail, sendgrid, sendmail,
  smail, spam_guard, trend_micro,
  verizon, x3, zoho,
};

/// Which server wrote these lines (lower case). The first sign in the table decides.
Mta find_mta(const std::vector<std::string>& lower_lines, std::string_view lower_header);

/// What a server's own words in its report mean.
struct MtaVerdict {
  Reason reason = Reason::undefined;
  std::string_view command;  ///< if the words tell it
};
MtaVerdict verdict_of(Mta mta, std::string_view lower_words);

}  // namespace sim::automatic
