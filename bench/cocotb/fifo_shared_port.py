import cocotb
from cocotb.triggers import Combine, Lock, RisingEdge

from support.clocking import start
from support.transcript import Transcript, cycle
from support.xorshift import Xorshift


async def send_bursts(dut, port, name, random, log):
    """Bursts of three words that nobody else's words come between."""
    for burst in range(6):
        for _ in range(random.below(8)):
            await RisingEdge(dut.clk)
        async with port:
            log.note(f"{cycle()}: {name} has the port")
            for word in range(3):
                dut.enq_valid.value = 1
                dut.enq_payload.value = 64 * "ABC".index(name) + 8 * burst + word
                await RisingEdge(dut.clk)
                while not dut.enq_ready.value:
                    await RisingEdge(dut.clk)
            dut.enq_valid.value = 0
            await RisingEdge(dut.clk)


async def receive(dut, log):
    random = Xorshift(10)
    while True:
        dut.deq_ready.value = random.chance(50)
        await RisingEdge(dut.clk)
        if dut.deq_valid.value and dut.deq_ready.value:
            log.note(f"{cycle()}: got {int(dut.deq_payload.value)}")


@cocotb.test()
async def fifo_shared_port(dut):
    """Three processes take turns at one port, with a lock."""
    with Transcript() as log:
        await start(dut)
        await RisingEdge(dut.clk)
        port = Lock()
        cocotb.start_soon(receive(dut, log))
        senders = [cocotb.start_soon(send_bursts(dut, port, name, Xorshift(ord(name)), log)) for name in "ABC"]
        await Combine(*senders)
        log.note(f"{cycle()}: all sent")
