/** The generated header between a verilated model and the addon around it. */
export interface ModelDescription {
  /** Prefix of the classes that Verilator generated. */
  readonly prefix: string;
  /** Members of the root that are clocks, the main one first. */
  readonly clocks: readonly string[];
  /** C++ expressions of the inputs, relative to the symbol table object. */
  readonly inputs: readonly string[];
  /** C++ expressions of everything that is visible, in the order of its places. */
  readonly visible: readonly string[];
}

export function modelHeader({ prefix, clocks, inputs, visible }: ModelDescription): string {
  const [clock] = clocks;
  const clockLines = clock === undefined ? [] : ["#define MODEL_HAS_CLOCK", `#define MODEL_CLOCK ${clock}`];
  return `#pragma once
#include "${prefix}.h"
#include "${prefix}__Syms.h"

using Model = ${prefix};
using ModelRoot = ${prefix}___024root;
using ModelState = ${prefix}__Syms;
${clockLines.join("\n")}

inline void setClock(ModelRoot& root, uint8_t clock, CData level) {
  switch (clock) {
${clocks.map((name, index) => `    case ${index}: root.${name} = level; break;`).join("\n")}
    default: break;
  }
}

inline void clearInputs(ModelState& state) {
${inputs.map((name) => `  state.${name} = 0;`).join("\n")}
}

template <typename Add, typename Variable>
void listPlace(Add& add, const Variable& variable) {
  add(&variable, sizeof(Variable));
}

template <typename Add, typename Element, std::size_t depth>
void listPlace(Add& add, const VlUnpacked<Element, depth>& variable) {
  add(variable.m_storage, sizeof(Element));
}

template <typename Add>
void listPlaces(const ModelState& state, Add add) {
${visible.map((name) => `  listPlace(add, state.${name});`).join("\n")}
}
`;
}
