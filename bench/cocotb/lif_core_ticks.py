import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from support.clocking import start
from support.transcript import Transcript, cycle, shared_data

marker = 0x8000
membrane_space = 5


async def load(dut, blocks):
    """Writes weights and parameters over the core's bus, a word in every third cycle."""
    for block in blocks:
        dut.bus_space.value = block["space"]
        for offset, word in enumerate(block["words"]):
            dut.bus_address.value = block["address"] + offset
            dut.bus_data.value = word
            dut.bus_write.value = 1
            await RisingEdge(dut.clk)
            dut.bus_write.value = 0
            await RisingEdge(dut.clk)
            await RisingEdge(dut.clk)
    for _ in range(8):
        await RisingEdge(dut.clk)


async def send(dut, ticks):
    """The events of every tick, and its marker."""
    for number, events in enumerate(ticks):
        for word in [*events, marker | number]:
            dut.events_valid.value = 1
            dut.events_payload.value = word
            await RisingEdge(dut.clk)
            while not dut.events_ready.value:
                await RisingEdge(dut.clk)
        dut.events_valid.value = 0


async def receive(dut, count, log):
    """Slots that fired, tick by tick."""
    dut.spikes_ready.value = 1
    fired = []
    while count > 0:
        await RisingEdge(dut.clk)
        if not dut.spikes_valid.value:
            continue
        word = int(dut.spikes_payload.value)
        if word & marker:
            log.note(f"{cycle()}: tick {word & 0x7FFF}, fired {fired}")
            fired = []
            count -= 1
        else:
            fired.append(word)


async def read_membrane(dut, slot):
    dut.bus_space.value = membrane_space
    dut.bus_address.value = slot
    dut.bus_read.value = 1
    await FallingEdge(dut.clk)
    dut.bus_read.value = 0
    while not dut.bus_data_valid.value:
        await FallingEdge(dut.clk)
    return int(dut.bus_data_data.value)


@cocotb.test()
async def lif_core_ticks(dut):
    """A ring of neurons, loaded over the core's bus, runs 30 ticks; membranes are read over the bus and from inside."""
    with Transcript() as log:
        await start(dut)
        await RisingEdge(dut.clk)
        data = shared_data()
        await load(dut, data["blocks"])
        dut.clear.value = 1
        await RisingEdge(dut.clk)
        dut.clear.value = 0
        await RisingEdge(dut.clk)
        await RisingEdge(dut.clk)
        while dut.busy.value:
            await RisingEdge(dut.clk)
        cocotb.start_soon(send(dut, data["ticks"]))
        await cocotb.start_soon(receive(dut, len(data["ticks"]), log))
        await FallingEdge(dut.clk)
        while dut.busy.value:
            await FallingEdge(dut.clk)
        over_bus = [await read_membrane(dut, slot) for slot in range(20)]
        inside = [int(dut.neurons.state0[slot].value) for slot in range(20)]
        assert [word & 0xFFF for word in over_bus] == [word & 0xFFF for word in inside]
        log.note(f"{cycle()}: membranes {over_bus}")
