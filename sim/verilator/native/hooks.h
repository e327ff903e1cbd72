// Included ahead of everything, in Verilator's runtime and in every model: output and random numbers go through us.
#pragma once
#include <cstdint>
#include <cstdio>
#include <string>

int spikeforgePrint(const char* format, ...);
uint64_t spikeforgeRandom();
std::string spikeforgeFile(const std::string& name);

#define VL_PRINTF spikeforgePrint
#define VL_USER_STOP
#define VL_USER_FINISH
#define VL_USER_FATAL
