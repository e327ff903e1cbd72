"""Prints what wellen, the reader of Surfer, finds in the wave files that are named: a JSON object for each, in lines.

With --summary first, more than a thousand changes are shown as their number and a checksum.
"""

import hashlib
import json
import sys

import pywellen


def variable(var):
    enumeration = var.enum_type
    return {
        "path": var.full_name,
        "type": var.var_type,
        "direction": var.direction,
        "width": var.bitwidth,
        "labels": None if enumeration is None else [enumeration[0], dict(enumeration[1])],
        "typeName": var.vhdl_type_name,
        "changes": changes_of(var),
    }


def changes_of(var):
    changes = [[time, value if isinstance(value, str) else format(value, "x")] for time, value in var.tv]
    if not summary or len(changes) <= 1000:
        return changes
    checksum = hashlib.sha256(repr(changes).encode()).hexdigest()
    return [[0, str(len(changes))], [0, checksum]]


def call(value):
    return value() if callable(value) else value


summary = sys.argv[1] == "--summary"
for path in sys.argv[2 if summary else 1 :]:
    wave = pywellen.Waveform(path)
    found = []
    for var in wave.all_vars():
        shown = type("", (), {})
        for name in ("full_name", "var_type", "direction", "bitwidth", "enum_type", "vhdl_type_name", "tv"):
            setattr(shown, name, call(getattr(var, name)))
        found.append(variable(shown))
    print(json.dumps({"timescale": str(call(wave.timescale)), "variables": found}))
