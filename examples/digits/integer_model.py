"""
The network in exact integers, as the chip computes it: encoder, two LIF layers, decision.

This is the oracle: numpy integers, independent of the training code.
"""

from dataclasses import dataclass

import numpy as np

PHASE_BITS = 10
PHASE_MULTIPLIER = 0x9E3779B1  # 2^32 / golden ratio, prime: consecutive pixels get well-spread phases
INTENSITY_NUMERATOR = 3  # 3/1024 spikes per tick and grey level: about 10 % of the pixels are active per tick
MEMBRANE_MIN, MEMBRANE_MAX = -(2**15), 2**15 - 1


@dataclass(frozen=True)
class Lif:
    """`leak_shift` None means no leak; `reset` is "subtract" (by the threshold) or "zero"."""

    threshold: int
    leak_shift: int | None
    reset: str


@dataclass(frozen=True)
class Run:
    """What a batch of runs left behind; the first axis is the image."""

    counts: np.ndarray  # output spikes over the run [n, 10]
    membranes: np.ndarray  # output membranes after the last tick [n, 10]
    predicted: np.ndarray  # [n]
    input_events: np.ndarray  # per image [n]
    hidden_spikes: np.ndarray  # per image [n]
    peak: int  # largest |membrane| before saturation


def phases(pixel_count: int) -> np.ndarray:
    """Start phase of each pixel: the top 10 bits of (index + 1) · 0x9E3779B1 mod 2^32."""
    index = np.arange(1, pixel_count + 1, dtype=np.uint64)
    return ((index * PHASE_MULTIPLIER & 0xFFFFFFFF) >> (32 - PHASE_BITS)).astype(np.int64)


def encode(pixels: np.ndarray, ticks: int) -> np.ndarray:
    """Rate code: pixel i spikes at tick t when phase + 3·p·t passes a multiple of 1024 on its way to t + 1."""
    step = INTENSITY_NUMERATOR * pixels.astype(np.int64)
    position = phases(pixels.shape[-1]) + step[:, None, :] * np.arange(ticks + 1)[None, :, None]
    wraps = position >> PHASE_BITS
    return wraps[:, 1:] > wraps[:, :-1]


def lif_tick(v: np.ndarray, current: np.ndarray, neuron: Lif) -> tuple[np.ndarray, np.ndarray, int]:
    """One tick of a population: returns the membrane, the spikes and the largest |sum| before saturation."""
    if neuron.leak_shift is not None:
        decay = v >> neuron.leak_shift
        v = v - np.where((decay == 0) & (v > 0), 1, decay)
    exact = v + current
    u = np.clip(exact, MEMBRANE_MIN, MEMBRANE_MAX)
    spikes = u >= neuron.threshold
    after = 0 if neuron.reset == "zero" else u - neuron.threshold
    return np.where(spikes, after, u), spikes, int(np.abs(exact).max())


def run(pixels: np.ndarray, weights: tuple[np.ndarray, np.ndarray], hidden: Lif, digit: Lif, ticks: int) -> Run:
    """Runs a batch for ticks + 1 ticks: the hidden layer's spikes reach the output one tick later."""
    to_hidden, to_digit = (matrix.astype(np.int64) for matrix in weights)
    events = encode(pixels, ticks)
    n = len(pixels)
    v_hidden = np.zeros((n, to_hidden.shape[1]), np.int64)
    v_digit = np.zeros((n, to_digit.shape[1]), np.int64)
    fired = np.zeros(v_hidden.shape, bool)
    counts, hidden_spikes, peak = np.zeros_like(v_digit), np.zeros(n, np.int64), 0
    for t in range(ticks + 1):
        arriving = fired
        current = exact_matmul(events[:, t], to_hidden) if t < ticks else np.zeros_like(v_hidden)
        v_hidden, fired, peak_hidden = lif_tick(v_hidden, current, hidden)
        v_digit, spikes, peak_digit = lif_tick(v_digit, exact_matmul(arriving, to_digit), digit)
        counts += spikes
        hidden_spikes += fired.sum(1)
        peak = max(peak, peak_hidden, peak_digit)
    return Run(counts, v_digit, decide(counts, v_digit), events.sum((1, 2)), hidden_spikes, peak)


def exact_matmul(spikes: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Spikes times integer weights. float64 holds every integer below 2^53, so the fast product is exact."""
    return (spikes.astype(np.float64) @ weights.astype(np.float64)).astype(np.int64)


def decide(counts: np.ndarray, membranes: np.ndarray) -> np.ndarray:
    """Most spikes; a tie goes to the larger final membrane, then to the smaller index."""
    key = counts * 2**17 + membranes  # |membrane| < 2^16, so the count always decides first
    return key.argmax(1)  # argmax takes the first of equals


def run_all(pixels, weights, hidden, digit, ticks, batch: int = 500) -> Run:
    """`run` in batches, to bound memory."""
    parts = [run(pixels[i : i + batch], weights, hidden, digit, ticks) for i in range(0, len(pixels), batch)]
    joined = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("counts", "membranes", "predicted", "input_events", "hidden_spikes")
    }
    return Run(**joined, peak=max(part.peak for part in parts))
