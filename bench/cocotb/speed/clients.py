"""The fastest idiomatic cocotb that we know: handles and triggers made once, one `await` per cycle, nothing logged."""

import time

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, RisingEdge, gather

from support.transcript import Transcript, period_ns, shared_data


async def load(dut, weights):
    dut.load_weight.value = 1
    dut.load_membrane.value = 1
    for address, weight in enumerate(weights):
        dut.load_address.value = address
        dut.load_data.value = weight
        await RisingEdge(dut.clk)
    dut.load_weight.value = 0
    dut.load_membrane.value = 0
    await ClockCycles(dut.clk, 2)


async def client(dut, number, words, cycles):
    """Offers its events again and again and takes every spike: three reads and three writes per cycle."""
    names = ("offer", "event", "take", "ready", "valid", "spike")
    offer, event, take, ready, valid, spike = (dut[f"{name}_{number}"] for name in names)
    edge = RisingEdge(dut.clk)
    last = len(words) - 1
    at = checksum = 0
    for _ in range(cycles):
        offer.value = 1
        event.value = words[at]
        take.value = 1
        await edge
        is_ready = ready.value
        is_valid = valid.value
        word = int(spike.value)
        if is_ready:
            at = 0 if at == last else at + 1
            checksum = (checksum * 31 + at) & 0xFFFFFFFF
        if is_valid:
            checksum = (checksum * 31 + word) & 0xFFFFFFFF
    return checksum


@cocotb.test()
async def clients(dut):
    with Transcript() as log:
        data = shared_data()
        Clock(dut.clk, period_ns, "ns").start(start_high=False)
        dut.rst.value = 1
        await ClockCycles(dut.clk, 2)
        dut.rst.value = 0
        await RisingEdge(dut.clk)
        await load(dut, data["weights"])
        start = time.process_time()
        tasks = [cocotb.start_soon(client(dut, i, words, data["cycles"])) for i, words in enumerate(data["words"])]
        checksums = await gather(*tasks)
        seconds = time.process_time() - start
        log.note(f"{seconds}")
        log.note(" ".join(f"{checksum:08x}" for checksum in checksums))
