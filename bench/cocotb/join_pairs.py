import cocotb
from cocotb.triggers import RisingEdge, gather

from support.clocking import start
from support.transcript import Transcript, cycle
from support.xorshift import Xorshift


async def send(dut, name, words, pause):
    valid, ready, payload = (getattr(dut, f"{name}_{part}") for part in ("valid", "ready", "payload"))
    for word in words:
        while pause():
            await RisingEdge(dut.clk)
        valid.value = 1
        payload.value = word
        await RisingEdge(dut.clk)
        while not ready.value:
            await RisingEdge(dut.clk)
        valid.value = 0
    return cycle()


async def receive(dut, count, random, log):
    pairs = []
    while len(pairs) < count:
        dut.pairs_ready.value = random.chance(70)
        await RisingEdge(dut.clk)
        if dut.pairs_valid.value and dut.pairs_ready.value:
            pairs.append((int(dut.pairs_payload_left.value), int(dut.pairs_payload_right.value)))
            log.note(f"{cycle()}: {pairs[-1][0]} and {pairs[-1][1]}")
    return pairs


@cocotb.test()
async def join_pairs(dut):
    """The n-th word of one stream leaves with the n-th of the other, whatever the pauses."""
    with Transcript() as log:
        await start(dut)
        await RisingEdge(dut.clk)
        random, slow, fast, busy = (Xorshift(seed) for seed in (21, 22, 23, 24))
        left = [random.below(256) for _ in range(80)]
        right = [random.below(256) for _ in range(80)]
        left_done, right_done, pairs = await gather(
            cocotb.start_soon(send(dut, "left", left, lambda: slow.chance(50))),
            cocotb.start_soon(send(dut, "right", right, lambda: fast.chance(20))),
            cocotb.start_soon(receive(dut, 80, busy, log)),
        )
        assert pairs == list(zip(left, right))
        log.note(f"left sent at {left_done}, right at {right_done}")
