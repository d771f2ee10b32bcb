// What a server's session does when a fault strikes: one way for SMTP, POP3 and IMAP. Inside of the sessions; nobody else includes this.
#pragma once
#include "fakeservers/fault_plan.h"
#include "sim/session.h"

namespace fakeservers {

/// True if the command is not to be carried out any more. A session's state answers with a fault's reply, or with its bytes, in its own way.
template <class State>
bool act_out(State& state, const FaultPlan& faults, const Fault& fault) {
  if (const auto* delay = std::get_if<Delay>(&fault.then)) {
    // The deadline that runs now would pass during the wait.
    state.actions.emplace_back(sim::Deadline{delay->time + state.options.patience});
    state.actions.emplace_back(sim::Wait{delay->time});
    state.must_rearm = true;
    return false;
  }
  if (const auto* with = std::get_if<ReplyWith>(&fault.then)) {
    state.answer(*with);
  } else if (const auto* garble = std::get_if<Garble>(&fault.then)) {
    state.actions.emplace_back(sim::Send{garble->bytes});
  } else if (std::holds_alternative<Stall>(fault.then)) {
    state.mode = State::Mode::stalled;
  } else {
    state.close();
    const auto* kill = std::get_if<Kill>(&fault.then);
    if (kill != nullptr && faults.on_kill) faults.on_kill(*kill);
  }
  return true;
}

}  // namespace fakeservers
