import cocotb
from cocotb.queue import Queue
from cocotb.triggers import Combine, RisingEdge

from support.clocking import start
from support.transcript import Transcript, cycle
from support.xorshift import Xorshift

names = ["north", "east", "west"]


async def produce(dut, queue, base, random):
    """Puts 30 words into a queue of two: waits while it is full."""
    for word in range(base, base + 30):
        for _ in range(random.below(5)):
            await RisingEdge(dut.clk)
        await queue.put(word)


async def drive(dut, name, queue):
    valid, payload, ready = (getattr(dut, f"{name}_{part}") for part in ("valid", "payload", "ready"))
    while True:
        word = await queue.get()
        valid.value = 1
        payload.value = word
        await RisingEdge(dut.clk)
        while not ready.value:
            await RisingEdge(dut.clk)
        valid.value = 0


async def collect(dut, count, log):
    """Words of one source stay in their order."""
    last = {name: -1 for name in names}
    for _ in range(count):
        await RisingEdge(dut.clk)
        while not dut.deq_valid.value:
            await RisingEdge(dut.clk)
        name = names[int(dut.grant.value).bit_length() - 1]
        word = int(dut.deq_payload.value)
        assert word > last[name]
        last[name] = word
        log.note(f"{cycle()}: {name} {word}")


@cocotb.test()
async def arbiter_queues(dut):
    """Three sources with bounded queues before them; every word comes out, those of a source in their order."""
    with Transcript() as log:
        await start(dut)
        await RisingEdge(dut.clk)
        dut.deq_ready.value = 1
        producers = []
        for index, name in enumerate(names):
            queue = Queue(maxsize=2)
            cocotb.start_soon(drive(dut, name, queue))
            producers.append(cocotb.start_soon(produce(dut, queue, 64 * index, Xorshift(12 + index))))
        collector = cocotb.start_soon(collect(dut, 90, log))
        await Combine(*producers)
        log.note(f"{cycle()}: all produced")
        await collector
