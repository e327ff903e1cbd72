import cocotb
from cocotb.triggers import FallingEdge

from support.clocking import start
from support.transcript import Transcript, cycle
from support.xorshift import Xorshift


@cocotb.test()
async def counter_counts(dut):
    """Counts while it is enabled, holds while it is not, wraps, and clears."""
    with Transcript() as log:
        await start(dut)
        random = Xorshift(1)
        expected = 0
        for _ in range(1000):
            enable, clear = random.chance(90), random.below(300) == 0
            dut.en.value = enable
            dut.clear.value = clear
            await FallingEdge(dut.clk)
            expected = 0 if clear else (expected + enable) % 256
            assert dut.count.value == expected
            if expected % 64 == 0:
                log.note(f"{cycle()}: count {int(dut.count.value)}")
