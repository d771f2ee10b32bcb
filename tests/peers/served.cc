#include "tests/peers/served.h"

#include <csignal>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

namespace peers {

Outcome run(const std::string& command) {
  Outcome outcome;
  FILE* pipe = popen(("{ " + command + " ; } 2>&1").c_str(), "r");
  if (!pipe) return outcome;
  char buffer[4096];
  while (const std::size_t got = std::fread(buffer, 1, sizeof buffer, pipe)) outcome.output.append(buffer, got);
  const int status = pclose(pipe);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

bool is_installed(const std::string& program) { return run("command -v " + program).status == 0; }

Served::Served() {
  std::string pattern = (std::filesystem::temp_directory_path() / "mailrig-peers-XXXXXX").string();
  folder_ = mkdtemp(pattern.data());
  int pipe_ends[2];
  if (pipe(pipe_ends) != 0) return;
  child_ = fork();
  if (child_ == 0) {
    dup2(pipe_ends[1], 1);
    dup2(pipe_ends[1], 2);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    execl(MAILRIG_PROGRAM, MAILRIG_PROGRAM, "serve", "--any-port", "--ca", ca().c_str(), "tests/peers/world.yaml", nullptr);
    _exit(127);
  }
  close(pipe_ends[1]);
  FILE* said = fdopen(pipe_ends[0], "r");
  char line[1024];
  while (!ready_ && said && std::fgets(line, sizeof line, said)) {
    log_ += line;
    std::istringstream words(line);
    std::string host, service, address;
    words >> host >> service >> address;
    if (host.starts_with("ready")) ready_ = true;
    else if (address.find(':') != std::string::npos) services_[{host, service}] = address;
  }
  // The pipe stays open: closing it would end the server at its next line.
}

Served::~Served() {
  if (child_ > 0) {
    kill(child_, SIGTERM);
    waitpid(child_, nullptr, 0);
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string Served::at(const std::string& host, const std::string& service) const {
  const auto found = services_.find({host, service});
  EXPECT_NE(found, services_.end()) << host << " has no service " << service << "\n" << log_;
  return found == services_.end() ? std::string("127.0.0.1:1") : found->second;
}

std::string Served::address(const std::string& host, const std::string& service) const {
  const std::string both = at(host, service);
  return both.substr(0, both.rfind(':'));
}

std::string Served::port(const std::string& host, const std::string& service) const {
  const std::string both = at(host, service);
  return both.substr(both.rfind(':') + 1);
}

std::string Served::file(const std::string& name, const std::string& content) const {
  const auto path = folder_ / name;
  std::ofstream(path) << content;
  std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  return path.string();
}

}  // namespace peers
