import zlib

import cocotb
from cocotb.triggers import FallingEdge

from support.clocking import start
from support.transcript import Transcript, cycle
from support.xorshift import Xorshift


async def feed(dut, message):
    dut.clear.value = 1
    await FallingEdge(dut.clk)
    dut.clear.value = 0
    dut.enable.value = 1
    for byte in message:
        dut.data.value = byte
        await FallingEdge(dut.clk)
    dut.enable.value = 0


@cocotb.test()
async def crc_messages(dut):
    """Equals another implementation of CRC-32; a message that ends with its own checksum is good, a changed one is not."""
    with Transcript() as log:
        await start(dut)
        random = Xorshift(41)
        messages = [b"123456789", *(bytes(random.below(256) for _ in range(random.below(40))) for _ in range(20))]
        for message in messages:
            await feed(dut, message)
            checksum = int(dut.checksum.value)
            log.note(f"{cycle()}: {len(message)} bytes, {checksum:08x}")
            assert checksum == zlib.crc32(message)
            sealed = message + checksum.to_bytes(4, "little")
            await feed(dut, sealed)
            assert dut.good.value
            await feed(dut, bytes([sealed[0] ^ 4]) + sealed[1:])
            assert not dut.good.value
