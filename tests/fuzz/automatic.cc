// Oracle: what is told is UTF-8, bounded, and complete for its kind; asking twice gives the same; a text alone is read as safely.
#include <cstdlib>

#include "sim/automatic/automatic_mail.h"
#include "sim/mail/detail/charset.h"

namespace {

using sim::automatic::AutomaticMail;
using sim::automatic::Kind;

void must(bool holds) {
  if (!holds) std::abort();
}

void check(const AutomaticMail& mail) {
  must((mail.kind == Kind::none) == mail.evidence.empty());
  must(mail.kind != Kind::none || mail.recipients.empty());
  must(mail.recipients.size() <= 400);
  for (const sim::automatic::FailedRecipient& each : mail.recipients) {
    must(each.code == 0 || (each.code >= 200 && each.code < 600));
    must(each.status.size() <= 9 && !each.reason.empty());
    must(sim::mail::detail::is_utf8(each.diagnostic) && each.diagnostic.find('\n') == std::string::npos);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string raw(reinterpret_cast<const char*>(data), size);
  const AutomaticMail mail = sim::automatic::recognise(sim::mail::Message(raw));
  check(mail);
  const AutomaticMail again = sim::automatic::recognise(sim::mail::Message(raw));
  must(again.kind == mail.kind && again.evidence == mail.evidence && again.recipients.size() == mail.recipients.size());
  check(sim::automatic::recognise_text(raw));
  return 0;
}
