"""What a test saw, line by line, to be compared with what the same test saw on the other side (transcript.ts)."""

import json
import os

from cocotb.utils import get_sim_time

period_ns = 10


def cycle():
    """Edges of the main clock before now; the first is half a period after the start."""
    return (int(get_sim_time("ns")) + period_ns // 2 - 1) // period_ns


class Transcript:
    """Is written to the file that the runner names, also when the test fails."""

    def __init__(self):
        self.lines = []

    def __enter__(self):
        return self

    def note(self, line):
        self.lines.append(line)

    def __exit__(self, kind, error, _):
        edges = (int(get_sim_time("ns")) + period_ns // 2) // period_ns
        record = {"passed": error is None, "cycles": edges, "lines": self.lines}
        with open(os.environ["SPIKEFORGE_RECORD"], "w", encoding="utf8") as file:
            json.dump(record, file)


def shared_data():
    """What both sides are given: weights, events, and the like."""
    with open(os.environ["SPIKEFORGE_DATA"], encoding="utf8") as file:
        return json.load(file)
