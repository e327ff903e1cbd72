import cocotb
from cocotb.triggers import ClockCycles, RisingEdge

from support.clocking import start
from support.transcript import Transcript, cycle

cycles_per_bit = 8


async def hear_byte(dut):
    """Waits for a start bit and samples the middle of each bit."""
    while dut.tx.value:
        await RisingEdge(dut.clk)
    await ClockCycles(dut.clk, cycles_per_bit // 2)
    assert not dut.tx.value, "start bit"
    byte = 0
    for i in range(8):
        await ClockCycles(dut.clk, cycles_per_bit)
        byte |= int(dut.tx.value) << i
    await ClockCycles(dut.clk, cycles_per_bit)
    assert dut.tx.value, "stop bit"
    return byte


async def send(dut, message, gap):
    for byte in message:
        dut.data_valid.value = 1
        dut.data_payload.value = byte
        await RisingEdge(dut.clk)
        while not dut.data_ready.value:
            await RisingEdge(dut.clk)
        dut.data_valid.value = 0
        await ClockCycles(dut.clk, gap)


@cocotb.test()
async def uart_tx_frames(dut):
    """A receiver in the test hears what is sent, back to back and with gaps."""
    with Transcript() as log:
        await start(dut)
        await RisingEdge(dut.clk)
        for message, gap in ((b"0 \xff\x55", 1), (b"tick", 100)):
            cocotb.start_soon(send(dut, message, gap))
            for byte in message:
                heard = await hear_byte(dut)
                log.note(f"{cycle()}: heard {heard}")
                assert heard == byte
            await ClockCycles(dut.clk, 120)
