// Precompiled: what every model includes, and the replacements for what the model's own code calls.
#pragma once
#include "hooks.h"
#include <memory>
#include <stdexcept>
#include <vector>
#include "verilated.h"
#include "verilated_types.h"
#if VM_COVERAGE
#include "verilated_cov.h"
#endif
#if VM_TRACE_FST
#include "verilated_fst_c.h"
#elif VM_TRACE
#include "verilated_vcd_c.h"
#endif
#include "glue.h"

// $random draws from the simulation's own generator.
#define VL_RANDOM_I() static_cast<IData>(spikeforgeRandom())
#define VL_RANDOM_Q() static_cast<QData>(spikeforgeRandom())
// $readmemh reads the files that belong to the simulation.
#define VL_READMEM_N(hex, bits, depth, low, name, ...) \
  (VL_READMEM_N)(hex, bits, depth, low, spikeforgeFile(name), __VA_ARGS__)
