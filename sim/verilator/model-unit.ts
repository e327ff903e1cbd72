/** The generated translation unit that describes a verilated model to the glue (native/glue.h). */
export interface ModelDescription {
  /** Prefix of the classes that Verilator generated. */
  readonly prefix: string;
  /** C++ expressions, relative to the symbol table object: the clocks, the main one first. */
  readonly clocks: readonly string[];
  readonly inputs: readonly string[];
  /** Everything that is visible, in the order of its places. */
  readonly visible: readonly string[];
  /** The objects that hold the model's state. */
  readonly objects: readonly string[];
  /** Where the model keeps the levels of clocks that it saw last. */
  readonly seenLevels: readonly string[];
  /** Masks of failing checks, by clock. */
  readonly checks: readonly (readonly string[])[];
  readonly trace: "none" | "fst";
}

/** Name of the unit among the generated files. */
export const modelUnit = "model.cc";

export function modelUnitText(description: ModelDescription): string {
  const { prefix, clocks, inputs, visible, objects, seenLevels, checks, trace } = description;
  const hasChecks = checks.some((masks) => masks.length > 0);
  const addressOf = (name: string): string => `reinterpret_cast<uint8_t*>(&state.${name})`;
  const lines = (texts: readonly string[]): string => texts.map((text) => `  ${text}\n`).join("");
  return `#include "${prefix}.h"
#include "${prefix}__Syms.h"
${trace === "fst" ? '#include "verilated_fst_c.h"\n' : ""}#include "glue.h"

void ${prefix}___024root___eval(${prefix}___024root*);

namespace {

using Model = ${prefix};
using ModelRoot = ${prefix}___024root;
using ModelState = ${prefix}__Syms;

struct Instance : RunningModel {
  Model* model;
  ModelState& symbols() { return *model->rootp->vlSymsp; }
};

void eval(void* root) { ${prefix}___024root___eval(static_cast<ModelRoot*>(root)); }
${
  hasChecks
    ? `
bool fails(const void* start, uint32_t clock) {
  const ModelState& state = *static_cast<const ModelState*>(start);
  switch (clock) {
${checks.map((masks, clock) => (masks.length === 0 ? "" : `    case ${clock}: return (${masks.map((mask) => `state.${mask}`).join(" | ")}) != 0;\n`)).join("")}    default: return false;
  }
}
`
    : ""
}
struct Lister {
  RunningModel& model;
  void add(const void* address, std::size_t elementBytes) {
    const auto offset = static_cast<const char*>(address) - model.state;
    model.places.push_back({static_cast<uint32_t>(offset), static_cast<uint32_t>(elementBytes)});
  }
  template <typename Variable>
  void operator()(const Variable& variable) {
    add(&variable, sizeof(Variable));
  }
  template <typename Element, std::size_t depth>
  void operator()(const VlUnpacked<Element, depth>& variable) {
    add(variable.m_storage, sizeof(Element));
  }
};

RunningModel* create(VerilatedContext* context) {
  auto* made = new Instance;
  made->model = new Model(context, "");
  ModelState& state = made->symbols();
  made->state = reinterpret_cast<char*>(&state);
  made->stateBytes = sizeof(ModelState);
  made->root = made->model->rootp;
  made->eval = eval;
  made->fails = ${hasChecks ? "fails" : "nullptr"};
${lines(clocks.map((name) => `made->clocks.push_back(${addressOf(name)});`))}${lines(
  seenLevels.map((name) => `made->seenLevels.push_back(${addressOf(name)});`),
)}  Lister list{*made};
${lines(visible.map((name) => `list(state.${name});`))}${lines(
  objects.map(
    (name) =>
      `made->regions.push_back({static_cast<uint32_t>(reinterpret_cast<char*>(&state.${name}) - made->state), sizeof(state.${name})});`,
  ),
)}  return made;
}

void destroy(RunningModel* running) {
  auto* made = static_cast<Instance*>(running);
  delete made->model;
  delete made;
}

void start(RunningModel* running) {
  auto* made = static_cast<Instance*>(running);
  ModelState& state = made->symbols();
${lines(inputs.map((name) => `state.${name} = 0;`))}  made->model->eval();
}
${
  trace === "fst"
    ? `
void trace(RunningModel* running, void* file) {
  static_cast<Instance*>(running)->model->trace(static_cast<VerilatedFstC*>(file), 99);
}
`
    : ""
}
}  // namespace

ModelFunctions spikeforgeModel() { return {create, destroy, start, ${trace === "fst" ? "trace" : "nullptr"}}; }
`;
}
