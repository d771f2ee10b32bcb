#include "engine/jobs.h"
#include "scenarios/runner/director.h"

namespace scenarios::steps {
namespace {

sim::Result<void> play_job(Performance& performance, const Value& value) {
  engine::Instance* instance = performance.stage.instance();
  if (instance == nullptr) return sim::Error{"the instance is down", "restart it before", value.place};
  return instance->run_job(value.text);
}

std::vector<std::string> names() {
  std::vector<std::string> out;
  for (const engine::JobInfo& job : engine::job_table()) out.emplace_back(job.name);
  return out;
}

}  // namespace

Step job() {
  return {"job", choice(names()), "Runs a job of the instance now, outside its schedule.", "job: email reader",
          play_job};
}

}  // namespace scenarios::steps
