import cocotb
from cocotb.triggers import ClockCycles, FallingEdge

from support.clocking import start
from support.transcript import Transcript, cycle


@cocotb.test()
async def fifo_inside(dut):
    """Reads the pointers and the memory inside, and puts another word into the memory."""
    with Transcript() as log:
        dut.deq_ready.value = 0
        await start(dut)
        dut.enq_valid.value = 1
        await FallingEdge(dut.clk)
        for word in (11, 22, 33, 44, 55):
            dut.enq_payload.value = word
            await FallingEdge(dut.clk)
        dut.enq_valid.value = 0
        words = [int(dut.words[i].value) for i in range(1, 5)]
        log.note(f"{cycle()}: write {int(dut.write.value)}, read {int(dut.read.value)}, words {words}")
        dut.words[2].value = 99
        await ClockCycles(dut.clk, 2, FallingEdge)
        dut.deq_ready.value = 1
        while dut.deq_valid.value:
            log.note(f"{cycle()}: got {int(dut.deq_payload.value)} at {int(dut.read.value)}")
            await FallingEdge(dut.clk)
