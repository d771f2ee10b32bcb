// The keys of the stories, for tests.
#pragma once
#include <fstream>
#include <iterator>
#include <string>

#include "sim/auth/certificate.h"

namespace auth_tests {

inline std::string key_file(const std::string& name) {
  std::ifstream in("scenarios/library/keys/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline sim::auth::Identity identity(const std::string& name) {
  return *sim::auth::Identity::from_pem(key_file(name + ".crt"), key_file(name + ".key"));
}

inline sim::auth::Certificate certificate(const std::string& name) { return *sim::auth::Certificate::from_pem(key_file(name + ".crt")); }

}  // namespace auth_tests
