// Replays a trace of pins on a verilated model and compares its output pins in every cycle. Arguments: the trace, the
// first cycle to compare, the seed of what is unknown after power-up. The trace is a file of records of three 32-bit words:
// for how many cycles the pins stay, the input pins, the output pins. `pins.h`, generated beside it, knows the pins.
// Prints one line: cycles that were compared, and with a difference also its cycle and the output pins as expected and as
// found. Exit code 0: equal. 1: not. 2: the trace cannot be read.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>
#include "Vmodel.h"
#include "pins.h"
#include "verilated.h"

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  std::FILE* trace = std::fopen(argv[1], "rb");
  if (trace == nullptr) return 2;
  const uint64_t from = std::strtoull(argv[2], nullptr, 10);
  auto context = std::make_unique<VerilatedContext>();
  context->randReset(2);
  context->randSeed(std::atoi(argv[3]));
  auto model = std::make_unique<Vmodel>(context.get());
  std::vector<uint32_t> records(3 << 15);
  uint64_t cycle = 0;
  for (;;) {
    const size_t words = std::fread(records.data(), sizeof(uint32_t), records.size(), trace);
    if (words % 3 != 0) return 2;
    for (size_t at = 0; at < words; at += 3) {
      setInputs(*model, records[at + 1]);
      const uint32_t expected = records[at + 2];
      for (uint32_t left = records[at]; left > 0; --left, ++cycle) {
        setClock(*model, 0);
        model->eval();
        if (cycle >= from) {
          const uint32_t found = getOutputs(*model);
          if (found != expected) {
            std::printf("%llu %llu %u %u\n", (unsigned long long)(cycle - from), (unsigned long long)cycle, expected, found);
            return 1;
          }
        }
        setClock(*model, 1);
        model->eval();
      }
    }
    if (words < records.size()) break;
  }
  if (std::ferror(trace) != 0) return 2;
  std::printf("%llu\n", (unsigned long long)(cycle > from ? cycle - from : 0));
  model->final();
  return 0;
}
