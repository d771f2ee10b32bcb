// One end of a conversation, as a value that does no input or output: it is told what arrived and answers with what to do.
// A wire (sim/wire) performs the actions, in virtual time or on real sockets.
#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/clock.h"
#include "sim/network.h"

namespace sim {

/// Puts these bytes on the wire.
struct Send {
  std::string bytes;
};
/// Holds the actions that follow (also those of later calls) for this long: a slow server.
struct Wait {
  Duration time;
};
/// Arms the session's one deadline, replacing an earlier one. When it passes, wake() is called. Armed by the session when it starts
/// to wait for a whole line or message, so a peer that drips bytes does not move it.
struct Deadline {
  Duration time;
};
/// Starts TLS on this connection; secured() reports how it went. Bytes that the peer sent before are the session's to drop.
struct StartTls {};
/// Ends the connection after what was sent before.
struct Close {};
using Action = std::variant<Send, Wait, Deadline, StartTls, Close>;
using Actions = std::vector<Action>;

/// What a TLS handshake established, or why it did not.
struct TlsFacts {
  bool established = false;
  bool verified = false;  ///< the client checked name, issuer and dates and all were right
  std::string version;    ///< "TLSv1.3"
  std::string issuer;
  std::vector<std::string> names;  ///< the certificate's DNS names
  Instant not_after{};
  std::string error;  ///< why it is not established or not verified
};

/// Why a connection ended (or never began) without this side closing it.
struct Loss {
  enum class Kind { refused, unreachable, timed_out, closed_by_peer, reset };
  Kind kind = Kind::reset;
  std::string text;
};
std::string_view loss_name(Loss::Kind kind);

/// Who is at the other end, by the simulated network's addresses.
struct Peer {
  IpAddress ip;
  std::string name;  ///< the simulated host's name, "" for a foreign program
  bool tls = false;  ///< TLS stood before the first byte (implicit TLS)
  /// Session::offered() of the other end: nullptr for a foreign program, and for what offers no mails.
  std::shared_ptr<const std::string> offered{};
};

class Session {
 public:
  Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  virtual ~Session() = default;
  /// The connection stands (after implicit TLS, if any).
  virtual Actions open() = 0;
  /// Bytes arrived: any piece of the stream, cut anywhere.
  virtual Actions receive(std::string_view bytes) = 0;
  /// The deadline passed.
  virtual Actions wake() = 0;
  /// StartTls is over. If it failed, the wire closes after these actions.
  virtual Actions secured(const TlsFacts&) { return {}; }
  /// The connection is gone, and not by our Close. Called at most once; nothing is called after it.
  virtual void lost(const Loss&) {}
  /// The Message-ID of the mail that this client is offering, as it changes. Nobody could know it on a real wire before DATA; the trace of a
  /// simulated world can name the mail that a server refused at MAIL or RCPT.
  virtual std::shared_ptr<const std::string> offered() const { return nullptr; }
};

}  // namespace sim
