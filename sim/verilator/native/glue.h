// Between the glue, compiled once, and a model: what the model's own translation unit says about it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

class VerilatedContext;
struct RunningModel;

// Where a variable is in the state, and how large one of its elements.
struct Place {
  uint32_t offset;
  uint32_t elementBytes;
};

// A part of the state that snapshots copy: plain data, and pointers that never change.
struct Region {
  uint32_t offset;
  uint32_t bytes;
};

struct ModelFunctions {
  RunningModel* (*create)(VerilatedContext* context);
  void (*destroy)(RunningModel* model);
  // Draws what begins as anything, initialises the model, sets its inputs to zero and settles it.
  void (*start)(RunningModel* model);
  // Hands everything to Verilator's writer of traces; only in builds that trace.
  void (*trace)(RunningModel* model, void* file);
};

struct RunningModel {
  char* state;
  std::size_t stateBytes;
  void* root;
  void (*eval)(void* root);
  // Whether a check fails whose clock comes next; null for a design without checks.
  bool (*fails)(const void* state, uint32_t clock);
  // The levels of the clocks, the main one first.
  std::vector<uint8_t*> clocks;
  // Where Verilator keeps the levels that it saw last; empty where that is not known.
  std::vector<uint8_t*> seenLevels;
  std::vector<Place> places;
  std::vector<Region> regions;
};

ModelFunctions spikeforgeModel();

uint64_t spikeforgeRandom();
