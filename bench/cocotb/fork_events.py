import cocotb
from cocotb.triggers import ClockCycles, Event, RisingEdge

from support.clocking import start
from support.transcript import Transcript, cycle


async def sink(dut, name, wait, log):
    """Takes each copy after a wait of its own."""
    valid, ready, payload = (getattr(dut, f"{name}_{part}") for part in ("valid", "ready", "payload"))
    while True:
        ready.value = 0
        await ClockCycles(dut.clk, wait)
        ready.value = 1
        await RisingEdge(dut.clk)
        while not valid.value:
            await RisingEdge(dut.clk)
        log.note(f"{cycle()}: {name} {int(payload.value)}")


async def watch(dut, both):
    """Tells the sender when both sinks have taken a word."""
    while True:
        await RisingEdge(dut.clk)
        if dut.enq_valid.value and dut.enq_ready.value:
            both.set()


@cocotb.test()
async def fork_events(dut):
    """Two sinks at two paces get every word once; an event tells when the next may come."""
    with Transcript() as log:
        await start(dut)
        await RisingEdge(dut.clk)
        both = Event()
        cocotb.start_soon(sink(dut, "left", 2, log))
        cocotb.start_soon(sink(dut, "right", 5, log))
        cocotb.start_soon(watch(dut, both))
        for word in range(30, 42):
            dut.enq_valid.value = 1
            dut.enq_payload.value = word
            await both.wait()
            both.clear()
            dut.enq_valid.value = 0
            await RisingEdge(dut.clk)
            log.note(f"{cycle()}: both have {word}")
