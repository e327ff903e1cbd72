"""The network file: integer weights and neuron parameters in units of one weight LSB."""

import base64
import json

import numpy as np

from integer_model import Lif

NAME = "digits"


def neuron(lif: Lif) -> dict:
    return {
        "model": "lif",
        "threshold": lif.threshold,
        "leak": {"kind": "none"} if lif.leak_shift is None else {"kind": "shift", "shift": lif.leak_shift},
        "bias": 0,
        "refractory": 0,
        "reset": {"kind": "zero", "value": 0} if lif.reset == "zero" else {"kind": "subtract"},
    }


def packed(weights: np.ndarray) -> dict:
    """Row-major, one row per presynaptic neuron, one signed byte per weight."""
    data = np.ascontiguousarray(weights, np.int8).tobytes()
    return {"encoding": "int8-base64", "data": base64.b64encode(data).decode("ascii")}


def network_text(weights: tuple[np.ndarray, np.ndarray], hidden: Lif, digit: Lif) -> str:
    to_hidden, to_digit = weights
    network = {
        "format": "spikeforge-network",
        "version": 1,
        "name": NAME,
        "timestepMs": 1,
        "quantization": {"weightBits": 4, "membraneBits": 16, "weightScale": 1},
        "inputs": [{"name": "pixels", "size": to_hidden.shape[0]}],
        "populations": [
            {"name": "hidden", "size": to_hidden.shape[1], "neuron": neuron(hidden)},
            {"name": "digit", "size": to_digit.shape[1], "neuron": neuron(digit)},
        ],
        "projections": [
            {"from": "pixels", "to": "hidden", "weights": packed(to_hidden)},
            {"from": "hidden", "to": "digit", "delay": 1, "weights": packed(to_digit)},
        ],
        "outputs": ["digit"],
    }
    return json.dumps(network, indent=2) + "\n"


def read_network(text: str) -> tuple[tuple[np.ndarray, np.ndarray], Lif, Lif]:
    """The weights and neurons of a file that `network_text` wrote."""
    network = json.loads(text)
    sizes = [network["inputs"][0]["size"], *(population["size"] for population in network["populations"])]
    weights = tuple(
        np.frombuffer(base64.b64decode(projection["weights"]["data"]), np.int8).reshape(sizes[i], sizes[i + 1])
        for i, projection in enumerate(network["projections"])
    )
    neurons = [
        Lif(
            population["neuron"]["threshold"],
            population["neuron"]["leak"].get("shift"),
            population["neuron"]["reset"]["kind"],
        )
        for population in network["populations"]
    ]
    return weights, *neurons
