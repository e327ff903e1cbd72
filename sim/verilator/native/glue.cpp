// A verilated model as a Node-API addon. JavaScript sees the model's whole state as one ArrayBuffer, and a block of
// numbers through which it says what to do; a call passes nothing and returns nothing, which is what makes it cheap.
#define NAPI_VERSION 8
#include <node_api.h>

#include <cstdarg>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>

#include "glue.h"
#include "verilated.h"
#if VM_COVERAGE
#include "verilated_cov.h"
#endif
#if VM_TRACE_FST
#include "verilated_fst_c.h"
using Trace = VerilatedFstC;
#elif VM_TRACE
#include "verilated_vcd_c.h"
using Trace = VerilatedVcdC;
#endif

namespace {

constexpr uint32_t mostEdges = 4096;

enum Failure : uint32_t { none, stopped, checkFails };

// As simulation.ts reads and writes it.
struct Control {
  uint64_t noise = 0;      // where the random numbers stand
  uint32_t count = 0;      // edges wanted
  uint32_t taken = 0;      // edges taken
  uint32_t failed = none;  // why fewer were taken
  uint32_t clock = 0;      // of the check that fails
  uint32_t dirty = 0;      // inputs have changed since the model settled
  uint32_t offset = 0;     // the variable that ends a run when it is not zero
  uint32_t bytes = 0;
  uint32_t reserved = 0;
  uint8_t order[mostEdges] = {};  // the clocks whose edges are wanted
};

// What the functions of one simulation work on. The control block is its own, so that it outlives the model.
struct Simulation {
  VerilatedContext context;
  ModelFunctions functions = spikeforgeModel();
  RunningModel* model = nullptr;
  Control control;
  std::string folder;  // where $readmemh finds its files
  std::string output;  // what $display and $error printed
  std::string fatal;   // why the model can run no further
#if VM_TRACE
  std::unique_ptr<Trace> trace;
#endif

  bool isCurrent = false;  // as `current` says, to be seen without asking for what belongs to the thread

  ~Simulation() { free(); }
  inline void enter();
  void free();
};

// The simulation whose model runs, or ran last; Verilator's hooks are free functions.
thread_local Simulation* current = nullptr;

// A simulation stays the one of its thread until another one runs: in most cycles there is nothing to do.
inline void Simulation::enter() {
  if (isCurrent) return;
  if (current) current->isCurrent = false;
  current = this;
  isCurrent = true;
  Verilated::threadContextp(&context);
}

void Simulation::free() {
  // The model's destructor works on the thread's context.
  enter();
#if VM_TRACE
  if (trace) trace->close();
  trace.reset();
#endif
  if (model) functions.destroy(model);
  model = nullptr;
  current = nullptr;
  isCurrent = false;
  Verilated::threadContextp(nullptr);
}

}  // namespace

uint64_t spikeforgeRandom() {
  uint64_t& state = current->control.noise;
  state += 0x9e3779b97f4a7c15ull;
  uint64_t mixed = state;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ull;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebull;
  return mixed ^ (mixed >> 31);
}

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

// $error and $stop: the edge is finished, then the run ends.
void vl_stop(const char*, int, const char*) { current->control.failed = stopped; }

void vl_finish(const char*, int, const char*) { current->control.failed = stopped; }

// The model cannot go on, as when combinational logic does not settle.
void vl_fatal(const char* file, int line, const char*, const char* message) {
  throw std::runtime_error(std::string(file ? file : "") + ":" + std::to_string(line) + ": " + message);
}

namespace {

inline void settle(Simulation& simulation) {
  simulation.model->eval(simulation.model->root);
  simulation.control.dirty = 0;
}

// Returns whether the edge was taken: not where a check fails that looks at the values before it.
inline bool edge(Simulation& simulation, uint32_t clock) {
  RunningModel& model = *simulation.model;
  if (model.fails) {
    if (simulation.control.dirty) settle(simulation);
    if (model.fails(model.state, clock)) {
      simulation.control.failed = checkFails;
      simulation.control.clock = clock;
      return false;
    }
  }
  if (clock < model.clocks.size()) {
    *model.clocks[clock] = 1;
    model.eval(model.root);
    *model.clocks[clock] = 0;
    // Nothing happens at a falling edge: it is enough that the model believes to have seen it.
    for (uint8_t* level : model.seenLevels) *level = 0;
    if (model.seenLevels.empty()) model.eval(model.root);
  } else {
    model.eval(model.root);
  }
  simulation.control.dirty = 0;
  return true;
}

// Runs model code; what it throws ends the run as a failure that `report` tells.
template <typename Body>
inline void start(Simulation& simulation, Body body) {
  simulation.enter();
  try {
    body();
  } catch (const std::exception& error) {
    simulation.fatal = error.what();
    simulation.control.failed = stopped;
  }
}

// The same for a model that runs already.
template <typename Body>
inline void guarded(Simulation& simulation, Body body) {
  if (!simulation.model || !simulation.fatal.empty()) {
    simulation.control.failed = stopped;
    return;
  }
  start(simulation, body);
}

// The simulation belongs to its functions and to the ArrayBuffers over its parts; the last of them frees it.
using Owner = std::shared_ptr<Simulation>;

void release(napi_env, void*, void* owner) { delete static_cast<Owner*>(owner); }

inline Simulation& simulationOf(napi_env env, napi_callback_info info) {
  void* owner;
  napi_get_cb_info(env, info, nullptr, nullptr, nullptr, &owner);
  return **static_cast<Owner*>(owner);
}

std::string textOf(napi_env env, napi_value value) {
  size_t length = 0;
  napi_get_value_string_utf8(env, value, nullptr, 0, &length);
  std::string text(length, '\0');
  napi_get_value_string_utf8(env, value, &text[0], length + 1, &length);
  return text;
}

struct Arguments {
  napi_value values[2] = {};
  size_t count = 2;
  Simulation* simulation = nullptr;
  Arguments(napi_env env, napi_callback_info info) {
    void* owner;
    napi_get_cb_info(env, info, &count, values, nullptr, &owner);
    if (owner) simulation = static_cast<Owner*>(owner)->get();
  }
};

// settle()
napi_value settleModel(napi_env env, napi_callback_info info) {
  Simulation& simulation = simulationOf(env, info);
  guarded(simulation, [&] { settle(simulation); });
  return nullptr;
}

// tick(): one edge of the main clock
napi_value tick(napi_env env, napi_callback_info info) {
  Simulation& simulation = simulationOf(env, info);
  simulation.control.taken = 0;
  guarded(simulation, [&] { simulation.control.taken = edge(simulation, 0); });
  return nullptr;
}

// run(): `count` edges of the main clock; fewer when something failed
napi_value run(napi_env env, napi_callback_info info) {
  Simulation& simulation = simulationOf(env, info);
  Control& control = simulation.control;
  control.taken = 0;
  guarded(simulation, [&] {
    while (control.taken < control.count && !control.failed && edge(simulation, 0)) ++control.taken;
  });
  return nullptr;
}

// runOrdered(): the first `count` edges of `order`
napi_value runOrdered(napi_env env, napi_callback_info info) {
  Simulation& simulation = simulationOf(env, info);
  Control& control = simulation.control;
  control.taken = 0;
  guarded(simulation, [&] {
    while (control.taken < control.count && !control.failed && edge(simulation, control.order[control.taken]))
      ++control.taken;
  });
  return nullptr;
}

template <typename Clock>
void runWhileZero(Simulation& simulation, Clock clock) {
  Control& control = simulation.control;
  const uint64_t zero = 0;
  control.taken = 0;
  guarded(simulation, [&] {
    const char* variable = simulation.model->state + control.offset;
    if (control.dirty) settle(simulation);
    while (control.taken < control.count && !control.failed && std::memcmp(variable, &zero, control.bytes) == 0 &&
           edge(simulation, clock(control.taken)))
      ++control.taken;
  });
}

// runUntil(): at most `count` edges of the main clock, until the variable is not zero
napi_value runUntil(napi_env env, napi_callback_info info) {
  runWhileZero(simulationOf(env, info), [](uint32_t) { return 0u; });
  return nullptr;
}

// runOrderedUntil(): at most the first `count` edges of `order`
napi_value runOrderedUntil(napi_env env, napi_callback_info info) {
  Simulation& simulation = simulationOf(env, info);
  runWhileZero(simulation, [&](uint32_t at) { return uint32_t{simulation.control.order[at]}; });
  return nullptr;
}

// report() -> [what was printed, why the model cannot go on]
napi_value report(napi_env env, napi_callback_info info) {
  Simulation& simulation = simulationOf(env, info);
  napi_value texts, output, fatal;
  napi_create_array_with_length(env, 2, &texts);
  napi_create_string_utf8(env, simulation.output.data(), simulation.output.size(), &output);
  napi_create_string_utf8(env, simulation.fatal.data(), simulation.fatal.size(), &fatal);
  napi_set_element(env, texts, 0, output);
  napi_set_element(env, texts, 1, fatal);
  simulation.output.clear();
  simulation.control.failed = none;
  return texts;
}

#if VM_COVERAGE
// writeCoverage(path)
napi_value writeCoverage(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  Simulation& simulation = *arguments.simulation;
  const std::string path = textOf(env, arguments.values[0]);
  guarded(simulation, [&] { simulation.context.coveragep()->write(path.c_str()); });
  return nullptr;
}
#endif

#if VM_TRACE
// startTrace(path)
napi_value startTrace(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  Simulation& simulation = *arguments.simulation;
  const std::string path = textOf(env, arguments.values[0]);
  guarded(simulation, [&] {
    simulation.trace = std::make_unique<Trace>();
    simulation.functions.trace(simulation.model, simulation.trace.get());
    simulation.trace->open(path.c_str());
  });
  return nullptr;
}

// dump(time)
napi_value dump(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  Simulation& simulation = *arguments.simulation;
  double time = 0;
  napi_get_value_double(env, arguments.values[0], &time);
  guarded(simulation, [&] {
    if (simulation.trace) simulation.trace->dump(static_cast<uint64_t>(time));
  });
  return nullptr;
}

// stopTrace()
napi_value stopTrace(napi_env env, napi_callback_info info) {
  Simulation& simulation = simulationOf(env, info);
  guarded(simulation, [&] {
    if (simulation.trace) simulation.trace->close();
    simulation.trace.reset();
  });
  return nullptr;
}
#endif

// close(state): takes the model's memory away from every view of it, so that none can reach it, and frees it
napi_value close(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  napi_detach_arraybuffer(env, arguments.values[0]);
  arguments.simulation->free();
  return nullptr;
}

void define(napi_env env, napi_value object, const char* name, napi_callback callback, const Owner* owner) {
  napi_value function;
  void* data = owner ? new Owner(*owner) : nullptr;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, data, &function);
  if (data) napi_add_finalizer(env, function, data, release, data, nullptr);
  napi_set_named_property(env, object, name, function);
}

void expose(napi_env env, napi_value object, const char* name, void* start, size_t bytes, const Owner& owner) {
  napi_value buffer;
  napi_create_external_arraybuffer(env, start, bytes, release, new Owner(owner), &buffer);
  napi_set_named_property(env, object, name, buffer);
}

// Pairs of 32-bit numbers.
template <typename Pair>
void list(napi_env env, napi_value object, const char* name, const std::vector<Pair>& pairs) {
  static_assert(sizeof(Pair) == 8, "two numbers of 32 bits");
  void* data;
  napi_value buffer, array;
  const size_t bytes = pairs.size() * sizeof(Pair);
  napi_create_arraybuffer(env, bytes, &data, &buffer);
  if (bytes > 0) std::memcpy(data, pairs.data(), bytes);
  napi_create_typedarray(env, napi_uint32_array, pairs.size() * 2, buffer, 0, &array);
  napi_set_named_property(env, object, name, array);
}

// open(seed, folder) -> a simulation: see addon.ts
napi_value open(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  uint32_t seed = 0;
  napi_get_value_uint32(env, arguments.values[0], &seed);
  const Owner owner = std::make_shared<Simulation>();
  Simulation& simulation = *owner;
  simulation.control.noise = seed;
  simulation.folder = textOf(env, arguments.values[1]);
  start(simulation, [&] {
    // Verilator takes 0 for "choose one yourself".
    const int modelSeed = static_cast<int>(spikeforgeRandom() & 0x7fffffff);
    simulation.context.randSeed(modelSeed == 0 ? 1 : modelSeed);
    simulation.context.randReset(2);
#if VM_TRACE
    simulation.context.traceEverOn(true);
#endif
    simulation.model = simulation.functions.create(&simulation.context);
    simulation.functions.start(simulation.model);
  });
  napi_value result;
  napi_create_object(env, &result);
  define(env, result, "report", report, &owner);
  expose(env, result, "control", &simulation.control, sizeof(Control), owner);
  if (!simulation.model) return result;
  expose(env, result, "state", simulation.model->state, simulation.model->stateBytes, owner);
  list(env, result, "places", simulation.model->places);
  list(env, result, "regions", simulation.model->regions);
  define(env, result, "close", close, &owner);
  define(env, result, "settle", settleModel, &owner);
  define(env, result, "tick", tick, &owner);
  define(env, result, "run", run, &owner);
  define(env, result, "runUntil", runUntil, &owner);
  define(env, result, "runOrdered", runOrdered, &owner);
  define(env, result, "runOrderedUntil", runOrderedUntil, &owner);
#if VM_COVERAGE
  define(env, result, "writeCoverage", writeCoverage, &owner);
#endif
#if VM_TRACE
  define(env, result, "startTrace", startTrace, &owner);
  define(env, result, "dump", dump, &owner);
  define(env, result, "stopTrace", stopTrace, &owner);
#endif
  return result;
}

}  // namespace

NAPI_MODULE_INIT() {
  define(env, exports, "open", open, nullptr);
  return exports;
}
