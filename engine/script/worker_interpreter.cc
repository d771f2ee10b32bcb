#include "engine/script/worker_interpreter.h"

#include <cstddef>
#include <mujs.h>

#include <cstdlib>

#include "engine/script/prelude.h"

namespace engine::script {
namespace {

/// Compiled functions that are kept; beyond either all are forgotten.
constexpr std::size_t most_functions = 128;
constexpr std::size_t most_function_bytes = 2U << 20U;
/// Before each block that MuJS allocates stands its size.
constexpr std::size_t header = alignof(std::max_align_t);

void* allocate(void* context, void* block, int size) {
  auto& memory = *static_cast<Memory*>(context);
  char* whole = block == nullptr ? nullptr : static_cast<char*>(block) - header;
  const std::size_t before = whole == nullptr ? 0 : *reinterpret_cast<std::size_t*>(whole);
  if (size <= 0) {
    memory.used -= before;
    std::free(whole);
    return nullptr;
  }
  const auto wanted = static_cast<std::size_t>(size);
  if (wanted > before && memory.used - before + wanted > memory.most) return nullptr;
  char* made = static_cast<char*>(std::realloc(whole, wanted + header));
  if (made == nullptr) return nullptr;
  *reinterpret_cast<std::size_t*>(made) = wanted;
  memory.used = memory.used - before + wanted;
  return made + header;
}

Interpreter::Call& call_of(js_State* state) { return *static_cast<Interpreter::Call*>(js_getcontext(state)); }

/// MuJS ends its strings with a zero byte.
void push_text(js_State* state, const std::string& text) {
  const std::size_t zero = text.find('\0');
  js_pushlstring(state, text.data(), static_cast<int>(zero == std::string::npos ? text.size() : zero));
}

/// The arguments of the running function from `first` on, as texts in call.request.
void collect_arguments(js_State* state, Interpreter::Call& call) {
  const int top = js_gettop(state);
  for (int i = 1; i < top; ++i) {
    if (!js_isarray(state, i)) {
      call.request.emplace_back(js_tostring(state, i));
      continue;
    }
    const int length = js_getlength(state, i);
    for (int k = 0; k < length; ++k) {
      js_getindex(state, i, k);
      call.request.emplace_back(js_tostring(state, -1));
      js_pop(state, 1);
    }
  }
}

/// host(op, ...): asks the engine and waits for its answer, an array of texts. Arrays among the arguments are laid flat.
void ask_host(js_State* state) {
  Interpreter::Call& call = call_of(state);
  call.request.assign(1, "ask");
  collect_arguments(state, call);
  if (!call.channel.send(call.request)) js_error(state, "the request is too large");
  if (!call.channel.receive(call.reply) || call.reply.empty()) std::_Exit(1);
  if (call.reply[0] != "ok") js_error(state, "%s", call.reply.size() > 1 ? call.reply[1].c_str() : "refused");
  js_newarray(state);
  for (std::size_t i = 1; i < call.reply.size(); ++i) {
    push_text(state, call.reply[i]);
    js_setindex(state, -2, static_cast<int>(i) - 1);
  }
}

/// tell(op, ...): the same without an answer.
void tell_host(js_State* state) {
  Interpreter::Call& call = call_of(state);
  call.request.assign(1, "tell");
  collect_arguments(state, call);
  call.channel.send(call.request);
  js_pushundefined(state);
}

/// {section: {key: value}} of the triples behind the request's head.
void push_input(js_State* state, const Frame& request, std::size_t first) {
  js_newobject(state);
  const std::string* section = nullptr;
  for (std::size_t i = first; i + 2 < request.size(); i += 3) {
    if (section == nullptr || *section != request[i]) {
      if (section != nullptr) js_setproperty(state, -2, section->c_str());
      section = &request[i];
      js_newobject(state);
    }
    push_text(state, request[i + 2]);
    js_setproperty(state, -2, request[i + 1].c_str());
  }
  if (section != nullptr) js_setproperty(state, -2, section->c_str());
}

/// The registry's names for what the prelude gives.
constexpr const char* run_function = "mailrig.run";
constexpr const char* compile_function = "mailrig.compile";
constexpr const char* clean_function = "mailrig.clean";
constexpr const char* failed_function = "mailrig.failed";
constexpr const char* guarded_objects = "mailrig.guarded";
constexpr const char* whole_run = "mailrig.whole";
constexpr const char* search = "mailrig.search";

/// True if the script left something on what all scripts share: an enumerable property of its own, or the mark `dirty`.
void find_traces(js_State* state) {
  js_getregistry(state, guarded_objects);
  js_getproperty(state, -1, "dirty");
  bool has_traces = js_toboolean(state, -1) != 0;
  js_pop(state, 1);
  const int length = js_getlength(state, -1);
  for (int i = 0; i < length && !has_traces; ++i) {
    js_getindex(state, -1, i);
    js_pushiterator(state, -1, 1);
    has_traces = js_nextiterator(state, -1) != nullptr;
    js_pop(state, 2);
  }
  js_pushboolean(state, has_traces ? 1 : 0);
}

/// One run from its input to its result, inside one protected call: whatever is thrown comes out of js_pcall().
void run_whole(js_State* state) {
  constexpr std::size_t head = 3;  // "run", kind, text
  Interpreter::Call& call = call_of(state);
  js_getregistry(state, run_function);
  js_pushundefined(state);
  js_getregistry(state, call.function.c_str());
  push_input(state, *call.run, head);
  js_call(state, 2);
  call.result.assign(1, "done");
  const int length = js_getlength(state, -1);
  for (int i = 0; i < length; ++i) {
    js_getindex(state, -1, i);
    call.result.emplace_back(js_tostring(state, -1));
    js_pop(state, 1);
  }
}

/// Loads the prelude and keeps its functions in the registry.
bool load_prelude(js_State* state) {
  if (js_ploadstring(state, "prelude", prelude_text()) != 0) return false;
  js_pushundefined(state);
  if (js_pcall(state, 0) != 0) return false;
  js_pushundefined(state);
  js_newcfunction(state, ask_host, "host", 0);
  js_newcfunction(state, tell_host, "tell", 0);
  js_pushglobal(state);
  if (js_pcall(state, 3) != 0) return false;
  for (const auto& [name, key] : {std::pair{"run", run_function}, {"compile", compile_function}, {"clean", clean_function},
                                  {"failed", failed_function}, {"guarded", guarded_objects}}) {
    js_getproperty(state, -1, name);
    js_setregistry(state, key);
  }
  js_pop(state, 1);
  js_newcfunction(state, run_whole, "run", 0);
  js_setregistry(state, whole_run);
  js_newcfunction(state, find_traces, "search", 0);
  js_setregistry(state, search);
  return true;
}

}  // namespace

Interpreter::Interpreter(Channel& channel, std::size_t memory_bytes) : call_{channel} {
  memory_.most = memory_bytes;
  renew();
}

Interpreter::~Interpreter() { drop(); }

void Interpreter::drop() {
  if (state_ != nullptr) js_freestate(state_);
  state_ = nullptr;
  functions_.clear();
  function_bytes_ = 0;
  memory_.used = 0;
}

void Interpreter::renew() {
  drop();
  state_ = js_newstate(allocate, &memory_, 0);
  if (state_ == nullptr) std::_Exit(2);
  js_setcontext(state_, &call_);
  js_setreport(state_, [](js_State*, const char*) {});
  js_atpanic(state_, [](js_State*) { std::_Exit(4); });
  if (!load_prelude(state_)) {
    call_.channel.send({"failed", std::string("the prelude is broken: ") + js_trystring(state_, -1, "?"), "0"});
    std::_Exit(3);
  }
}

std::string Interpreter::compiled(const std::string& kind, const std::string& text) {
  const std::string key = kind + '\n' + text;
  if (const auto known = functions_.find(key); known != functions_.end()) return known->second;
  js_getregistry(state_, compile_function);
  js_pushundefined(state_);
  push_text(state_, kind);
  push_text(state_, text);
  if (js_pcall(state_, 2) != 0) return {};
  std::string name = js_ref(state_);
  if (functions_.size() < most_functions && function_bytes_ + key.size() < most_function_bytes) {
    function_bytes_ += key.size();
    functions_.emplace(key, name);
  }
  return name;
}

/// "failed", what, line: from what was thrown, which is popped.
Frame Interpreter::failure() {
  Frame result{"failed", "an error that cannot be told", "0"};
  js_getregistry(state_, failed_function);
  js_rot2(state_);
  js_pushundefined(state_);
  js_rot2(state_);
  if (js_pcall(state_, 1) == 0) {
    const std::string told = js_trystring(state_, -1, "");
    const std::size_t line_end = told.find('\n');
    result[1] = line_end == std::string::npos ? told : told.substr(line_end + 1);
    result[2] = line_end == std::string::npos ? "0" : told.substr(0, line_end);
  }
  js_pop(state_, 1);
  return result;
}

/// Takes away what the script left. False if that needs a new state.
bool Interpreter::clean() {
  js_getregistry(state_, search);
  js_pushundefined(state_);
  const bool is_untouched = js_pcall(state_, 0) == 0 && js_toboolean(state_, -1) == 0;
  js_pop(state_, 1);
  if (is_untouched) return true;
  js_getregistry(state_, clean_function);
  js_pushundefined(state_);
  const bool is_clean = js_pcall(state_, 0) == 0 && js_toboolean(state_, -1) != 0;
  js_pop(state_, 1);
  return is_clean;
}

Frame Interpreter::run(const Frame& request) {
  if (request.size() < 3) return {"failed", "an incomplete request", "0"};
  call_.run = &request;
  call_.function = compiled(request[1], request[2]);
  Frame result;
  if (call_.function.empty()) {
    result = failure();
  } else {
    js_getregistry(state_, whole_run);
    js_pushundefined(state_);
    if (js_pcall(state_, 0) == 0) {
      result = std::move(call_.result);
      js_pop(state_, 1);
    } else {
      result = failure();
    }
    if (!functions_.contains(request[1] + '\n' + request[2])) js_unref(state_, call_.function.c_str());
  }
  const bool is_exhausted = result[0] == "failed" && (result[1] == "out of memory" || result[1] == "stack overflow");
  if (is_exhausted || !clean()) renew();
  return result;
}

}  // namespace engine::script
