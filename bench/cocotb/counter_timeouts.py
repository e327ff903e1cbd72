import cocotb
from cocotb.triggers import FallingEdge, RisingEdge, SimTimeoutError, with_timeout

from support.clocking import start
from support.transcript import Transcript, cycle, period_ns


@cocotb.test()
async def counter_timeouts(dut):
    """Who waits for `done` too short gets a timeout, and may wait again."""
    with Transcript() as log:
        await start(dut)
        dut.en.value = 1
        try:
            await with_timeout(RisingEdge(dut.done), 100 * period_ns, "ns")
            log.note("done too early")
        except SimTimeoutError:
            log.note(f"{cycle()}: not yet, count {int(dut.count.value)}")
        await with_timeout(RisingEdge(dut.done), 200 * period_ns, "ns")
        await FallingEdge(dut.clk)
        log.note(f"{cycle()}: done, count {int(dut.count.value)}")
