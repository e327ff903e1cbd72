"""The clock and the reset that most tests begin with."""

from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, FallingEdge

from support.transcript import period_ns


async def start(dut):
    """Starts the clock and holds the reset for two edges; ends between two edges."""
    Clock(dut.clk, period_ns, "ns").start(start_high=False)
    await reset(dut)


async def reset(dut):
    dut.rst.value = 1
    await ClockCycles(dut.clk, 2, FallingEdge)
    dut.rst.value = 0
