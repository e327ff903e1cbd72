// A verilated model as a Node-API addon. `model.h`, generated beside it, names the model's classes and lists the
// variables that JavaScript reads and writes; everything lives in one object, which JavaScript sees as one ArrayBuffer.
#define NAPI_VERSION 8
#include <node_api.h>

#include <cstdarg>
#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "model.h"

namespace {

struct Place {
  uint32_t offset;
  uint32_t elementBytes;
};

// The generator of every simulation is its own, so that simulations in one process do not disturb each other.
struct Noise {
  uint64_t state;
  uint64_t next() {
    state += 0x9e3779b97f4a7c15ull;
    uint64_t mixed = state;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ull;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebull;
    return mixed ^ (mixed >> 31);
  }
};

struct Simulation {
  VerilatedContext context;
  std::unique_ptr<Model> model;
  Noise noise;
  std::string folder;  // where $readmemh finds its files
  std::string output;  // what $display and $error printed
  std::string fatal;   // why the model can run no further
  bool failed = false;

  ~Simulation() {
    // The model's destructor works on the thread's context, whichever that is.
    Verilated::threadContextp(&context);
    model.reset();
    Verilated::threadContextp(nullptr);
  }

  ModelState& state() { return *model->rootp->vlSymsp; }
  ModelRoot& root() { return *model->rootp; }
};

// The simulation whose model is running; Verilator's hooks are free functions.
thread_local Simulation* current = nullptr;

struct Running {
  Simulation* before = current;
  explicit Running(Simulation& simulation) {
    current = &simulation;
    Verilated::threadContextp(&simulation.context);
  }
  ~Running() { current = before; }
};

inline void settle(Simulation& simulation) { simulation.model->eval(); }

inline void tick(Simulation& simulation) {
#ifdef MODEL_HAS_CLOCK
  ModelRoot& root = simulation.root();
  root.MODEL_CLOCK = 1;
  simulation.model->eval();
  root.MODEL_CLOCK = 0;
#endif
  simulation.model->eval();
}

inline void tickClock(Simulation& simulation, uint8_t clock) {
  setClock(simulation.root(), clock, 1);
  simulation.model->eval();
  setClock(simulation.root(), clock, 0);
  simulation.model->eval();
}

}  // namespace

uint64_t spikeforgeRandom() { return current->noise.next(); }

std::string spikeforgeFile(const std::string& name) { return current->folder + "/" + name; }

int spikeforgePrint(const char* format, ...) {
  std::va_list arguments;
  va_start(arguments, format);
  std::va_list again;
  va_copy(again, arguments);
  const int length = std::vsnprintf(nullptr, 0, format, arguments);
  va_end(arguments);
  std::string text(length < 0 ? 0 : length, '\0');
  if (length > 0) std::vsnprintf(&text[0], text.size() + 1, format, again);
  va_end(again);
  if (current) current->output += text;
  return length;
}

// $error and $stop: the cycle is finished, then the run ends.
void vl_stop(const char*, int, const char*) { current->failed = true; }

void vl_finish(const char*, int, const char*) { current->failed = true; }

// The model cannot go on, as when combinational logic does not settle.
void vl_fatal(const char* file, int line, const char*, const char* message) {
  throw std::runtime_error(std::string(file ? file : "") + ":" + std::to_string(line) + ": " + message);
}

namespace {

napi_value undefined(napi_env env) {
  napi_value value;
  napi_get_undefined(env, &value);
  return value;
}

napi_value number(napi_env env, uint32_t of) {
  napi_value value;
  napi_create_uint32(env, of, &value);
  return value;
}

// The simulation belongs to the external handle and to the ArrayBuffer over its state; the later one frees it.
using Owner = std::shared_ptr<Simulation>;

void release(napi_env, void*, void* owner) { delete static_cast<Owner*>(owner); }

struct Arguments {
  napi_value values[5];
  size_t count = 5;
  Arguments(napi_env env, napi_callback_info info) { napi_get_cb_info(env, info, &count, values, nullptr, nullptr); }
  Simulation& simulation(napi_env env) const {
    void* owner;
    napi_get_value_external(env, values[0], &owner);
    return **static_cast<Owner*>(owner);
  }
  uint32_t number(napi_env env, size_t index) const {
    uint32_t value = 0;
    napi_get_value_uint32(env, values[index], &value);
    return value;
  }
  const uint8_t* bytes(napi_env env, size_t index) const {
    void* data = nullptr;
    napi_get_typedarray_info(env, values[index], nullptr, nullptr, &data, nullptr, nullptr);
    return static_cast<const uint8_t*>(data);
  }
  std::string text(napi_env env, size_t index) const {
    size_t length = 0;
    napi_get_value_string_utf8(env, values[index], nullptr, 0, &length);
    std::string value(length, '\0');
    napi_get_value_string_utf8(env, values[index], &value[0], length + 1, &length);
    return value;
  }
};

// Runs model code; what it throws ends the run as a failure that `report` tells.
template <typename Body>
void guarded(Simulation& simulation, Body body) {
  if (!simulation.fatal.empty()) {
    simulation.failed = true;
    return;
  }
  Running running(simulation);
  try {
    body();
  } catch (const std::exception& error) {
    simulation.fatal = error.what();
    simulation.failed = true;
  }
}

// open(seed, folder) -> { handle, state, places }
napi_value open(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  const uint32_t seed = arguments.number(env, 0);
  auto* owner = new Owner(std::make_shared<Simulation>());
  Simulation& simulation = **owner;
  simulation.noise.state = seed;
  simulation.folder = arguments.text(env, 1);
  guarded(simulation, [&] {
    // Verilator takes 0 for "choose one yourself".
    const int modelSeed = static_cast<int>(simulation.noise.next() & 0x7fffffff);
    simulation.context.randSeed(modelSeed == 0 ? 1 : modelSeed);
    simulation.context.randReset(2);
    simulation.model = std::make_unique<Model>(&simulation.context, "");
    clearInputs(simulation.state());
    settle(simulation);
  });
  napi_value result, handle, state, places;
  napi_create_object(env, &result);
  napi_create_external(env, owner, release, owner, &handle);
  napi_set_named_property(env, result, "handle", handle);
  if (!simulation.model) return result;
  napi_create_external_arraybuffer(env, &simulation.state(), sizeof(ModelState), release, new Owner(*owner), &state);
  napi_set_named_property(env, result, "state", state);
  std::vector<Place> found;
  listPlaces(simulation.state(), [&](const void* address, size_t elementBytes) {
    const auto offset = static_cast<const char*>(address) - reinterpret_cast<const char*>(&simulation.state());
    found.push_back({static_cast<uint32_t>(offset), static_cast<uint32_t>(elementBytes)});
  });
  void* data;
  napi_value buffer;
  const size_t bytes = found.size() * sizeof(Place);
  napi_create_arraybuffer(env, bytes, &data, &buffer);
  if (bytes > 0) std::memcpy(data, found.data(), bytes);
  napi_create_typedarray(env, napi_uint32_array, found.size() * 2, buffer, 0, &places);
  napi_set_named_property(env, result, "places", places);
  return result;
}

// settle(handle)
napi_value settleModel(napi_env env, napi_callback_info info) {
  Simulation& simulation = Arguments(env, info).simulation(env);
  guarded(simulation, [&] { settle(simulation); });
  return undefined(env);
}

// run(handle, cycles) -> cycles run; fewer when a check failed, in the last of them
napi_value run(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  Simulation& simulation = arguments.simulation(env);
  const uint32_t cycles = arguments.number(env, 1);
  uint32_t done = 0;
  guarded(simulation, [&] {
    while (done < cycles && !simulation.failed) {
      tick(simulation);
      ++done;
    }
  });
  return number(env, done);
}

// runUntil(handle, offset, elementBytes, cycles) -> cycles run until the variable was nonzero, or all of them
napi_value runUntil(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  Simulation& simulation = arguments.simulation(env);
  const uint32_t offset = arguments.number(env, 1);
  const uint32_t bytes = arguments.number(env, 2);
  const uint32_t cycles = arguments.number(env, 3);
  const uint64_t zero = 0;
  uint32_t done = 0;
  guarded(simulation, [&] {
    const char* variable = reinterpret_cast<const char*>(&simulation.state()) + offset;
    settle(simulation);
    while (done < cycles && !simulation.failed && std::memcmp(variable, &zero, bytes) == 0) {
      tick(simulation);
      ++done;
    }
  });
  return number(env, done);
}

// runOrdered(handle, clocks, count) -> edges taken of the clocks listed; fewer when a check failed, at the last of them
napi_value runOrdered(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  Simulation& simulation = arguments.simulation(env);
  const uint8_t* clocks = arguments.bytes(env, 1);
  const uint32_t count = arguments.number(env, 2);
  uint32_t done = 0;
  guarded(simulation, [&] {
    while (done < count && !simulation.failed) tickClock(simulation, clocks[done++]);
  });
  return number(env, done);
}

// runOrderedUntil(handle, clocks, count, offset, elementBytes) -> edges taken until the variable was nonzero
napi_value runOrderedUntil(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  Simulation& simulation = arguments.simulation(env);
  const uint8_t* clocks = arguments.bytes(env, 1);
  const uint32_t count = arguments.number(env, 2);
  const uint32_t offset = arguments.number(env, 3);
  const uint32_t bytes = arguments.number(env, 4);
  const uint64_t zero = 0;
  uint32_t done = 0;
  guarded(simulation, [&] {
    const char* variable = reinterpret_cast<const char*>(&simulation.state()) + offset;
    settle(simulation);
    while (done < count && !simulation.failed && std::memcmp(variable, &zero, bytes) == 0) {
      tickClock(simulation, clocks[done++]);
    }
  });
  return number(env, done);
}

// noise(handle) -> where the random numbers stand
napi_value noise(napi_env env, napi_callback_info info) {
  napi_value value;
  napi_create_bigint_uint64(env, Arguments(env, info).simulation(env).noise.state, &value);
  return value;
}

// setNoise(handle, noise)
napi_value setNoise(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  bool isExact;
  napi_get_value_bigint_uint64(env, arguments.values[1], &arguments.simulation(env).noise.state, &isExact);
  return undefined(env);
}

// failed(handle) -> whether a check has failed since `report` was called
napi_value failed(napi_env env, napi_callback_info info) {
  napi_value value;
  napi_get_boolean(env, Arguments(env, info).simulation(env).failed, &value);
  return value;
}

// report(handle) -> [what was printed, why the model cannot go on]
napi_value report(napi_env env, napi_callback_info info) {
  Simulation& simulation = Arguments(env, info).simulation(env);
  napi_value texts, output, fatal;
  napi_create_array_with_length(env, 2, &texts);
  napi_create_string_utf8(env, simulation.output.data(), simulation.output.size(), &output);
  napi_create_string_utf8(env, simulation.fatal.data(), simulation.fatal.size(), &fatal);
  napi_set_element(env, texts, 0, output);
  napi_set_element(env, texts, 1, fatal);
  simulation.output.clear();
  simulation.failed = false;
  return texts;
}

// close(state): takes the model's memory away from every view of it, so that none can reach it once it is freed
napi_value close(napi_env env, napi_callback_info info) {
  napi_detach_arraybuffer(env, Arguments(env, info).values[0]);
  return undefined(env);
}

void define(napi_env env, napi_value exports, const char* name, napi_callback callback) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
  napi_set_named_property(env, exports, name, function);
}

}  // namespace

NAPI_MODULE_INIT() {
  define(env, exports, "open", open);
  define(env, exports, "settle", settleModel);
  define(env, exports, "run", run);
  define(env, exports, "runUntil", runUntil);
  define(env, exports, "runOrdered", runOrdered);
  define(env, exports, "runOrderedUntil", runOrderedUntil);
  define(env, exports, "noise", noise);
  define(env, exports, "setNoise", setNoise);
  define(env, exports, "failed", failed);
  define(env, exports, "report", report);
  define(env, exports, "close", close);
  return exports;
}
