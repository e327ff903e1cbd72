/** The generated header between a verilated model and the addon around it. */
export interface ModelDescription {
  /** Prefix of the classes that Verilator generated. */
  readonly prefix: string;
  /** Member of the root that is the clock; absent for a design without one. */
  readonly clock?: string;
  /** C++ expressions of the inputs, relative to the symbol table object. */
  readonly inputs: readonly string[];
  /** C++ expressions of everything that is visible, in the order of its places. */
  readonly visible: readonly string[];
}

export function modelHeader({ prefix, clock, inputs, visible }: ModelDescription): string {
  const clockLines = clock === undefined ? [] : ["#define MODEL_HAS_CLOCK", `#define MODEL_CLOCK ${clock}`];
  return `#pragma once
#include "${prefix}.h"
#include "${prefix}__Syms.h"

using Model = ${prefix};
using ModelRoot = ${prefix}___024root;
using ModelState = ${prefix}__Syms;
${clockLines.join("\n")}

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
