import cocotb
from cocotb.triggers import ClockCycles, RisingEdge

from support.clocking import start
from support.transcript import Transcript, cycle

cycles_per_bit = 8


async def send_byte(dut, byte, stop=1):
    for bit in [0, *((byte >> i) & 1 for i in range(8)), stop]:
        dut.rx.value = bit
        await ClockCycles(dut.clk, cycles_per_bit)


async def monitor(dut, heard, log):
    while True:
        await RisingEdge(dut.clk)
        if dut.received.value:
            heard.append(int(dut.data.value))
            log.note(f"{cycle()}: received {heard[-1]}")
        if dut.broken.value:
            log.note(f"{cycle()}: broken")


@cocotb.test()
async def uart_rx_frames(dut):
    """Hears bytes sent back to back, ignores a spike on the line, and reports a frame without its stop bit."""
    with Transcript() as log:
        dut.rx.value = 1
        await start(dut)
        await RisingEdge(dut.clk)
        heard = []
        cocotb.start_soon(monitor(dut, heard, log))
        await ClockCycles(dut.clk, 10)
        for byte in b"spike":
            await send_byte(dut, byte)
        dut.rx.value = 0
        await ClockCycles(dut.clk, 2)
        dut.rx.value = 1
        await ClockCycles(dut.clk, 30)
        await send_byte(dut, 0x5A, stop=0)
        dut.rx.value = 1
        await ClockCycles(dut.clk, 16)
        await send_byte(dut, ord("!"))
        await ClockCycles(dut.clk, 10)
        assert bytes(heard) == b"spike!"
