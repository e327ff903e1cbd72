// Runs a verilated batch. Arguments: stimuli and outputs, both files of 64-bit words; a cycle's stimulus is the reset
// and then its words; a cycle's output is every output as it has settled before the edge. `ports.h`, generated beside
// it, copies them from and to the model.
#include <cstdint>
#include <cstdio>
#include <memory>
#include "Vbatch.h"
#include "ports.h"
#include "verilated.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::FILE* stimuli = std::fopen(argv[1], "rb");
  std::FILE* outputs = std::fopen(argv[2], "wb");
  if (stimuli == nullptr || outputs == nullptr) return 2;
  auto context = std::make_unique<VerilatedContext>();
  auto model = std::make_unique<Vbatch>(context.get());
  uint64_t stimulus[1 + stimulusWords];
  uint64_t output[outputWords];
  model->clk = 0;
  while (std::fread(stimulus, sizeof stimulus, 1, stimuli) == 1) {
    model->rst = stimulus[0] & 1;
    setStimulus(*model, stimulus + 1);
    model->eval();
    getOutputs(*model, output);
    if (std::fwrite(output, sizeof output, 1, outputs) != 1) return 1;
    model->clk = 1;
    model->eval();
    model->clk = 0;
  }
  model->final();
  return std::fclose(outputs) == 0 ? 0 : 1;
}
