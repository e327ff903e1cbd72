import cocotb
from cocotb.triggers import FallingEdge

from support.clocking import start
from support.transcript import Transcript, cycle
from support.xorshift import Xorshift

phases = ["red", "green", "amber"]


@cocotb.test()
async def traffic_light_phases(dut):
    """The light changes in its order, and stays green until somebody wants to walk. Reads the state inside."""
    with Transcript() as log:
        await start(dut)
        random = Xorshift(3)
        before = "red"
        for _ in range(300):
            dut.walk.value = random.chance(4)
            await FallingEdge(dut.clk)
            phase = phases[int(dut.phase.value)]
            assert dut.stop.value == (phase != "green")
            if phase != before:
                log.note(f"{cycle()}: {before} to {phase}")
                assert phase == phases[(phases.index(before) + 1) % 3]
            before = phase
