// A host of a story for which real servers stand, and the configuration that they get. Nothing here starts anything.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "fakeservers/mta/mail_server.h"
#include "scenarios/runner/story.h"

namespace scenarios {

struct RealHost {
  const fakeservers::mta::HostConfig* config = nullptr;
  RealKind kind = RealKind::postfix;
  std::string folder;                                   ///< its own, below which everything of it lies
  std::string ip;                                       ///< its loopback address
  std::map<std::uint16_t, sim::Endpoint> places;        ///< the ports of the story, and where they really are
  sim::wire::PemPair certificate;
  unsigned owner = 0;                                   ///< user and group id of its maildrops
  bool is_root = false;                                 ///< the harness runs as root
  std::string ca_file;
  std::vector<std::string> trusted;                     ///< loopback addresses of hosts that may send anywhere through this one
  std::vector<std::pair<std::string, std::string>> routes;  ///< domain and Postfix's nexthop: "[127.1.0.3]:40001"
};

/// A file of a configuration: its name below the host's folder, and what stands in it.
struct ConfigFile {
  std::string name, text;
};
/// main.cf, master.cf and the maps (postconf(5), master(5), transport(5), virtual(5)).
std::vector<ConfigFile> postfix_files(const RealHost& host);
/// dovecot.conf and the passwd-file.
std::vector<ConfigFile> dovecot_files(const RealHost& host);
/// The script that, told to by a line, starts the host's servers, waits for the end of its input, ends them and removes the folder (unless it holds a file `kept`).
ConfigFile script_file(const RealHost& host);

/// What a story asks of a real server and it cannot give; "" if nothing.
std::string unreal_wish(const fakeservers::mta::HostConfig& config, RealKind kind);

}  // namespace scenarios
