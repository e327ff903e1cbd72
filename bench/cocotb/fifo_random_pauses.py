from collections import deque

import cocotb
from cocotb.triggers import RisingEdge

from support.clocking import start
from support.transcript import Transcript, cycle
from support.xorshift import Xorshift


async def send(dut, words, pause):
    for word in words:
        while pause():
            await RisingEdge(dut.clk)
        dut.enq_valid.value = 1
        dut.enq_payload.value = word
        await RisingEdge(dut.clk)
        while not dut.enq_ready.value:
            await RisingEdge(dut.clk)
        dut.enq_valid.value = 0


async def receive(dut, pause):
    while True:
        dut.deq_ready.value = not pause()
        await RisingEdge(dut.clk)


async def check(dut, count, log):
    """Monitors both ends; what leaves must be what came, in its order."""
    inside = deque()
    while count > 0:
        await RisingEdge(dut.clk)
        if dut.deq_valid.value and dut.deq_ready.value:
            word = int(dut.deq_payload.value)
            assert word == inside.popleft()
            log.note(f"{cycle()}: got {word}")
            count -= 1
        if dut.enq_valid.value and dut.enq_ready.value:
            inside.append(int(dut.enq_payload.value))
            log.note(f"{cycle()}: put {inside[-1]}")


@cocotb.test()
async def fifo_random_pauses(dut):
    """300 random words, with pauses on both sides."""
    with Transcript() as log:
        await start(dut)
        await RisingEdge(dut.clk)
        random, slow, busy = Xorshift(5), Xorshift(6), Xorshift(7)
        words = [random.below(256) for _ in range(300)]
        checker = cocotb.start_soon(check(dut, len(words), log))
        cocotb.start_soon(send(dut, words, lambda: slow.chance(30)))
        cocotb.start_soon(receive(dut, lambda: busy.chance(40)))
        await checker
