#include "fakeservers/mta/lists.h"

#include <fmt/format.h>

#include <algorithm>

#include "fakeservers/mta/header_lines.h"
#include "sim/mail/message.h"

namespace fakeservers::mta {
namespace {

using sim::mail::Address;

/// A list that contains itself, or another one twice, is opened once.
void open_list(const Host& host, const MailingList& list, std::vector<Address>& opened, std::vector<Address>& into) {
  if (std::find(opened.begin(), opened.end(), list.address) != opened.end()) return;
  opened.push_back(list.address);
  for (const Address& member : list.members) {
    if (const MailingList* inner = host.list_of(member))
      open_list(host, *inner, opened, into);
    else if (std::find(into.begin(), into.end(), member) == into.end())
      into.push_back(member);
  }
}

/// As an old list server does it: behind the body as it stands, whatever its structure. Only base64 is left alone, which would not decode any more.
std::string with_footer(std::string raw, const std::string& footer) {
  const sim::mail::Message mail(raw);
  if (mail.raw_header("Content-Transfer-Encoding").value_or("").find("base64") != std::string::npos) return raw;
  if (!raw.ends_with("\r\n")) raw += "\r\n";
  for (std::size_t at = 0; at < footer.size();) {
    const auto end = std::min(footer.find('\n', at), footer.size());
    raw += footer.substr(at, end - at) + "\r\n";
    at = end + 1;
  }
  return raw;
}

std::string changed(const MailingList& list, std::string raw) {
  if (!list.changes_mail()) return raw;
  if (!list.subject_tag.empty() && sim::mail::Message(raw).subject().find(list.subject_tag) == std::string::npos)
    raw = with_subject_mark(raw, list.subject_tag + " ");
  if (!list.footer.empty()) raw = with_footer(std::move(raw), list.footer);
  return sim::mail::with_header_in_front(raw, fmt::format("List-Id: <{}.{}>\r\n", list.address.local(), list.address.domain()));
}

}  // namespace

std::vector<Accepted> with_lists_opened(const Host& host, const Accepted& mail) {
  if (host.config.lists.empty()) return {mail};
  std::vector<Accepted> all;
  Accepted named = mail;
  std::erase_if(named.envelope.to, [&](const Address& to) { return host.list_of(to) != nullptr; });
  if (!named.envelope.to.empty()) all.push_back(std::move(named));
  for (const Address& to : mail.envelope.to) {
    const MailingList* list = host.list_of(to);
    if (list == nullptr) continue;
    Accepted copy = mail;
    copy.envelope.to.clear();
    std::vector<Address> opened;
    open_list(host, *list, opened, copy.envelope.to);
    if (copy.envelope.to.empty()) continue;
    if (list->reverse_path && !mail.envelope.from.is_null()) copy.envelope.from = *list->reverse_path;
    copy.raw = changed(*list, std::move(copy.raw));
    all.push_back(std::move(copy));
  }
  return all;
}

void seal(Host& host, Accepted& mail) {
  const auto& config = host.config.arc_seal;
  if (!config || !mail.findings.arc) return;
  if (std::all_of(mail.envelope.to.begin(), mail.envelope.to.end(), [&](const Address& to) { return host.is_local(to); })) return;
  const auto& chain = *mail.findings.arc;
  const auto lines = sim::sender::arc_set(mail.raw, config->sealer, sim::sender::results_text(mail.findings), chain, host.world.clock.now());
  if (lines.empty()) return;
  mail.raw = sim::mail::with_header_in_front(mail.raw, lines);
  trace_written(host, mail.raw, lines);
  host.world.trace.note(sim::EventKind::mail_sealed, sim::mail::message_id_of(mail.raw),
                        {{"host", host.config.name},
                         {"instance", std::to_string(chain.sets + 1)},
                         {"domain", config->sealer.domain},
                         {"chain", std::string(result_name(chain.result))}},
                        {"arc:" + config->sealer.selector, config->place});
}

}  // namespace fakeservers::mta
