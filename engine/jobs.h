// The instance's scheduled jobs (sys_trigger): when each runs, and running one by hand.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/parts.h"

namespace engine {

struct JobInfo {
  std::string_view name;
  sim::Duration every;
  std::string_view meaning;
};
/// The one list of jobs: the step `job`, its errors and the schedule come from it. Further readers are "email reader 2" and so on.
const std::vector<JobInfo>& job_table();
/// Whether the schedule runs a job of that name (InstanceConfig::jobs; one in error, or with its next action in the past, does not: O2, I2).
bool is_scheduled(const InstanceConfig& config, std::string_view name);

class Jobs {
 public:
  explicit Jobs(Parts& parts);
  ~Jobs();
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  void start();
  /// The number of reader jobs may have changed (InstanceConfig::reader_jobs). A reader that is at work ends its run.
  void count_readers();
  /// The configuration has changed: a job that sleeps for want of work looks again.
  void wake();
  /// Runs one now. An error names the jobs there are.
  sim::Result<void> run(std::string_view name);
  /// Nothing of theirs is in motion and nothing waits that a job would still send.
  bool is_idle() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A reader job may be stopped (0), and no more than these make sense.
inline constexpr int most_reader_jobs = 16;

}  // namespace engine
