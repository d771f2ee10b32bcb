// Test Connection of an email account (spec 9): the way to its server up to a login, and what the form says of it.
#pragma once
#include <functional>
#include <string>

#include "engine/account.h"

namespace engine {

struct ConnectionResult {
  bool succeeds = false;
  std::string stage;   ///< where it failed: resolve, oauth, connect, tls, greeting, hello, auth, or a command of the protocol; "" for success
  std::string cause;   ///< why, in the words of the peer or of the wire
  std::string text;    ///< what the form shows
};
/// Tries the account, active or not; `done` is called once, not at all if the instance ends before.
void test_connection(Parts& parts, const Account& account, std::function<void(const ConnectionResult&)> done);

}  // namespace engine
