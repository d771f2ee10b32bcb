#include "scenarios/runner/director.h"

namespace scenarios::steps {
namespace {

const Shape& revoke_shape() {
  static const Shape keys{"step 'revoke'", "Ends tokens before their time.",
                          {required("host", host(), "The token server."), required("client", text(), "The client whose access and refresh tokens end.")}};
  return keys;
}

sim::Result<void> play_revoke(Performance& performance, const Value& value) {
  auto* service = performance.stage.token_service(value.text_of("host"));
  if (service == nullptr) return sim::Error{"only a token server has tokens to revoke", "a host with is: token-server", value.place};
  if (auto done = service->revoke(value.text_of("client")); !done) return sim::Error{done.error().what, done.error().advice, value.place};
  return {};
}

}  // namespace

Step revoke() {
  return {"revoke", object(revoke_shape), "A token server revokes all tokens of a client, as when somebody removes its consent.",
          "revoke: {host: mail.corp.example, client: acme}", play_revoke};
}

}  // namespace scenarios::steps
