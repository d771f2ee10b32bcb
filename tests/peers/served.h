// A running `mailrig serve` for tests with foreign programs, and the programs' output.
#pragma once
#include <gtest/gtest.h>
#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <utility>

namespace peers {

struct Outcome {
  int status = -1;      ///< exit status
  std::string output;   ///< stdout and stderr
};
/// Runs a shell command to its end.
Outcome run(const std::string& command);
bool is_installed(const std::string& program);

class Served {
 public:
  /// Starts serving the world of tests/peers/world.yaml on free ports and waits until it says that it is ready.
  Served();
  ~Served();
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  bool is_ready() const { return ready_; }
  const std::string& log() const { return log_; }
  /// "127.1.0.1:40123" of a host's service: smtp, submission, pop3, pop3s, imap, imaps, dns.
  std::string at(const std::string& host, const std::string& service) const;
  std::string address(const std::string& host, const std::string& service) const;  ///< 127.1.0.1
  std::string port(const std::string& host, const std::string& service) const;
  std::string ca() const { return (folder_ / "ca.pem").string(); }
  const std::filesystem::path& folder() const { return folder_; }   ///< removed at the end
  /// Writes a file into the folder; its path.
  std::string file(const std::string& name, const std::string& content) const;

 private:
  pid_t child_ = -1;
  bool ready_ = false;
  std::string log_;
  std::map<std::pair<std::string, std::string>, std::string> services_;
  std::filesystem::path folder_;
};


}  // namespace peers
