"""Evaluates a finished network on the held-out images and writes the files beside this script."""

import csv
import hashlib
import io
import json
import os
from dataclasses import asdict
from pathlib import Path

import numpy as np

import curve_plot
import integer_model
import network_file

VECTORS_PER_DIGIT = 2


def write(folder: Path, weights, settings, data, curve: list[dict], seconds: float) -> None:
    """Writes the network, its meta file with test vectors, and the curve; each aside first, then renamed."""
    text = network_file.network_text(weights, *settings.neurons())
    restored = network_file.read_network(text)  # judge what was written, not what was in memory
    result = integer_model.run_all(data.held_out.pixels, *restored, settings.ticks)
    chosen = max(curve, key=lambda point: point["validationAccuracy"])  # the first of equals
    meta = describe(result, settings, data, chosen, seconds, hashlib.sha256(text.encode()).hexdigest())
    folder.mkdir(parents=True, exist_ok=True)
    put(folder / "digits.network.json", text)
    put(folder / "digits.meta.json", json_text(meta))
    put(folder / "training-curve.csv", csv_text(curve))
    put(folder / "training-curve.svg", curve_plot.curve_svg(curve, chosen["epoch"]))
    print(f"held out: {meta['heldOut']['correct']} of {meta['heldOut']['images']} "
          f"({100 * meta['heldOut']['accuracy']:.2f} %), {meta['meanInputEventsPerTick']} input events and "
          f"{meta['meanHiddenSpikesPerTick']} hidden spikes per tick, peak membrane {meta['peakMembrane']}")


def describe(result, settings, data, chosen: dict, seconds: float, digest: str) -> dict:
    labels = data.held_out.labels
    correct = int((result.predicted == labels).sum())
    images, ticks = len(labels), settings.ticks
    confusion = np.zeros((10, 10), int)
    np.add.at(confusion, (labels, result.predicted), 1)
    return {
        "network": "digits.network.json",
        "networkSha256": digest,
        "ticks": ticks,
        "runTicks": ticks + 1,
        "encoder": {
            "kind": "phase-rate",
            "numerator": integer_model.INTENSITY_NUMERATOR,
            "shift": integer_model.PHASE_BITS,
            "phaseMultiplier": integer_model.PHASE_MULTIPLIER,
            "phase": "phase[i] = Math.imul(i + 1, phaseMultiplier) >>> (32 - shift)",
            "spike": "((phase[i] + numerator * p * (t + 1)) >> shift) > ((phase[i] + numerator * p * t) >> shift)",
            "range": "pixel byte p = 0..255, pixel index i = 0..783 row-major, tick t = 0..ticks-1",
        },
        "decision": "most output spikes in ticks 0..ticks; tie: larger final membrane; tie: smaller index",
        "heldOut": {"images": images, "correct": correct, "accuracy": correct / images},
        "validationAccuracy": chosen["validationAccuracy"],
        "meanInputEventsPerTick": round(float(result.input_events.mean()) / ticks, 3),
        "meanHiddenSpikesPerTick": round(float(result.hidden_spikes.mean()) / (ticks + 1), 3),
        "peakMembrane": result.peak,
        "undecidedBySpikesAlone": int(tied(result.counts).sum()),
        "seed": settings.seed,
        "epochs": settings.epochs,
        "chosenEpoch": chosen["epoch"],
        "trainingSeconds": round(seconds),
        "data": data.counts,
        "settings": {camel(name): value for name, value in asdict(settings).items()},
        "confusion": {"rows": "label", "columns": "predicted", "counts": confusion.tolist()},
        "vectors": {
            "order": "the first two images of digit 0 in the npm package, then of digit 1, and so on",
            "images": vectors(result, labels),
        },
    }


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def tied(counts: np.ndarray) -> np.ndarray:
    return (counts == counts.max(1, keepdims=True)).sum(1) > 1


def vectors(result, labels: np.ndarray) -> list[dict]:
    """What the integer model says of the first images of each digit: an oracle for other implementations."""
    records = []
    for digit in range(10):
        first = int(np.flatnonzero(labels == digit)[0])
        for index in range(VECTORS_PER_DIGIT):
            at = first + index
            records.append(
                {
                    "digit": digit,
                    "index": index,
                    "predicted": int(result.predicted[at]),
                    "outputSpikes": result.counts[at].tolist(),
                    "outputMembranes": result.membranes[at].tolist(),
                    "inputEvents": int(result.input_events[at]),
                    "hiddenSpikes": int(result.hidden_spikes[at]),
                }
            )
    return records


def json_text(value: dict) -> str:
    """Indented JSON with lists of numbers kept on one line."""

    def render(item, indent: str) -> str:
        deeper = indent + "  "
        if isinstance(item, dict):
            rows = [f"{deeper}{json.dumps(key)}: {render(each, deeper)}" for key, each in item.items()]
            return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
        if isinstance(item, list) and any(isinstance(each, (dict, list)) for each in item):
            return "[\n" + ",\n".join(deeper + render(each, deeper) for each in item) + f"\n{indent}]"
        return json.dumps(item, ensure_ascii=False)

    return render(value, "") + "\n"


def csv_text(curve: list[dict]) -> str:
    out = io.StringIO()
    rows = csv.DictWriter(out, list(curve[0]), lineterminator="\n")
    rows.writeheader()
    rows.writerows(curve)
    return out.getvalue()


def put(path: Path, text: str) -> None:
    """A reader sees the old file or the whole new one, never half of it."""
    aside = path.with_name(path.name + ".partial")
    aside.write_text(text)
    os.replace(aside, path)
