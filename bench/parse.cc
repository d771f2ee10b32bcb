// Parsing: what one full GMime parse costs, what our Message costs for the header alone and with its bodies.
#include <benchmark/benchmark.h>
#include <gmime/gmime.h>

#include "bench/messages.h"
#include "sim/mail/message.h"

namespace bench {
namespace {

const std::vector<std::string>& mails() {
  static const std::vector<std::string> made = multipart_mails(2000);
  return made;
}

void gmime_parse(benchmark::State& state) {
  std::size_t n = 0;
  for (auto _ : state) {
    const std::string& raw = mails()[n++ % mails().size()];
    GMimeStream* stream = g_mime_stream_mem_new_with_buffer(raw.data(), raw.size());
    GMimeParser* parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage* message = g_mime_parser_construct_message(parser, nullptr);
    benchmark::DoNotOptimize(message);
    g_object_unref(message);
    g_object_unref(parser);
    g_object_unref(stream);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(gmime_parse);

void parse_headers(benchmark::State& state) {
  std::size_t n = 0;
  for (auto _ : state) {
    const sim::mail::Message message(mails()[n++ % mails().size()]);
    benchmark::DoNotOptimize(message.raw_header("subject"));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(parse_headers);

void parse_bodies(benchmark::State& state) {
  std::size_t n = 0;
  for (auto _ : state) {
    const sim::mail::Message message(mails()[n++ % mails().size()]);
    benchmark::DoNotOptimize(message.text().size() + message.html().size() + message.parts().size());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(parse_bodies);

}  // namespace
}  // namespace bench
