// Status codes and what they stand for, both ways.
#include "sim/automatic/reason.h"

namespace sim::automatic {
namespace {

using enum Reason;

constexpr std::array<std::string_view, 34> names{
    "undefined", "onhold", "authfailure", "badreputation", "blocked", "contenterror", "delivered", "exceedlimit", "expired", "feedback",
    "filtered", "hasmoved", "hostunknown", "mailboxfull", "mailererror", "mesgtoobig", "networkerror", "norelaying", "notaccept",
    "notcompliantrfc", "policyviolation", "rejected", "requireptr", "securityerror", "spamdetected", "speeding", "suspend", "syntaxerror",
    "systemerror", "systemfull", "toomanyconn", "userunknown", "vacation", "virusdetected"};

struct StatusMeaning {
  std::string_view status;
  Reason reason;
};
// x.0.0, 4.3.0, 4.4.0, 4.5.0 and 4.7.0 say nothing.
constexpr StatusMeaning meanings[] = {
    {"2.1.5", delivered},
    {"4.1.6", hasmoved}, {"4.1.7", rejected}, {"4.1.8", rejected}, {"4.1.9", systemerror}, {"4.2.1", suspend}, {"4.2.2", mailboxfull},
    {"4.2.3", exceedlimit}, {"4.2.4", filtered}, {"4.3.1", systemfull}, {"4.3.2", notaccept}, {"4.3.3", systemerror},
    {"4.3.5", systemerror}, {"4.4.1", expired}, {"4.4.2", networkerror}, {"4.4.3", systemerror}, {"4.4.4", networkerror},
    {"4.4.5", systemfull}, {"4.4.6", networkerror}, {"4.4.7", expired}, {"4.4.8", networkerror}, {"4.5.3", systemerror},
    {"4.5.5", systemerror}, {"4.6.0", contenterror}, {"4.6.2", contenterror}, {"4.6.5", contenterror}, {"4.7.1", blocked},
    {"4.7.2", blocked}, {"4.7.5", securityerror}, {"4.7.6", securityerror}, {"4.7.7", securityerror}, {"4.7.12", securityerror},
    {"4.7.15", securityerror}, {"4.7.16", mesgtoobig}, {"4.7.24", authfailure}, {"4.7.25", requireptr}, {"4.7.26", authfailure},
    {"5.1.0", userunknown}, {"5.1.1", userunknown}, {"5.1.2", hostunknown}, {"5.1.3", userunknown}, {"5.1.4", filtered},
    {"5.1.6", hasmoved}, {"5.1.7", rejected}, {"5.1.8", rejected}, {"5.1.9", systemerror}, {"5.1.10", notaccept}, {"5.2.0", filtered},
    {"5.2.1", filtered}, {"5.2.2", mailboxfull}, {"5.2.3", exceedlimit}, {"5.2.4", filtered}, {"5.3.0", systemerror},
    {"5.3.1", systemfull}, {"5.3.2", notaccept}, {"5.3.3", systemerror}, {"5.3.4", mesgtoobig}, {"5.3.5", systemerror},
    {"5.4.0", networkerror}, {"5.4.3", systemerror}, {"5.4.4", hostunknown}, {"5.5.2", syntaxerror}, {"5.5.3", toomanyconn},
    {"5.5.4", systemerror}, {"5.5.5", systemerror}, {"5.5.6", syntaxerror}, {"5.6.0", contenterror}, {"5.6.1", contenterror},
    {"5.6.2", contenterror}, {"5.6.3", contenterror}, {"5.6.5", contenterror}, {"5.6.6", contenterror}, {"5.6.7", contenterror},
    {"5.6.8", contenterror}, {"5.6.9", contenterror}, {"5.7.0", securityerror}, {"5.7.1", securityerror}, {"5.7.2", securityerror},
    {"5.7.3", securityerror}, {"5.7.4", securityerror}, {"5.7.5", securityerror}, {"5.7.6", securityerror}, {"5.7.7", securityerror},
    {"5.7.8", securityerror}, {"5.7.9", securityerror}, {"5.7.10", securityerror}, {"5.7.11", securityerror}, {"5.7.13", suspend},
    {"5.7.14", securityerror}, {"5.7.15", securityerror}, {"5.7.16", mesgtoobig}, {"5.7.17", hasmoved}, {"5.7.18", hasmoved},
    {"5.7.19", securityerror}, {"5.7.20", authfailure}, {"5.7.21", authfailure}, {"5.7.22", authfailure}, {"5.7.23", authfailure},
    {"5.7.24", authfailure}, {"5.7.25", requireptr}, {"5.7.26", authfailure}, {"5.7.27", notaccept}, {"5.7.28", spamdetected},
    {"5.7.29", authfailure}, {"5.7.30", securityerror},
};

struct PseudoStatus {
  Reason reason;
  std::string_view permanent, temporary;  ///< temporary "": the reason has no temporary form
};
constexpr PseudoStatus pseudo_codes[] = {
    {authfailure, "5.0.972", "4.0.972"}, {badreputation, "5.0.975", "4.0.975"}, {blocked, "5.0.971", "4.0.971"},
    {contenterror, "5.0.960", "4.0.960"}, {exceedlimit, "5.0.923", ""}, {expired, "5.0.947", "4.0.947"},
    {filtered, "5.0.910", "4.0.924"}, {hasmoved, "5.0.916", ""}, {hostunknown, "5.0.912", ""}, {mailboxfull, "5.0.922", "4.0.922"},
    {mailererror, "5.0.939", ""}, {mesgtoobig, "5.0.934", ""}, {networkerror, "5.0.944", "4.0.944"}, {norelaying, "5.0.909", ""},
    {notaccept, "5.0.932", "4.0.932"}, {notcompliantrfc, "5.0.974", "4.0.974"}, {onhold, "5.0.901", "4.0.901"},
    {policyviolation, "5.0.972", ""}, {rejected, "5.0.918", "4.0.918"}, {requireptr, "5.0.973", "4.0.973"},
    {securityerror, "5.0.970", "4.0.970"}, {spamdetected, "5.0.980", "4.0.980"}, {speeding, "5.0.946", "4.0.946"},
    {suspend, "5.0.921", ""}, {syntaxerror, "5.0.902", ""}, {systemerror, "5.0.930", "4.0.930"}, {systemfull, "5.0.931", "4.0.931"},
    {toomanyconn, "5.0.945", "4.0.945"}, {undefined, "5.0.900", "4.0.900"}, {userunknown, "5.0.911", ""},
    {virusdetected, "5.0.971", ""},
};

}  // namespace

std::string_view reason_name(Reason reason) { return names[static_cast<std::size_t>(reason)]; }

Reason reason_of_status(std::string_view status) {
  for (const StatusMeaning& each : meanings)
    if (each.status == status) return each.reason;
  return undefined;
}

std::string pseudo_status(Reason reason, bool is_temporary) {
  for (const PseudoStatus& each : pseudo_codes)
    if (each.reason == reason) return std::string(is_temporary && !each.temporary.empty() ? each.temporary : each.permanent);
  return "";
}

}  // namespace sim::automatic
