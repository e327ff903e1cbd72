// Loads a core over its bus, sends events, takes spikes with pauses, and reads its state back: any core with the ports
// of rtl/core/lif-core.ts. Argument: the traffic file. Prints what came out as JSON.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>
#include "Vmodel.h"
#include "verilated.h"

static const uint64_t limit = 20000000;

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::FILE* file = std::fopen(argv[1], "rb");
  if (file == nullptr) return 2;
  auto word = [file]() {
    uint32_t value = 0;
    if (std::fread(&value, sizeof value, 1, file) != 1) std::exit(2);
    return value;
  };
  auto context = std::make_unique<VerilatedContext>();
  context->randReset(2);
  context->randSeed(static_cast<int>(word()));
  auto model = std::make_unique<Vmodel>(context.get());
  uint64_t cycle = 0;
  auto step = [&]() {
    model->clk = 1;
    model->eval();
    model->clk = 0;
    model->eval();
    if (++cycle > limit) {
      std::fprintf(stderr, "the core hangs\n");
      std::exit(3);
    }
  };
  model->clk = 0;
  model->events_valid = model->spikes_ready = model->clear = model->bus_write = model->bus_read = 0;
  model->rst = 1;
  model->eval();
  for (int i = 0; i < 4; i++) step();
  model->rst = 0;
  model->bus_write = 1;
  for (uint32_t left = word(); left > 0; left--) {
    model->bus_space = word();
    model->bus_address = word();
    model->bus_data = word();
    step();
  }
  model->bus_write = 0;
  for (int i = 0; i < 8; i++) step();
  model->clear = 1;
  step();
  model->clear = 0;
  do step();
  while (model->busy);

  // Source and sink at the same time, each with pauses of its own.
  struct Sent { uint32_t gap, word; };
  std::vector<Sent> events(word());
  uint32_t ticks = 0;
  for (Sent& sent : events) {
    sent.gap = word();
    sent.word = word();
    ticks += sent.word >> 15;
  }
  const uint32_t ready_permille = word();
  uint32_t random = word() | 1;
  std::vector<uint32_t> spikes, marker_cycles;
  const uint64_t start = cycle;
  size_t next = 0;
  uint32_t gap = events.empty() ? 0 : events[0].gap;
  while (marker_cycles.size() < ticks || next < events.size()) {
    random = random * 1664525u + 1013904223u;
    model->spikes_ready = (random >> 12) % 1000 < ready_permille;
    model->events_valid = next < events.size() && gap == 0;
    model->events_payload = next < events.size() ? events[next].word : 0;
    model->eval();
    if (model->spikes_valid && model->spikes_ready) {
      spikes.push_back(model->spikes_payload);
      if (model->spikes_payload >> 15) marker_cycles.push_back(static_cast<uint32_t>(cycle - start));
    }
    if (model->events_valid && model->events_ready) {
      next++;
      if (next < events.size()) gap = events[next].gap;
    } else if (gap > 0) {
      gap--;
    }
    step();
  }
  model->events_valid = model->spikes_ready = 0;
  while (model->busy) step();

  std::printf("{\"saturations\":%u,\"spikes\":[", static_cast<unsigned>(model->saturations));
  for (size_t i = 0; i < spikes.size(); i++) std::printf("%s%u", i ? "," : "", spikes[i]);
  std::printf("],\"markerCycles\":[");
  for (size_t i = 0; i < marker_cycles.size(); i++) std::printf("%s%u", i ? "," : "", marker_cycles[i]);
  std::printf("],\"answers\":[");
  const uint32_t reads = word();
  for (uint32_t i = 0; i < reads; i++) {
    model->bus_space = word();
    model->bus_address = word();
    model->bus_read = 1;
    step();
    model->bus_read = 0;
    for (int waited = 1; !model->bus_data_valid; waited++) {
      if (waited > 16) return 4;
      step();
    }
    std::printf("%s%u", i ? "," : "", static_cast<unsigned>(model->bus_data_data));
    step();
  }
  std::printf("]}\n");
  std::fclose(file);
  return 0;
}
