#include "fakeservers/dns_service.h"

#include <algorithm>
#include <iterator>

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
Rcode refusal(const Message& query) {
  if (query.edns && query.edns->version > 0) return Rcode::badvers;
  if (query.questions.size() != 1) return Rcode::formerr;
  const auto& question = query.questions.front();
  return question.klass != sim::dns::class_in || is_meta(question.type) ? Rcode::refused : Rcode::noerror;
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

/// RFC 2308, 2: the SOA of the zone where the search ended says how long the name stays away.
void add_soa(Message& response, const sim::dns::Zone& zone) {
  const auto* soa = zone.soa();
  if (soa == nullptr) return;
  response.authority.push_back(*soa);
  response.authority.back().ttl = std::min(soa->ttl, std::get<sim::dns::SoaData>(soa->data).minimum);
}

/// RFC 1034, 4.3.2, 3b: the zone's name servers, and their addresses if this zone has them (glue).
void refer(Message& response, const sim::dns::Zone& zone, const sim::dns::Name& cut) {
  response.authoritative = !response.answers.empty();
  for (const auto& record : zone.records().at(cut)) {
    if (record.type != sim::dns::Type::NS) continue;
    response.authority.push_back(record);
    const auto glue = zone.records().find(std::get<sim::dns::NameData>(record.data).name);
    if (glue == zone.records().end()) continue;
    for (const auto& address : glue->second) {
      if (std::holds_alternative<sim::dns::AddressData>(address.data)) response.additional.push_back(address);
    }
  }
}

/// Failure, or silence: no part of an answer goes out with it.
bool fail(Message& response, Status status) {
  const auto rcode = rcode_of(status);
  response.answers.clear();
  response.authoritative = false;
  response.rcode = rcode.value_or(Rcode::servfail);
  return rcode.has_value();
}

}  // namespace

bool DnsService::fill(Message& response) const {
  const sim::dns::Type type = response.questions.front().type;
  sim::dns::Name at = response.questions.front().name;
  while (response.answers.size() <= sim::dns::most_aliases) {
    sim::Duration cost{0};
    const auto failed = zones_.suffer(at, cost);
    if (failed && *failed != Status::nxdomain) return fail(response, *failed);
    const auto* zone = zones_.enclosing(at, only_);
    if (zone == nullptr && response.answers.empty()) return fail(response, Status::refused);
    response.authoritative = true;
    if (zone == nullptr) {
      // The alias leads away from here. A server of all zones knows that the world has no such name; others leave it to the asker.
      if (only_.empty()) response.rcode = Rcode::nxdomain;
      return true;
    }
    if (const auto* cut = zone->cut_above(at)) {
      refer(response, *zone, *cut);
      return true;
    }
    auto match = zone->match(at, type);
    if (failed || match.records.empty()) {
      response.rcode = match.exists && !failed ? Rcode::noerror : Rcode::nxdomain;
      add_soa(response, *zone);
      return true;
    }
    const bool is_alias = match.records.front().type == sim::dns::Type::CNAME && type != sim::dns::Type::CNAME && type != sim::dns::Type::ANY;
    if (match.records.size() > 1) sim::dns::rotate(match.records, turn_++);
    if (is_alias) at = std::get<sim::dns::NameData>(match.records.front().data).name;
    std::move(match.records.begin(), match.records.end(), std::back_inserter(response.answers));
    if (!is_alias) return true;
  }
  return fail(response, Status::servfail);
}

std::optional<std::string> DnsService::respond(std::string_view packet, bool is_stream) const {
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
  response.rcode = refusal(*query);
  if (response.rcode == Rcode::noerror && !fill(response)) return std::nullopt;
  if (is_stream) return sim::dns::write_message(response);
  const auto payload = query->edns ? std::clamp(query->edns->payload, sim::dns::plain_payload, sim::dns::edns_payload)
                                   : sim::dns::plain_payload;
  return sim::dns::write_message(response, payload);
}

namespace {

/// One TCP connection. The deadline is for a whole query: octets that drip in do not move it.
class DnsSession final : public sim::Session {
 public:
  explicit DnsSession(const DnsService& service) : service_(service) {}

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
    const auto response = service_.answer_stream(query);
    if (!response) return;
    responses += static_cast<char>(response->size() >> 8 & 0xff);
    responses += static_cast<char>(response->size() & 0xff);
    responses += *response;
    if (responses.size() > most_unsent_octets) closed_ = true;
  }

  const DnsService& service_;
  std::string buffer_;
  int queries_ = 0;
  bool closed_ = false;
};

}  // namespace

std::optional<std::string> DnsService::answer_datagram(std::string_view query) const { return respond(query, false); }

std::optional<std::string> DnsService::answer_stream(std::string_view query) const { return respond(query, true); }

std::unique_ptr<sim::Session> DnsService::make_session() const { return std::make_unique<DnsSession>(*this); }

}  // namespace fakeservers
