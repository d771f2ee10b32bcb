// One failure, judged: from the fields of a report and the words beside them to a status, a reason and how final it is.
#pragma once
#include <string>

#include "sim/automatic/automatic_mail.h"
#include "sim/automatic/mta.h"
#include "sim/automatic/report.h"

namespace sim::automatic {

/// What a report says of one recipient.
struct Failure {
  std::string address;
  StatusFields fields;     ///< empty if the report has none
  std::string words;       ///< the text beside the address
  std::string context;     ///< the rest of the report's text, asked only where the words say nothing
  Mta mta = Mta::unknown;
  std::string reporting;   ///< the host that writes
};
FailedRecipient judge(const Failure& failure);

}  // namespace sim::automatic
