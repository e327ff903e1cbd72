import cocotb
from cocotb.triggers import FallingEdge

from support.clocking import start
from support.transcript import Transcript, cycle


@cocotb.test()
async def fifo_fill_and_drain(dut):
    """Takes eight words and no ninth, and gives them back in their order."""
    with Transcript() as log:
        dut.deq_ready.value = 0
        await start(dut)
        dut.enq_valid.value = 1
        for word in range(100, 112):
            dut.enq_payload.value = word
            taken = "taken" if dut.enq_ready.value else "refused"
            await FallingEdge(dut.clk)
            log.note(f"{cycle()}: {word} {taken}, level {int(dut.level.value)}")
        assert dut.level.value == 8
        dut.enq_valid.value = 0
        dut.deq_ready.value = 1
        while dut.deq_valid.value:
            word = int(dut.deq_payload.value)
            await FallingEdge(dut.clk)
            log.note(f"{cycle()}: got {word}, level {int(dut.level.value)}")
        assert dut.level.value == 0
