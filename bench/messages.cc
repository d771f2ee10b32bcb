#include "bench/messages.h"

#include <fmt/format.h>

#include "sim/mail/message.h"

namespace bench {
namespace {

constexpr std::string_view id_host = "@sender.example";
constexpr std::string_view words[] = {"printer", "network", "badge", "laptop", "screen", "account", "password", "meeting",
                                      "broken",  "slow",    "again", "please", "since",  "today",   "floor",    "building"};

/// Scatters serial numbers, so that an index on Message-ID is filled in no order, as in life.
std::string scattered(std::uint64_t serial) {
  std::uint64_t x = serial + 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return fmt::format("{:016x}.{:010}", x ^ (x >> 31), serial);
}

std::string prose(sim::Random& random, std::size_t octets) {
  std::string out;
  while (out.size() < octets) {
    for (int i = 0; i < 11; ++i) out += fmt::format("{} ", random.pick(words));
    out.back() = '\n';
  }
  return out;
}

}  // namespace

std::vector<std::string> multipart_mails(std::size_t count) {
  sim::mail::start_mime_library();
  sim::Random random(1, "bench");
  std::vector<std::string> mails;
  for (std::size_t n = 0; n < count; ++n) {
    sim::mail::Draft draft;
    draft.from = fmt::format("User {0} <user{0}@corp.example>", random.below(10'000));
    draft.to = "acme@service-now.example";
    draft.subject = fmt::format("{} {} {}", random.pick(words), random.pick(words), n);
    draft.text = prose(random, 1000 + random.below(300));
    draft.html = "<html><body><p>" + draft.text + "</p></body></html>";
    draft.attachments.push_back({"log.bin", "application/octet-stream", random.token(550)});
    draft.message_id = scattered(n) + std::string(id_host);
    draft.date = sim::Instant{std::chrono::sys_days{std::chrono::year{2026} / 1 / 5}};
    mails.push_back(sim::mail::build(draft, random, "sender.example"));
  }
  return mails;
}

void renumber(std::string& mail, std::uint64_t serial) {
  const std::string id = scattered(serial);
  const auto host = mail.find(id_host);
  const auto at = mail.rfind('<', host);
  // The first occurrence of the host may stand in another field; the Message-ID is the one in angle brackets of the right length.
  if (host != std::string::npos && at != std::string::npos && host - at - 1 == id.size()) mail.replace(at + 1, id.size(), id);
}

}  // namespace bench
