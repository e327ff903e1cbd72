import cocotb
from cocotb.triggers import ClockCycles, FallingEdge, RisingEdge

from support.clocking import reset, start
from support.transcript import Transcript, cycle


async def send_from(dut, word):
    dut.enq_valid.value = 1
    try:
        while True:
            dut.enq_payload.value = word
            await RisingEdge(dut.clk)
            if dut.enq_ready.value:
                word += 1
    finally:
        dut.enq_valid.value = 0


async def every_third(dut, log):
    while True:
        dut.deq_ready.value = 0
        await ClockCycles(dut.clk, 2)
        dut.deq_ready.value = 1
        await RisingEdge(dut.clk)
        if dut.deq_valid.value:
            log.note(f"{cycle()}: got {int(dut.deq_payload.value)}")


@cocotb.test()
async def fifo_reset_mid_stream(dut):
    """A reset in mid-stream leaves nothing of what was inside; the sender is killed and another one started."""
    with Transcript() as log:
        await start(dut)
        await RisingEdge(dut.clk)
        sender = cocotb.start_soon(send_from(dut, 0))
        receiver = cocotb.start_soon(every_third(dut, log))
        await ClockCycles(dut.clk, 40, FallingEdge)
        log.note(f"{cycle()}: level {int(dut.level.value)} before the reset")
        sender.cancel()
        receiver.cancel()
        await FallingEdge(dut.clk)
        await reset(dut)
        assert dut.level.value == 0 and not dut.deq_valid.value
        await RisingEdge(dut.clk)
        cocotb.start_soon(every_third(dut, log))
        second = cocotb.start_soon(send_from(dut, 100))
        await ClockCycles(dut.clk, 30, FallingEdge)
        second.cancel()
        await FallingEdge(dut.clk)
        assert not dut.enq_valid.value, "a sender cleans up behind itself"
