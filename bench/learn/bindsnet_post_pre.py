"""Final weights of BindsNET's PostPre rule on given spike trains.

usage: bindsnet_post_pre.py CASES RESULT

CASES is a JSON list; of each case the weights after its last tick are written, a row per axon. Spikes of the target layer
are forced: its neurons never reach their threshold by themselves.
"""

import importlib.metadata
import json
import sys

import torch
from bindsnet.learning import PostPre
from bindsnet.network import Network
from bindsnet.network.nodes import IFNodes, Input
from bindsnet.network.topology import Connection


def raster(ticks, size):
    spikes = torch.zeros(len(ticks), size, dtype=torch.bool)
    for tick, active in enumerate(ticks):
        spikes[tick, active] = True
    return spikes


def final_weights(case):
    first = torch.tensor(case["weights"], dtype=torch.float32)
    axons, neurons = first.shape
    network = Network(dt=1.0)
    traces = {"traces": True, "traces_additive": case["traces"] == "additive"}
    source = Input(n=axons, tc_trace=case["timeConstantAfter"], **traces)
    target = IFNodes(n=neurons, thresh=1e9, tc_trace=case["timeConstantBefore"], **traces)
    connection = Connection(
        source=source,
        target=target,
        w=first,
        update_rule=PostPre,
        nu=(case["nuPre"], case["nuPost"]),
        wmin=0.0,
        wmax=1.0,
    )
    network.add_layer(source, name="source")
    network.add_layer(target, name="target")
    network.add_connection(connection, source="source", target="target")
    network.run(
        inputs={"source": raster(case["arrivals"], axons)},
        time=len(case["arrivals"]),
        clamp={"target": raster(case["posts"], neurons)},
    )
    return connection.w.tolist()


def main():
    cases_file, result_file = sys.argv[1:]
    with open(cases_file, encoding="utf-8") as file:
        cases = json.load(file)
    torch.manual_seed(0)
    torch.set_num_threads(1)
    with torch.no_grad():
        weights = {case["name"]: final_weights(case) for case in cases}
    versions = {name: importlib.metadata.version(name) for name in ("bindsnet", "torch")}
    with open(result_file, "w", encoding="utf-8") as file:
        json.dump({"versions": versions, "weights": weights}, file)


if __name__ == "__main__":
    main()
