import cocotb
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


async def receive(dut, count, ready):
    """Returns the words and the cycles in which they came."""
    words, cycles = [], []
    while len(words) < count:
        dut.deq_ready.value = ready()
        await RisingEdge(dut.clk)
        if dut.deq_valid.value and dut.deq_ready.value:
            words.append(int(dut.deq_payload.value))
            cycles.append(cycle())
    return words, cycles


@cocotb.test()
async def skid_buffer_throughput(dut):
    """One word per cycle while nobody waits; nothing lost while the receiver does."""
    with Transcript() as log:
        await start(dut)
        await RisingEdge(dut.clk)
        words = [7 * i % 65536 for i in range(64)]
        random = Xorshift(11)
        for ready in (lambda: True, lambda: random.chance(60)):
            cocotb.start_soon(send(dut, words))
            got, cycles = await cocotb.start_soon(receive(dut, len(words), ready))
            assert got == words
            log.note(f"first {cycles[0]}, last {cycles[-1]}: {len(got)} words in {cycles[-1] - cycles[0] + 1} cycles")
