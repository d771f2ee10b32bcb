// DKIM: one mail verified or signed, 4 KB and 100 KB, relaxed/relaxed. The key's record is parsed each time, as nothing is kept between mails.
#include <benchmark/benchmark.h>


#include "bench/dkim_mails.h"

namespace bench {
namespace {

void dkim_verify(benchmark::State& state, bool is_rsa) {
  const sim::sender::DkimSigner signer = is_rsa ? rsa_signer() : ed25519_signer();
  const std::string mail = mail_of(static_cast<std::size_t>(state.range(0)));
  const std::string raw = dkim_signature(mail, signer, signing_moment()) + mail;
  KeyRecord dns(signer.key.record());
  for (auto _ : state) {
    const auto verdicts = sim::sender::verify_dkim(raw, dns, signing_moment());
    if (verdicts.size() != 1 || verdicts[0].result != sim::sender::DkimResult::pass) state.SkipWithError("a signature does not hold");
  }
  state.SetItemsProcessed(state.iterations());
}
void dkim_sign(benchmark::State& state, bool is_rsa) {
  const sim::sender::DkimSigner signer = is_rsa ? rsa_signer() : ed25519_signer();
  const std::string mail = mail_of(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(dkim_signature(mail, signer, signing_moment()));
  state.SetItemsProcessed(state.iterations());
}
void verify_rsa(benchmark::State& state) { dkim_verify(state, true); }
void verify_ed25519(benchmark::State& state) { dkim_verify(state, false); }
void sign_rsa(benchmark::State& state) { dkim_sign(state, true); }
void sign_ed25519(benchmark::State& state) { dkim_sign(state, false); }
BENCHMARK(verify_rsa)->Name("dkim/verify_rsa2048")->Arg(4'000)->Arg(100'000);
BENCHMARK(verify_ed25519)->Name("dkim/verify_ed25519")->Arg(4'000)->Arg(100'000);
BENCHMARK(sign_rsa)->Name("dkim/sign_rsa2048")->Arg(4'000);
BENCHMARK(sign_ed25519)->Name("dkim/sign_ed25519")->Arg(4'000);

}  // namespace
}  // namespace bench
