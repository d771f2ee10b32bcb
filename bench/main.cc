#include <benchmark/benchmark.h>

#include "sim/mail/message.h"

int main(int argc, char** argv) {
  sim::mail::start_mime_library();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
