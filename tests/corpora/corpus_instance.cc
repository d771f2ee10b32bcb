#include "tests/corpora/corpus_instance.h"

#include <stdexcept>

namespace corpora {

CorpusInstance::CorpusInstance(engine::InstanceConfig config)
    : clock_(*sim::parse_iso8601("2026-01-05T09:00:00Z")),
      trace_(clock_, sim::TraceLevel::off),
      resolver_(zones_, clock_, trace_),
      wire_(clock_, network_, trace_, sim::Random(1, "wire")),
      world_{clock_, sim::Random(1), trace_, network_, wire_, resolver_} {
  auto opened = engine::Instance::open(world_, std::move(config), {":memory:", 0, false}, *sim::IpAddress::parse("192.0.2.1"));
  if (!opened) throw std::runtime_error(opened.error().text());
  instance_ = std::move(*opened);
}

std::string CorpusInstance::email(std::string_view sys_id, std::string_view column) {
  return database().value(fmt::format("SELECT \"{}\" FROM sys_email WHERE sys_id = '{}'", column, sys_id));
}

}  // namespace corpora
