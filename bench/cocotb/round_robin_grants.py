import cocotb
from cocotb.triggers import FallingEdge, Timer

from support.clocking import start
from support.transcript import Transcript, cycle
from support.xorshift import Xorshift


def granted(request, turn):
    """The first request at or after the one whose turn it is."""
    for i in range(4):
        bit = (turn + i) % 4
        if request >> bit & 1:
            return bit
    return None


@cocotb.test()
async def round_robin_grants(dut):
    """Equals a model for 500 random requests. The grant comes in the same cycle: it is read before the edge."""
    with Transcript() as log:
        await start(dut)
        random = Xorshift(15)
        turn = 0
        served = [0, 0, 0, 0]
        for _ in range(500):
            request, accept = random.below(16), random.chance(70)
            dut.request.value = request
            dut.accept.value = accept
            await Timer(1, "ns")
            grant = granted(request, turn)
            assert dut.grant.value == (0 if grant is None else 1 << grant)
            if grant is not None:
                served[grant] += accept
                turn = (grant + 1) % 4 if accept else grant
            await FallingEdge(dut.clk)
            if cycle() % 100 == 0:
                log.note(f"{cycle()}: served {served}")
