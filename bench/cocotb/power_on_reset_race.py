import cocotb
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, FallingEdge, First, RisingEdge

from support.transcript import Transcript, cycle, period_ns


async def race(dut, limit, log):
    """Waits for the reset's end, for so many cycles at most."""
    released = FallingEdge(dut.reset)
    winner = await First(released, ClockCycles(dut.clk, limit))
    if winner is released:
        await RisingEdge(dut.clk)
    log.note(f"{cycle()}: {'released' if winner is released else 'still in reset'}")


@cocotb.test()
async def power_on_reset_race(dut):
    """No end of reset before the clock is good; a button makes it begin again."""
    with Transcript() as log:
        Clock(dut.clk, period_ns, "ns").start(start_high=False)
        dut.locked.value = 0
        dut.pressed.value = 0
        await RisingEdge(dut.clk)
        await race(dut, 50, log)
        dut.locked.value = 1
        await race(dut, 10, log)
        await race(dut, 50, log)
        dut.pressed.value = 1
        await RisingEdge(dut.reset)
        await RisingEdge(dut.clk)
        log.note(f"{cycle()}: in reset again")
        dut.pressed.value = 0
        await race(dut, 50, log)
