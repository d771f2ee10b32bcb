// MuJS in the worker: one state that runs script after script. What a script leaves behind is taken away before the next one runs;
// where that is not possible the state is made anew.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "engine/script/frame.h"

struct js_State;

namespace engine::script {

/// The worker's end of the socket; its calls wait.
class Channel {
 public:
  explicit Channel(int socket) : socket_(socket) {}
  /// False when the engine is gone.
  bool send(const Frame& frame);
  bool receive(Frame& into);

 private:
  int socket_;
  FrameReader reader_;
  std::string out_, in_;
};

/// What MuJS may allocate, counted.
struct Memory {
  std::size_t used = 0, most = 0;
};

class Interpreter {
 public:
  Interpreter(Channel& channel, std::size_t memory_bytes);
  ~Interpreter();
  Interpreter(const Interpreter&) = delete;
  Interpreter& operator=(const Interpreter&) = delete;

  /// Runs what a "run" frame asks for; gives the "done" or "failed" frame.
  Frame run(const Frame& request);

  /// For the functions that scripts call: their texts live here, where a jump out of MuJS cannot lose them.
  struct Call {
    Channel& channel;
    Frame request = {}, reply = {};
    const Frame* run = nullptr;        ///< the "run" frame
    std::string function = {};         ///< MuJS's name of the compiled script
    Frame result = {};
  };

 private:
  void renew();
  void drop();
  std::string compiled(const std::string& kind, const std::string& text);
  bool clean();
  Frame failure();

  Memory memory_;
  Call call_;
  js_State* state_ = nullptr;
  /// Compiled functions: kind and text to the name under which MuJS keeps them.
  std::map<std::string, std::string, std::less<>> functions_;
  std::size_t function_bytes_ = 0;
};

}  // namespace engine::script
