// The verilated cores under the same traffic as the embedded engine, as a program of its own: Verilator at its best.
// Arguments: the traffic file and the number of cycles. Prints cycles per second, checksum and answers as JSON.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>
#include "Vmodel.h"
#include "verilated.h"

static inline void step(Vmodel& model) {
  model.clk = 1;
  model.eval();
  model.clk = 0;
  model.eval();
}

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::FILE* file = std::fopen(argv[1], "rb");
  if (file == nullptr) return 2;
  const uint64_t cycles = std::strtoull(argv[2], nullptr, 10);
  auto word = [file]() {
    uint32_t value = 0;
    if (std::fread(&value, sizeof value, 1, file) != 1) std::exit(2);
    return value;
  };
  auto context = std::make_unique<VerilatedContext>();
  context->randReset(0);
  auto model = std::make_unique<Vmodel>(context.get());
  model->clk = 0;
  model->rst = 1;
  model->eval();
  for (int i = 0; i < 4; i++) step(*model);
  model->rst = 0;
  for (uint32_t left = word(); left > 0; left--) {
    model->bus_space = word();
    model->bus_address = word();
    model->bus_data = word();
    model->bus_write = 1;
    step(*model);
    model->bus_write = 0;
    step(*model);
    step(*model);
  }
  for (int i = 0; i < 8; i++) step(*model);
  const uint32_t cores = word();
  const uint32_t length = word();
  model->stimulus_write = 1;
  for (uint32_t core = 0; core < cores; core++) {
    model->chosen = core;
    for (uint32_t i = 0; i < length; i++) {
      model->stimulus_address = i;
      model->stimulus_data = word();
      step(*model);
    }
  }
  std::fclose(file);
  model->stimulus_write = 0;
  model->length = length;
  model->clear = 1;
  step(*model);
  model->clear = 0;
  for (int i = 0; i < 4096; i++) step(*model);
  model->run = 1;
  for (uint64_t i = 0; i < (cycles + 3) / 4; i++) step(*model);
  const auto start = std::chrono::steady_clock::now();
  for (uint64_t i = 0; i < cycles; i++) step(*model);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::printf("{\"cyclesPerSecond\":%.1f,\"checksum\":%u,\"answers\":%u}\n", cycles / seconds.count(),
              static_cast<unsigned>(model->checksum), static_cast<unsigned>(model->answers));
  return 0;
}
