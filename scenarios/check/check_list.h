// The checks that there are: each is defined in check_NAME.cc and stands in the table of checks.cc.
#pragma once
#include "scenarios/check/check.h"

namespace scenarios {

Check spf_check();
Check dmarc_check();
Check readiness_check();
Check dkim_check();
Check arc_check();

}  // namespace scenarios
