#include "fakeservers/dns_service.h"

#include <algorithm>

#include "sim/dns/message.h"

namespace fakeservers {
namespace {

using sim::dns::Message;
using sim::dns::Rcode;
using sim::dns::Status;

constexpr auto idle_patience = std::chrono::seconds{10};  // RFC 7766, 6.2.3: seconds
constexpr int most_queries = 10'000;                      // a connection; nobody honest asks more
constexpr std::size_t most_unsent_octets = 1'000'000;     // what one burst of pipelined queries may make

std::optional<Rcode> rcode_of(Status status) {
  switch (status) {
    case Status::found:
    case Status::nodata: return Rcode::noerror;
    case Status::nxdomain: return Rcode::nxdomain;
    case Status::servfail: return Rcode::servfail;
    case Status::refused: return Rcode::refused;
    case Status::timed_out: break;
  }
  return std::nullopt;
}

/// Zone transfers and other meta types (RFC 1035, 3.2.3) are not for asking here; ANY is.
bool is_meta(sim::dns::Type type) {
  const auto number = static_cast<std::uint16_t>(type);
  return number >= 128 && number < 255;
}

/// Why the query is not looked up at all; noerror if it may be.
Rcode refusal(const Message& query, const sim::dns::Zones& zones) {
  if (query.edns && query.edns->version > 0) return Rcode::badvers;
  if (query.questions.size() != 1) return Rcode::formerr;
  const auto& question = query.questions.front();
  if (question.klass != sim::dns::class_in || is_meta(question.type)) return Rcode::refused;
  return zones.enclosing(question.name) ? Rcode::noerror : Rcode::refused;
}

Message response_to(const Message& query) {
  Message out;
  out.id = query.id;
  out.is_response = true;
  out.opcode = query.opcode;
  out.recursion_desired = query.recursion_desired;
  out.questions = query.questions;
  if (query.edns) out.edns = sim::dns::Edns{sim::dns::edns_payload, 0, query.edns->dnssec_ok};
  return out;
}

/// Puts the answer into the response; false if a fault makes the server silent.
bool fill(Message& response, const sim::dns::Zones& zones) {
  const auto& question = response.questions.front();
  const auto answer = zones.answer(question.name, question.type);
  const auto rcode = rcode_of(answer.status);
  if (!rcode) return false;
  response.rcode = *rcode;
  if (answer.is_temporary()) return true;
  response.authoritative = true;
  response.answers = answer.chain;
  response.answers.insert(response.answers.end(), answer.records.begin(), answer.records.end());
  if (answer.status == Status::found) return true;
  // RFC 2308, 2: the SOA of the zone where the search ended says how long the name stays away.
  const auto& last = answer.chain.empty() ? question.name : std::get<sim::dns::NameData>(answer.chain.back().data).name;
  const auto* zone = zones.enclosing(last);
  if (const auto* soa = zone ? zone->soa() : nullptr) {
    response.authority.push_back(*soa);
    response.authority.back().ttl = std::min(soa->ttl, std::get<sim::dns::SoaData>(soa->data).minimum);
  }
  return true;
}

std::optional<std::string> respond(const sim::dns::Zones& zones, std::string_view packet, bool is_stream) {
  const auto header = sim::dns::read_header(packet);
  // A response is never answered, or two servers could talk for ever.
  if (!header || header->is_response) return std::nullopt;
  Message response = response_to(*header);
  if (header->opcode != 0) {
    response.rcode = Rcode::notimp;
    return sim::dns::write_message(response);
  }
  const auto query = sim::dns::read_message(packet);
  if (!query) {
    response.rcode = Rcode::formerr;
    return sim::dns::write_message(response);
  }
  response = response_to(*query);
  response.rcode = refusal(*query, zones);
  if (response.rcode == Rcode::noerror && !fill(response, zones)) return std::nullopt;
  if (is_stream) return sim::dns::write_message(response);
  const auto payload = query->edns ? std::clamp(query->edns->payload, sim::dns::plain_payload, sim::dns::edns_payload)
                                   : sim::dns::plain_payload;
  return sim::dns::write_message(response, payload);
}

/// One TCP connection. The deadline is for a whole query: octets that drip in do not move it.
class DnsSession final : public sim::Session {
 public:
  explicit DnsSession(const sim::dns::Zones& zones) : zones_(zones) {}

  sim::Actions open() override { return {sim::Deadline{idle_patience}}; }

  sim::Actions receive(std::string_view bytes) override {
    sim::Actions out;
    if (closed_) return out;
    buffer_ += bytes;
    std::size_t at = 0;
    std::string responses;
    while (!closed_) {
      const auto query = next_query(at);
      if (!query) break;
      at += 2 + query->size();
      take(*query, responses);
    }
    buffer_.erase(0, at);
    if (!responses.empty()) out.emplace_back(sim::Send{std::move(responses)});
    if (closed_) {
      out.emplace_back(sim::Close{});
    } else if (at > 0) {
      out.emplace_back(sim::Deadline{idle_patience});
    }
    return out;
  }

  sim::Actions wake() override {
    if (std::exchange(closed_, true)) return {};
    return {sim::Close{}};
  }

 private:
  /// The whole query at `at`, if it is all there. Its length has two octets, which bounds the buffer.
  std::optional<std::string_view> next_query(std::size_t at) const {
    const std::string_view rest = std::string_view(buffer_).substr(at);
    if (rest.size() < 2) return std::nullopt;
    const std::size_t length = static_cast<unsigned char>(rest[0]) * 256U + static_cast<unsigned char>(rest[1]);
    if (rest.size() - 2 < length) return std::nullopt;
    return rest.substr(2, length);
  }

  void take(std::string_view query, std::string& responses) {
    // What has no header is not DNS: the rest of the stream would be no better.
    closed_ = query.size() < sim::dns::header_octets || ++queries_ >= most_queries;
    const auto response = respond(zones_, query, true);
    if (!response) return;
    responses += static_cast<char>(response->size() >> 8 & 0xff);
    responses += static_cast<char>(response->size() & 0xff);
    responses += *response;
    if (responses.size() > most_unsent_octets) closed_ = true;
  }

  const sim::dns::Zones& zones_;
  std::string buffer_;
  int queries_ = 0;
  bool closed_ = false;
};

}  // namespace

std::optional<std::string> DnsService::answer_datagram(std::string_view query) const { return respond(zones_, query, false); }

std::optional<std::string> DnsService::answer_stream(std::string_view query) const { return respond(zones_, query, true); }

std::unique_ptr<sim::Session> DnsService::make_session() const { return std::make_unique<DnsSession>(zones_); }

}  // namespace fakeservers
