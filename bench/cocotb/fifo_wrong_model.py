import cocotb
import pytest
from cocotb.triggers import RisingEdge

from support.clocking import start
from support.transcript import Transcript, cycle
from support.xorshift import Xorshift


async def send(dut, words):
    for word in words:
        dut.enq_valid.value = 1
        dut.enq_payload.value = word
        await RisingEdge(dut.clk)
        while not dut.enq_ready.value:
            await RisingEdge(dut.clk)
    dut.enq_valid.value = 0


async def check(dut, expected, log):
    for number, word in enumerate(expected):
        await RisingEdge(dut.clk)
        while not dut.deq_valid.value:
            await RisingEdge(dut.clk)
        got = int(dut.deq_payload.value)
        log.note(f"{cycle()}: word {number} is {got}")
        assert got == word, f"word {number}"


@cocotb.test()
async def fifo_wrong_model(dut):
    """A model that loses a word is found out: the test passes because the check fails."""
    with Transcript() as log:
        await start(dut)
        await RisingEdge(dut.clk)
        random = Xorshift(9)
        words = [random.below(256) for _ in range(40)]
        dut.deq_ready.value = 1
        cocotb.start_soon(send(dut, words))
        wrong = words[:25] + words[26:]
        with pytest.raises(AssertionError, match="word 25"):
            await cocotb.start_soon(check(dut, wrong, log))
