import type { BuildKind } from "./build-kind.ts";

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
  /** State that begins as anything, memories from some word on. */
  readonly unknown: readonly { readonly place: string; readonly width: number; readonly from: number }[];
  readonly trace: BuildKind["trace"];
}

/** Name of the unit among the generated files. */
export const modelUnit = "model.cc";

/** What the unit looks like for any model of a kind: part of the key of a model, beside what it is made from. */
export function modelUnitShape(trace: BuildKind["trace"]): string {
  const [names, unknown] = [["name"], [{ place: "name", width: 1, from: 0 }]];
  return modelUnitText({
    ...{ prefix: "Model", clocks: names, inputs: names, visible: names, objects: names, seenLevels: names },
    ...{ checks: [names], unknown, trace },
  });
}

export function modelUnitText(description: ModelDescription): string {
  const { prefix, clocks, inputs, visible, objects, seenLevels, checks, unknown, trace } = description;
  const tracer = { none: undefined, vcd: "VerilatedVcdC", fst: "VerilatedFstC" }[trace];
  const hasChecks = checks.some((masks) => masks.length > 0);
  const addressOf = (name: string): string => `reinterpret_cast<uint8_t*>(&state.${name})`;
  const lines = (texts: readonly string[]): string => texts.map((text) => `  ${text}\n`).join("");
  return `#include "${prefix}.h"
#include "${prefix}__Syms.h"
${trace === "none" ? "" : `#include "verilated_${trace}_c.h"\n`}#include "glue.h"

void ${prefix}___024root___eval(${prefix}___024root*);

namespace {

using Model = ${prefix};
using ModelRoot = ${prefix}___024root;
using ModelState = ${prefix}__Syms;

struct Instance : RunningModel {
  Model* model;
  ModelState& symbols() { return *model->rootp->vlSymsp; }
};

void eval(void* root) {
${
  tracer === undefined
    ? `  ${prefix}___024root___eval(static_cast<ModelRoot*>(root));`
    : // Notes what was active, which is where a trace looks for changes.
      "  static_cast<ModelRoot*>(root)->vlSymsp->__Vm_modelp->eval();"
}
}
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

template <typename Variable>
void scramble(Variable& variable, uint32_t width, std::size_t) {
  variable = static_cast<Variable>(spikeforgeRandom() >> (64 - width));
}

template <typename Element, std::size_t depth>
void scramble(VlUnpacked<Element, depth>& variable, uint32_t width, std::size_t from) {
  for (std::size_t at = from; at < depth; ++at) scramble(variable[at], width, 0);
}

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
${lines(unknown.map(({ place, width, from }) => `scramble(state.${place}, ${width}, ${from});`))}${lines(
  inputs.map((name) => `state.${name} = 0;`),
)}  made->model->eval();
}
${
  tracer !== undefined
    ? `
void trace(RunningModel* running, void* file) {
  static_cast<Instance*>(running)->model->trace(static_cast<${tracer}*>(file), 99);
}
`
    : ""
}
}  // namespace

ModelFunctions spikeforgeModel() { return {create, destroy, start, ${tracer === undefined ? "nullptr" : "trace"}}; }
`;
}
