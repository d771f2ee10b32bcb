// Oracle: a hostile mail with a hostile key ends, its verdicts are within their bounds, say why and are the same twice; what is read of tag lists lies within them.
// The input: a key record, an empty line, a mail. A first octet of '!' signs the mail before it is judged: then it passes.
#include <cstdint>
#include <cstdlib>

#include "sim/sender/dkim_canon.h"
#include "sim/sender/dkim_sign.h"
#include "sim/sender/dkim_verify.h"
#include "sim/sender/tag_list.h"

namespace {

using namespace sim::sender;

void must(bool holds) {
  if (!holds) std::abort();
}

class OneRecord final : public sim::dns::Lookup {
 public:
  explicit OneRecord(std::string text) : text_(std::move(text)) {}
  sim::dns::Answer look_up(const sim::dns::Name& name, sim::dns::Type) override {
    return {sim::dns::Status::found, {{name, sim::dns::Type::TXT, 60, sim::dns::TxtData{{text_}}}}, {}, sim::Duration{1}};
  }

 private:
  std::string text_;
};

const sim::Instant moment = sim::Instant{} + std::chrono::seconds{1'767'603'600};

void judge(std::string_view raw, const std::string& record) {
  OneRecord dns(record);
  const DkimPolicy policy{.least_rsa_bits = 512, .takes_sha1 = true};
  const auto verdicts = verify_dkim(raw, dns, moment, policy);
  OneRecord again(record);
  const auto same = verify_dkim(raw, again, moment, policy);
  must(verdicts.size() == same.size() && verdicts.size() <= policy.most_signatures);
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    must(verdicts[i].result == same[i].result && verdicts[i].steps == same[i].steps);
    must(verdicts[i].result != DkimResult::none && !verdicts[i].steps.empty());
    must((verdicts[i].result == DkimResult::pass) == verdicts[i].reason.empty());
  }
}

/// A field that is put in front must stay the first: what begins with a blank would be its continuation.
bool begins_with_a_field(std::string_view raw) {
  const SignedMail mail(raw);
  return !mail.fields().empty() && mail.fields()[0].name.data() == raw.data();
}

void sign_and_judge(std::string_view raw) {
  sim::Random random(1, "dkim");
  DkimSigner signer{"corp.example", "s1", DkimKey::from_random(random)};
  signer.oversigns = raw.size() % 2 == 0;
  signer.canon = {raw.size() % 3 == 0 ? Canon::simple : Canon::relaxed, raw.size() % 5 == 0 ? Canon::simple : Canon::relaxed};
  OneRecord dns(signer.key.record());
  const std::string signed_mail = dkim_signature(raw, signer, moment) + std::string(raw);
  const auto verdicts = verify_dkim(signed_mail, dns, moment);
  must(!verdicts.empty() && verdicts[0].result == DkimResult::pass);
}

void check_tags(std::string_view text) {
  for (const Tag& tag : read_tags(text).tags) {
    must(tag.value_at <= tag.value_end && tag.value_end <= text.size());
    must(text.substr(tag.value_at, tag.value_end - tag.value_at).find(tag.value) != std::string_view::npos);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 200'000) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(input.find("\n\n"), size);
  const std::string_view raw = input.substr(std::min(end + 2, size));
  judge(raw, std::string(input.substr(0, end)));
  if (input.starts_with('!') && begins_with_a_field(raw)) sign_and_judge(raw);
  check_tags(input);
  return 0;
}
