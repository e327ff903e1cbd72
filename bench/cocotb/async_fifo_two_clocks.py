import cocotb
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, RisingEdge
from cocotb.utils import get_sim_time

from support.transcript import Transcript
from support.xorshift import Xorshift


def half_ns():
    return int(get_sim_time("ps")) // 500


async def send(dut, words, random, log):
    await RisingEdge(dut.write_clock)
    for word in words:
        while random.chance(20):
            await RisingEdge(dut.write_clock)
        dut.enq_valid.value = 1
        dut.enq_payload.value = word
        await RisingEdge(dut.write_clock)
        while not dut.enq_ready.value:
            await RisingEdge(dut.write_clock)
        log.note(f"{half_ns()}: put {word}")
        dut.enq_valid.value = 0


async def receive(dut, words, random, log):
    await RisingEdge(dut.read_clock)
    for word in words:
        while random.chance(50):
            await RisingEdge(dut.read_clock)
        dut.deq_ready.value = 1
        await RisingEdge(dut.read_clock)
        while not dut.deq_valid.value:
            await RisingEdge(dut.read_clock)
        assert dut.deq_payload.value == word
        log.note(f"{half_ns()}: got {word}")
        dut.deq_ready.value = 0


@cocotb.test()
async def async_fifo_two_clocks(dut):
    """From a clock of 10 ns into one of 7 ns, 200 words in their order, in the same half nanosecond on both sides."""
    with Transcript() as log:
        Clock(dut.write_clock, 10, "ns").start(start_high=False)
        Clock(dut.read_clock, 7, "ns").start(start_high=False)
        dut.write_reset.value = 1
        dut.read_reset.value = 1
        await ClockCycles(dut.write_clock, 4)
        dut.write_reset.value = 0
        dut.read_reset.value = 0
        random = Xorshift(31)
        words = [random.below(256) for _ in range(200)]
        cocotb.start_soon(send(dut, words, Xorshift(32), log))
        await cocotb.start_soon(receive(dut, words, Xorshift(33), log))
        await RisingEdge(dut.write_clock)
