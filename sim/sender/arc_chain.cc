#include "sim/sender/arc_chain.h"

#include <algorithm>

#include "sim/sender/arc.h"
#include "sim/sender/tag_list.h"

namespace sim::sender {
namespace {

/// An instance number: 1 to 50, without anything else; 0 if it is none.
unsigned instance_of(std::string_view text) {
  if (text.empty() || text.size() > 2 || text.find_first_not_of("0123456789") != std::string_view::npos) return 0;
  unsigned out = 0;
  for (const char c : text) out = out * 10 + static_cast<unsigned>(c - '0');
  return out <= most_arc_sets ? out : 0;
}

constexpr std::string_view chain_blanks = " \t\r\n";

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(chain_blanks);
  return first == std::string_view::npos ? std::string_view() : text.substr(first, text.find_last_not_of(chain_blanks) - first + 1);
}

/// RFC 8617, 4.1.1: "i=1; " and then what Authentication-Results has.
unsigned results_instance(std::string_view value, std::string_view& rest) {
  const std::size_t semicolon = value.find(';');
  if (semicolon == std::string_view::npos) return 0;
  const std::string_view first = value.substr(0, semicolon);
  const std::size_t equals = first.find('=');
  if (equals == std::string_view::npos || without_blanks(first.substr(0, equals)) != "i") return 0;
  rest = without_blanks(value.substr(semicolon + 1));
  return instance_of(without_blanks(first.substr(equals + 1)));
}

enum class ArcPart { results, message_signature, seal };

/// The fields of a chain as they are met, top to bottom.
class Collected {
 public:
  void take(ArcPart part, unsigned instance, std::size_t field) {
    if (instance == 0) return fault(part, "without an instance number");
    highest_ = std::max(highest_, instance);
    std::size_t& place = places_[instance - 1][static_cast<std::size_t>(part)];
    if (place != 0) return fault(part, "is there twice for i=" + std::to_string(instance));
    place = field + 1;
  }
  void fault(ArcPart part, const std::string& what) {
    static constexpr const char* names[] = {"ARC-Authentication-Results ", "ARC-Message-Signature ", "ARC-Seal "};
    if (fault_.empty()) fault_ = names[static_cast<std::size_t>(part)] + what;
  }
  ArcChain chain() {
    ArcChain out;
    out.highest = highest_;
    for (unsigned i = 0; i < highest_; ++i) {
      for (const ArcPart part : {ArcPart::results, ArcPart::message_signature, ArcPart::seal}) {
        if (place(i, part) == 0) fault(part, "of i=" + std::to_string(i + 1) + " is missing");
      }
      ArcSet& set = out.sets.emplace_back();
      set.authentication_results = place(i, ArcPart::results);
      set.message_signature = place(i, ArcPart::message_signature);
      set.seal = place(i, ArcPart::seal);
    }
    out.fault = fault_;
    return out;
  }

 private:
  std::size_t place(unsigned index, ArcPart part) const { return places_[index][static_cast<std::size_t>(part)]; }
  std::size_t places_[most_arc_sets][3] = {};  ///< index of the field plus one
  unsigned highest_ = 0;
  std::string fault_;
};

/// Turns places into indexes, and reads what a report tells of each set, also of one that is not complete.
void describe(ArcSet& set, const SignedMail& mail) {
  if (set.seal != 0) {
    const TagList tags = read_tags(mail.fields()[set.seal - 1].value);
    set.cv = std::string(tags.value("cv"));
    set.sealer = lower_case(tags.value("d"));
  }
  if (set.authentication_results != 0) {
    std::string_view rest;
    results_instance(mail.fields()[set.authentication_results - 1].value, rest);
    set.results = relaxed_header("", rest).substr(1);
  }
  for (std::size_t* place : {&set.authentication_results, &set.message_signature, &set.seal}) *place -= *place == 0 ? 0 : 1;
}

void add_relaxed(ArcSet& set, const SignedMail& mail, std::string& out) {
  const auto add = [&](std::size_t index) {
    const mail::HeaderField& field = mail.fields()[index];
    out += relaxed_header(field.name, field.value) + "\r\n";
  };
  set.relaxed_at = out.size();
  add(set.authentication_results);
  add(set.message_signature);
  set.seal_at = out.size();
  add(set.seal);
}

}  // namespace

ArcChain read_chain(const SignedMail& mail) {
  Collected found;
  std::string_view ignored;
  for (std::size_t i = 0; i < mail.fields().size(); ++i) {
    const mail::HeaderField& field = mail.fields()[i];
    const std::string name = lower_case(field.name);
    if (!name.starts_with("arc-")) continue;
    if (name == "arc-authentication-results") found.take(ArcPart::results, results_instance(field.value, ignored), i);
    const bool is_seal = name == "arc-seal";
    if (!is_seal && name != "arc-message-signature") continue;
    found.take(is_seal ? ArcPart::seal : ArcPart::message_signature, instance_of(read_tags(field.value).value("i")), i);
  }
  ArcChain chain = found.chain();
  for (ArcSet& set : chain.sets) {
    describe(set, mail);
    add_relaxed(set, mail, chain.relaxed);
  }
  return chain;
}

std::string sealed_octets(const SignedMail& mail, const ArcChain& chain, std::size_t instance) {
  const ArcSet& set = chain.sets[instance - 1];
  // RFC 8617, 5.1.2: who seals a chain that is broken covers his own set alone.
  const std::size_t from = set.cv == "fail" ? set.relaxed_at : 0;
  return chain.relaxed.substr(from, set.seal_at - from) + mail.own_field(set.seal, Canon::relaxed);
}

}  // namespace sim::sender
